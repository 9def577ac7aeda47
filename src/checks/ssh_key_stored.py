"""Check: HCP Terraform has an SSH key if submodules need it."""

from collections.abc import Iterator, Mapping

from checks.bitbucket_token import bitbucket_token
from checks.clients.connected_objects import Kind
from checks.clients.terraform_provider_records import OAuthToken
from checks.connection.connection import Connection
from checks.engine.model import Finding, NotApplicable, Step, advice, check, failed, passed, unknown
from checks.engine.submodule_fetch import proof
from checks.engine.submodules import missing_branches, not_followed, read_tree, with_submodules
from checks.facts import bitbucket, terraform, terraform_screens
from checks.files.gitmodules import Form
from checks.provider_authorized import provider_authorized

OPEN = f"In HCP Terraform, open {terraform_screens.SETTINGS.text} > {terraform_screens.PROVIDERS.text}"
LOOK = f"{OPEN}, and check that the VCS provider of the workspace has an SSH key."
ADD = terraform_screens.ADD_A_PRIVATE_SSH_KEY.text


@check(
    Step.SSH_KEY,
    reads=(*terraform.CONNECTED, *bitbucket.FILE_ON_BRANCH),
    also_reads=(terraform.CONFIGURATION_VERSIONS, terraform.INGRESS_ATTRIBUTES),
    after=(provider_authorized, bitbucket_token),
)
def ssh_key_stored(connection: Connection) -> Iterator[Finding]:
    """HCP Terraform has an SSH key if submodules need it.

    The key belongs to the VCS provider. The SSH key of a Terraform workspace is a different key, which fetches modules
    during a run, but never submodules. HCP Terraform reports only whether a key is stored, and not which key.
    """
    unread: list[Finding] = []
    found = list(with_submodules(connection, unread))
    tree = read_tree(connection, [one for _, submodules in found for one in submodules])
    needing: dict[str | None, list[str]] = {}
    incomplete, settled = False, True
    for workspace, submodules in found:
        below = tree.below(submodules)
        if any(one.url.needs_ssh_key and one.is_pinned(connection) for one in below):
            needing.setdefault(workspace.oauth_token_id, []).append(workspace.repository)
        else:
            incomplete |= any(one.target in tree.errors or one.target in tree.skipped for one in below)
        # The fix for any other URL can be an SSH URL, which needs the key.
        settled &= all(one.url.form is Form.HTTPS and one.url.login is None for one in below)
    unread += not_followed(tree) if incomplete else ()
    unread += _unreported(connection, needing)
    yield from unread
    settings = connection.settings
    former, gone = connection.disconnected(), missing_branches(connection)
    complete = (
        not (settings.workspaces or settings.repositories or connection.sampled() or unread or gone)
        and settled
        and not (former.candidates or former.unreported)
        and connection.hidden_workspaces() == 0
        and _no_objects(connection)
    )
    # A key can be added before the first workspace exists, because step 4 of the guide precedes the last step.
    used = {workspace.oauth_token_id for workspace in connection.terraform_workspaces()}
    for oauth_token in connection.oauth_tokens():
        repositories = list(dict.fromkeys(needing.get(oauth_token.id, ())))
        if repositories:
            yield _finding(oauth_token, repositories).identified(oauth_token.id)
        elif (
            oauth_token.has_ssh_key
            and complete
            and oauth_token.id in used
            and not any(proof(connection, one).missing for one, _ in found)
        ):
            yield advice(
                _subject(oauth_token),
                "a key only if submodules need it",
                "an SSH key is stored, and no submodule of a repository in use needs one",
                "Remove the key, unless a repository that this token can't see needs it. Anyone who has the key can "
                "push code.",
            ).identified(oauth_token.id)
    if not needing and not unread:
        reason = "No .gitmodules file that was read contains a submodule with an SSH URL that Git fetches."
        raise NotApplicable(f"{reason}{gone}")


def _unreported(connection: Connection, needing: Mapping[str | None, list[str]]) -> Iterator[Finding]:
    """Yield a finding for each repository with such submodules whose authorization HCP Terraform doesn't report."""
    known = {oauth_token.id for oauth_token in connection.oauth_tokens()}
    used = (name for oauth_token_id, names in needing.items() if oauth_token_id not in known for name in names)
    for repository in dict.fromkeys(used):
        actual = "HCP Terraform doesn't report which authorization fetches it"
        yield unknown(repository, "a stored SSH key, which its submodules need", actual, LOOK)


def _no_objects(connection: Connection) -> bool:
    """Return whether every kind of object could be listed, and none may fetch submodules that weren't checked."""
    listed = connection.listed_objects()
    unchecked = [one for one in connection.connected_objects() if one.by_tags or one.submodules is None]
    silent = any(one.unread or one.hidden or one.unreported(connection.settings) for one in listed)
    return len(listed) == len(Kind) and not silent and not unchecked


def _subject(oauth_token: OAuthToken) -> str:
    return f"authorization of {oauth_token.shown}"


def _finding(oauth_token: OAuthToken, repositories: list[str]) -> Finding:
    subject = _subject(oauth_token)
    expected = f"a stored SSH key, which submodules of {', '.join(repositories[:3])} need"
    if oauth_token.has_ssh_key:
        return passed(subject, expected, "stored")
    if oauth_token.has_ssh_key is None:
        return unknown(subject, expected, "not reported by HCP Terraform", f"{OPEN}: the page shows if it has one.")
    return failed(subject, expected, "no SSH key is stored", f"{OPEN}, and {ADD} to this VCS provider.")
