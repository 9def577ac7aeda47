"""Check: Bitbucket accepts the OAuth consumer's key and secret."""

from collections.abc import Iterator

from checks.connection.connection import Connection
from checks.engine.model import Finding, Step, check, failed, passed, unknown
from checks.facts import bitbucket, bitbucket_screens

SWAPPED = "The key is longer than the secret, so check whether you swapped them. "


@check(Step.CONSUMER, reads=(bitbucket.ACCESS_TOKEN,))
def consumer_credentials(connection: Connection) -> Iterator[Finding]:
    """Bitbucket accepts the consumer key and secret.

    HCP Terraform needs them for each request to Bitbucket, also to renew its authorization. The checks try them only
    once in a run, because a failed attempt can lock the consumer for a few minutes.
    """
    response = connection.token_response()
    subject, expected = "key and secret", "accepted by Bitbucket"
    if response.is_accepted:
        yield passed(subject, expected, "accepted")
    elif response.is_rejected:
        yield failed(
            subject,
            expected,
            f"rejected: {response.description or response.error}",
            f"{SWAPPED if connection.settings.swapped else ''}Copy the consumer key and secret again. After a failed "
            "attempt, Bitbucket can reject even the correct values for a few minutes, so wait before you run this "
            "again.",
        )
    else:
        fix = (
            "In the consumer settings, check whether the consumer allows "
            f"{bitbucket_screens.CLIENT_CREDENTIALS.text}. Then run this again in a few minutes."
        )
        yield unknown(subject, expected, response.shown, fix)
