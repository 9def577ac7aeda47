"""Check: the consumer may use the client credentials grant."""

from collections.abc import Iterator

from checks.connection.connection import Connection
from checks.consumer_credentials import consumer_credentials
from checks.engine.model import Finding, Step, check, failed, passed, unknown
from checks.facts import bitbucket


@check(Step.CONSUMER, reads=(bitbucket.ACCESS_TOKEN,), after=(consumer_credentials,))
def private_consumer(connection: Connection) -> Iterator[Finding]:
    """The consumer allows the client credentials grant.

    On the older form this is the box *This is a private consumer*, which HashiCorp's page asks you to tick; on the
    newer one it is, by function, *Client credentials*. It also lets the checks see the consumer's permissions.
    """
    answer = connection.token_answer()
    subject, expected = "client credentials grant", "allowed"
    if answer.granted:
        yield passed(subject, expected, "allowed")
    elif answer.is_public:
        yield failed(
            subject,
            expected,
            f"refused: {answer.description}",
            "Edit the consumer and tick This is a private consumer; on the newer form tick Client credentials.",
        )
    else:
        fix = "Fill in the callback URL first. Then Bitbucket tells whether this is allowed."
        yield unknown(subject, expected, answer.shown, fix)
