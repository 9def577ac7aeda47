"""Check: the last fetch of each repository worked."""

from collections.abc import Iterator

from checks.clients.connection import Connection
from checks.engine.model import Finding, NotApplicable, Step, check, right, unknown, unreadable, wrong
from checks.facts import terraform
from checks.provider_authorised import provider_authorised

EXPECTED = "the last fetch from Bitbucket worked"


@check(
    Step.FINISH,
    reads=(
        terraform.OAUTH_CLIENTS,
        terraform.OAUTH_TOKENS,
        terraform.WORKSPACES,
        terraform.CONFIGURATION_VERSIONS,
    ),
    after=(provider_authorised,),
)
def last_fetch(connection: Connection) -> Iterator[Finding]:
    """The last fetch of each configuration worked.

    HCP Terraform keeps what became of every attempt to fetch a repository, submodules included. It is the only trace
    that a failed fetch leaves.
    """
    workspaces = connection.terraform_workspaces()
    if not workspaces:
        raise NotApplicable("No Terraform workspace uses this provider yet.")
    for reading in connection.each("fetches", connection.newest_fetch, workspaces):
        name = reading.subject.name
        if reading.error:
            yield unreadable(name, EXPECTED, reading.error)
        elif reading.value is None:
            yield unknown(name, EXPECTED, "nothing was fetched from Bitbucket lately", "Push a commit, or start a run.")
        elif reading.value.worked:
            when = f" on {reading.value.at:%d %B %Y}" if reading.value.at else ""
            yield right(name, EXPECTED, f"fetched{when}")
        elif reading.value.worked is False:
            yield wrong(
                name,
                EXPECTED,
                reading.value.error or "it failed, and HCP Terraform does not tell why",
                "Look the message up in the guide under When it breaks, mend what it names, and push a new commit.",
            )
        else:
            yield unknown(name, EXPECTED, f"it is {reading.value.status or 'in a state that is not told'}")
