"""Check: the OAuth consumer has a callback URL."""

from collections.abc import Iterator

from checks.connection.connection import Connection
from checks.consumer_credentials import consumer_credentials
from checks.engine.model import Finding, Step, check, failed, passed, unknown
from checks.facts import bitbucket, bitbucket_screens, terraform_screens


@check(Step.CONSUMER, reads=(bitbucket.ACCESS_TOKEN,), after=(consumer_credentials,))
def consumer_callback(connection: Connection) -> Iterator[Finding]:
    """The consumer has a callback URL.

    Bitbucket redirects the browser to this URL after you grant access, so without a callback URL you can't authorize
    HCP Terraform. No Bitbucket API returns the URL, so this check doesn't show whether it is the correct one.
    """
    response = connection.token_response()
    subject, expected = "consumer callback URL", "set"
    if response.granted:
        yield passed(subject, expected, "set")
    elif response.lacks_callback:
        yield failed(
            subject,
            expected,
            f"empty: {response.description}",
            f"Edit the consumer, and paste {terraform_screens.CALLBACK_URL.text} from HCP Terraform.",
        )
    else:
        fix = (
            f"Select {bitbucket_screens.PRIVATE_CONSUMER.text}, or on the new form "
            f"{bitbucket_screens.CLIENT_CREDENTIALS.text}. Then Bitbucket reports whether the URL is set."
        )
        yield unknown(subject, expected, response.shown, fix)
