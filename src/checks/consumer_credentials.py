"""Check: key and secret of the consumer belong together."""

from collections.abc import Iterator

from checks.clients.bitbucket_records import TokenAnswer
from checks.connection.connection import Connection
from checks.engine.model import Finding, Step, check, failed, passed, unknown
from checks.facts import bitbucket


@check(Step.CONSUMER, reads=(bitbucket.ACCESS_TOKEN,))
def consumer_credentials(connection: Connection) -> Iterator[Finding]:
    """Bitbucket accepts the consumer's key and secret.

    HCP Terraform uses them for everything, also to renew its grant. They are tried once in a run and never again,
    because a failed attempt may lock the consumer out for a while.
    """
    answer = connection.token_answer()
    subject, expected = "key and secret", "accepted by Bitbucket"
    if answer.granted or answer.is_public or answer.lacks_callback:
        # Bitbucket looks at the consumer, and names what it lacks, only after it has accepted key and secret.
        yield passed(subject, expected, "accepted")
    elif answer.error in ("unauthorized_client", "invalid_client") and not _speaks_of_grants(answer):
        yield failed(
            subject,
            expected,
            f"refused: {answer.description or answer.error}",
            "Copy key and secret again from the consumer's page. After a failed attempt Bitbucket may refuse even the "
            "right pair for some minutes, so wait a little before you run this again.",
        )
    else:
        fix = "See on the consumer's page whether it allows client credentials, and ask again in some minutes."
        yield unknown(subject, expected, answer.shown, fix)


def _speaks_of_grants(answer: TokenAnswer) -> bool:
    """Tell whether the refusal may be of the grant: RFC 6749 (5.2) has the same code for that as Bitbucket for a pair.

    How Bitbucket words it since its form of 2026 is not known.
    """
    return "grant" in (answer.description or "").lower()
