"""Check: the OAuth consumer allows the client credentials grant."""

from collections.abc import Iterator

from checks.connection.connection import Connection
from checks.consumer_credentials import consumer_credentials
from checks.engine.model import Finding, Step, check, failed, passed, unknown
from checks.facts import bitbucket, bitbucket_screens


@check(Step.CONSUMER, reads=(bitbucket.ACCESS_TOKEN,), after=(consumer_credentials,))
def private_consumer(connection: Connection) -> Iterator[Finding]:
    """The consumer allows the client credentials grant.

    HashiCorp requires a private consumer, which is a checkbox on the old form of Bitbucket and a grant type on the new
    form. This setting also lets the checks read the permissions of the consumer.
    """
    response = connection.token_response()
    subject, expected = "client credentials grant", "allowed"
    if response.granted:
        yield passed(subject, expected, "allowed")
    elif response.is_public:
        yield failed(
            subject,
            expected,
            f"rejected: {response.description}",
            f"Edit the consumer and select {bitbucket_screens.PRIVATE_CONSUMER.text}, or on the new form "
            f"{bitbucket_screens.CLIENT_CREDENTIALS.text}.",
        )
    else:
        fix = (
            f"Set {bitbucket_screens.CONSUMER_CALLBACK_URL.text} first. Then Bitbucket reports whether this is allowed."
        )
        yield unknown(subject, expected, response.shown, fix)
