"""Check: the consumer has the permissions that a connection needs."""

from collections.abc import Iterator

from checks.clients.errors import ReadError
from checks.connection.connection import Connection
from checks.consumer_key import consumer_key
from checks.engine.model import Finding, Step, advice, check, failed, passed, unknown
from checks.facts import bitbucket, requirements, terraform
from checks.facts.credentials import Credential
from checks.private_consumer import private_consumer


@check(
    Step.CONSUMER,
    reads=(bitbucket.ACCESS_TOKEN,),
    also_reads=(terraform.OAUTH_CLIENTS,),
    after=(private_consumer,),
)
def consumer_permissions(connection: Connection) -> Iterator[Finding]:
    """The consumer has every permission that HCP Terraform needs.

    Without one of them HCP Terraform cannot list repositories, create webhooks or report on pull requests. This looks
    at the consumer as it is now: a grant that was made earlier may still lack what was ticked later.
    """
    granted = connection.token_answer().scopes
    held = bitbucket.closure(granted or ())
    doubt = _doubt(connection)
    for needed in requirements.PERMISSIONS:
        if granted is None:
            actual = "Bitbucket did not say which scopes it granted"
            yield unknown(needed.area, needed.level, actual, "Open the consumer and look at its permissions.")
        elif doubt:
            yield unknown(needed.area, needed.level, doubt, f"See what the check «{consumer_key.title}» says.")
        elif needed.scope in held:
            yield passed(needed.area, needed.level, "granted")
        else:
            yield failed(
                needed.area,
                needed.level,
                "not granted",
                f"Edit the consumer, tick {needed.area}: {needed.level}, and save. Then reauthorize the provider.",
            )
    required = bitbucket.closure(needed.scope for needed in requirements.PERMISSIONS)
    for scope in sorted((granted or frozenset()) - required):
        yield advice(scope, "not needed", "granted as well", "You may untick it: the connection works without it.")


def _doubt(connection: Connection) -> str:
    """Return why the consumer is not shown to be the provider's; nothing where it is, or where nobody can look."""
    same = connection.is_providers_consumer()
    if same or Credential.TERRAFORM_TOKEN not in connection.credentials:
        return ""
    if same is False:
        return "the key given is not that of the provider's consumer"
    try:
        connection.provider()
    except LookupError:
        return ""  # there is no one provider yet that could use another consumer
    except ReadError as error:
        return f"whether the key given is that of the provider's consumer could not be read: {error}"
    return "HCP Terraform does not tell whether the key given is that of the provider's consumer"
