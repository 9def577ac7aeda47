"""Determines whether a fetch proves that the submodules of a Terraform workspace can be fetched."""

from dataclasses import dataclass

from checks.clients.connected_objects import Connected
from checks.clients.errors import ReadError
from checks.clients.repository_name import branch_name
from checks.clients.terraform_fetch_records import Fetch, newest, not_read
from checks.connection.connection import Connection

SEVERAL = "HCP Terraform doesn't report which fetch of the branch is the newest"


@dataclass(frozen=True)
class SubmoduleFetch:
    """The newest fetch as evidence that the submodules can be fetched."""

    missing: str = ""
    """Why it isn't proof, as the rest of a sentence that starts with "no fetch proves it:"; empty if it is proof."""
    words: str = ""
    """The error message that HCP Terraform recorded; empty if the fetch didn't fail, or no message was recorded."""
    fetch: Fetch | None = None
    commit: str | None = None
    """The fetched commit, if the fetch is proof."""


def newest_failure(connection: Connection, workspace: Connected) -> str:
    """Return what was recorded of the newest fetch if it failed with submodules included, else an empty text."""
    if workspace.submodules is False:
        return ""
    try:
        fetch = connection.newest_fetch(workspace)
    except ReadError:
        return ""  # `proof` reports it if the fetch matters, and the check last-fetch reports it in any case
    return fetch.error or "" if fetch and fetch.worked is False else ""


def proof(connection: Connection, workspace: Connected) -> SubmoduleFetch:
    """Return whether the newest fetch proves that what `.gitmodules` names now can be fetched.

    It is proof only if it succeeded with submodules included, with the current authorization, from the same repository
    and branch, and from a commit with the same `.gitmodules`. This sends two requests for each fetch, once in a run.
    """
    try:
        fetch, listed = connection.newest_fetch(workspace), connection.configurations(workspace)
    except ReadError as error:
        return SubmoduleFetch(f"its fetches couldn't be read: {error}")
    if fetch is None or fetch.worked is None:
        several = fetch is None and newest(connection.fetches(workspace))
        return SubmoduleFetch(SEVERAL if several else f"no fetch has finished{not_read(listed)}", fetch=fetch)
    if not fetch.worked:
        return SubmoduleFetch("the newest fetch failed", newest_failure(connection, workspace), fetch)
    if not workspace.submodules:
        return SubmoduleFetch("no proof that the newest fetch included submodules", fetch=fetch)
    try:
        missing, commit = _differs(connection, workspace, fetch)
    except ReadError as error:
        return SubmoduleFetch(f"the commit of the newest fetch couldn't be read: {error}", fetch=fetch)
    return SubmoduleFetch(missing, fetch=fetch, commit=commit)


def is_of_head(connection: Connection, workspace: Connected, proven: SubmoduleFetch) -> bool:
    """Return whether the fetch took the commit that the branch is at now, with all that it pins."""
    try:
        return not proven.missing and proven.commit == connection.head(workspace)
    except ReadError:
        return False


def _differs(connection: Connection, workspace: Connected, fetch: Fetch) -> tuple[str, str | None]:
    """Return in what the fetch differs from what a fetch would do now, or an empty text, and its commit."""
    granted = next((one.created for one in connection.oauth_tokens() if one.id == workspace.oauth_token_id), None)
    if not (granted and fetch.at and granted < fetch.at):
        return "no proof that the newest fetch used the current authorization", None
    ingress = connection.ingress(fetch)
    named = {name.lower() for name in (workspace.repository, workspace.identifier) if name}
    if (ingress.repository or "").lower() not in named:
        return "no proof that the newest fetch is from this repository", None
    if ingress.pull_request is not False or branch_name(ingress.branch or "") != connection.branch(workspace):
        return "no proof that the newest fetch is from this branch", None
    if not ingress.commit:
        return "HCP Terraform doesn't report the commit of the newest fetch", None
    if connection.submodules_at(workspace.repository, ingress.commit) != connection.submodules(workspace):
        return "the .gitmodules file has changed since the newest fetch", None
    return "", ingress.commit
