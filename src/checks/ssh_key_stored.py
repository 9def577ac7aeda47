"""Check: HCP Terraform holds an SSH key where submodules need one."""

from collections.abc import Iterator

from checks.bitbucket_token import bitbucket_token
from checks.clients.terraform_records import OAuthToken
from checks.connection.connection import Connection
from checks.engine.model import Finding, NotApplicable, Step, advice, check, failed, passed, unknown
from checks.engine.submodules import with_submodules
from checks.facts import bitbucket, terraform
from checks.files import gitmodules
from checks.provider_authorized import provider_authorized


@check(
    Step.SSH_KEY,
    reads=(*terraform.IN_USE, *bitbucket.FILE_ON_BRANCH),
    after=(provider_authorized, bitbucket_token),
)
def ssh_key_stored(connection: Connection) -> Iterator[Finding]:
    """HCP Terraform holds an SSH key where submodules need one.

    The key belongs to the provider. The SSH key of a Terraform workspace is another one: it serves modules during a
    run and never submodules. This tells that a key is held, not which one: HCP Terraform never shows it.
    """
    unread: list[Finding] = []
    needing: dict[str | None, list[str]] = {}
    for workspace, submodules in with_submodules(connection, unread):
        if any(gitmodules.parse_url(submodule.url).needs_ssh_key for submodule in submodules):
            needing.setdefault(workspace.oauth_token_id, []).append(workspace.repository)
    yield from unread
    given = connection.settings
    chosen = given.workspaces or given.repositories or connection.sampled()
    former = connection.disconnected()
    looked_at_all = not (chosen or former.candidates or former.unreported) and connection.hidden_workspaces() == 0
    for oauth_token in connection.oauth_tokens():
        subject = f"grant of {oauth_token.shown}"
        repositories = list(dict.fromkeys(needing.get(oauth_token.id, ())))
        if not repositories:
            if oauth_token.has_ssh_key and not unread and looked_at_all:
                yield advice(
                    subject,
                    "a key only where submodules need one",
                    "holds an SSH key, and no submodule of a Terraform workspace needs one",
                    "If no module or policy set needs it either, take it away: whoever holds it can push code.",
                )
            continue
        yield _judged(oauth_token, subject, repositories)
    if not needing and not unread:
        raise NotApplicable("No repository in use names a submodule by an SSH address.")


def _judged(oauth_token: OAuthToken, subject: str, repositories: list[str]) -> Finding:
    expected = f"holds an SSH key, which submodules of {', '.join(repositories[:3])} need"
    if oauth_token.has_ssh_key:
        return passed(subject, expected, "holds one")
    if oauth_token.has_ssh_key is None:
        fix = "Open Settings, Providers in HCP Terraform: it says there whether a key has been added."
        return unknown(subject, expected, "HCP Terraform does not tell", fix)
    fix = "In HCP Terraform open Settings, Providers, and add a private SSH key to this provider."
    return failed(subject, expected, "holds none", fix)
