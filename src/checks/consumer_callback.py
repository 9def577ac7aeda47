"""Check: the consumer has a callback URL at all."""

from collections.abc import Iterator

from checks.connection.connection import Connection
from checks.consumer_credentials import consumer_credentials
from checks.engine.model import Finding, Step, check, failed, passed, unknown
from checks.facts import bitbucket


@check(Step.CONSUMER, reads=(bitbucket.ACCESS_TOKEN,), after=(consumer_credentials,))
def consumer_callback(connection: Connection) -> Iterator[Finding]:
    """The consumer has a callback URL.

    Bitbucket sends the browser there after *Grant access*. A consumer without one cannot be used at all. Whether it
    is the right one, Bitbucket does not tell through any API.
    """
    answer = connection.token_answer()
    subject, expected = "callback URL of the consumer", "filled in"
    if answer.granted:
        yield passed(subject, expected, "filled in")
    elif answer.lacks_callback:
        yield failed(
            subject,
            expected,
            f"blank: {answer.description}",
            "Edit the consumer and paste the callback URL that HCP Terraform shows.",
        )
    else:
        fix = "Allow the client credentials grant first. Then Bitbucket tells whether this is filled in."
        yield unknown(subject, expected, answer.shown, fix)
