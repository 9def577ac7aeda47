"""Check: the consumer has the permissions that a connection needs."""

from collections.abc import Iterator

from checks.clients.errors import ReadError
from checks.connection.connection import Connection
from checks.consumer_key import consumer_key
from checks.engine.model import Finding, Step, advice, check, failed, passed, unknown
from checks.facts import bitbucket, requirements, terraform
from checks.facts.credentials import Credential
from checks.private_consumer import private_consumer

LOOK = "Open the consumer on Bitbucket, and check its permissions."


@check(
    Step.CONSUMER,
    reads=(bitbucket.ACCESS_TOKEN,),
    also_reads=(terraform.OAUTH_CLIENTS,),
    after=(private_consumer,),
)
def consumer_permissions(connection: Connection) -> Iterator[Finding]:
    """The consumer has every permission that HCP Terraform needs.

    Without them, HCP Terraform can't list repositories, create webhooks, or report on pull requests. The check reads
    the current permissions of the consumer. An earlier authorization might lack permissions that were added later.
    """
    granted = connection.token_response().scopes
    implied = bitbucket.closure(granted or ())
    # If Bitbucket lists scopes with unknown names, a missing permission can be granted under one of those names.
    unknown_names = sorted((granted or frozenset()) - bitbucket.SCOPES)
    doubt = _doubt(connection)
    for needed in requirements.PERMISSIONS:
        if granted is None:
            yield unknown(needed.area, needed.level, "granted scopes not reported by Bitbucket", LOOK)
        elif doubt:
            yield unknown(needed.area, needed.level, doubt, f'See the result of "{consumer_key.title}".')
        elif needed.scope in implied:
            yield passed(needed.area, needed.level, "granted")
        elif unknown_names:
            actual = f"not listed under a known name; Bitbucket also lists {', '.join(unknown_names)}"
            yield unknown(needed.area, needed.level, actual, LOOK)
        else:
            fix = (
                f"Edit the consumer, select {needed.area}: {needed.level}, and save. Then reauthorize the VCS provider."
            )
            yield failed(needed.area, needed.level, "not granted", fix)
    required = bitbucket.closure(needed.scope for needed in requirements.PERMISSIONS)
    for scope in sorted(((granted or frozenset()) & bitbucket.SCOPES) - required):
        yield advice(scope, "not needed", "also granted", "You can clear it: the connection works without it.")


def _doubt(connection: Connection) -> str:
    """Return why the consumer isn't known to be the VCS provider's; empty if it is, or if no comparison is possible."""
    same = connection.is_providers_consumer()
    if same or Credential.TERRAFORM_TOKEN not in connection.credentials:
        return ""
    if same is False:
        return "the key that you set is not the key of the VCS provider's consumer"
    try:
        connection.provider()
    except LookupError:
        return ""  # there is no single VCS provider that could use another consumer
    except ReadError as error:
        return f"whether the key that you set belongs to the VCS provider's consumer couldn't be read: {error}"
    return "HCP Terraform doesn't report whether the key that you set belongs to the VCS provider's consumer"
