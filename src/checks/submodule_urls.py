"""Check: submodules are fetched from URLs that work."""

from collections.abc import Iterator
from itertools import chain

from checks.bitbucket_token import bitbucket_token
from checks.connection.connection import Connection
from checks.engine.model import Finding, NotApplicable, Step, check
from checks.engine.submodule_entries import NO_OTHERS, check_entries
from checks.engine.submodule_judgment import SubmoduleJudge
from checks.engine.submodules import (
    NO_SUBMODULES,
    missing_branches,
    not_followed,
    read_tree,
    secrets_in_skipped,
    with_submodules,
)
from checks.facts import bitbucket, ssh, terraform
from checks.provider_authorized import provider_authorized


@check(
    Step.SSH_KEY,
    reads=(
        *terraform.CONNECTED,
        terraform.CONFIGURATION_VERSIONS,
        terraform.INGRESS_ATTRIBUTES,
        terraform.VCS_REPO,
        *bitbucket.FILE_ON_BRANCH,
        bitbucket.SOURCE_LISTING,
    ),
    also_reads=(ssh.KEY_FILE, bitbucket.USER, bitbucket.SSH_KEYS),
    after=(provider_authorized, bitbucket_token),
)
def submodule_urls(connection: Connection) -> Iterator[Finding]:
    """Submodules are fetched from URLs that work.

    HCP Terraform clones a repository with its submodules and their nested submodules. It uses its authorization over
    HTTPS, and the key of the VCS provider over SSH. If one URL can't be fetched, the whole fetch fails. Atlassian
    announced that since 12 November 2026, only `ssh.bitbucket.org` provides Git over SSH.
    """
    unread: list[Finding] = []
    found = list(with_submodules(connection, unread))
    tree = read_tree(connection, [one for _, submodules in found for one in submodules])
    anything = bool(unread)
    for workspace, submodules in found:
        judge = SubmoduleJudge(connection, workspace, tree)
        for one in tree.below(submodules):
            anything = True
            for finding in judge.judge(one):
                yield finding.identified(one.key(workspace)).in_scope(*workspace.scope)
    for finding in chain(secrets_in_skipped(connection, tree), check_entries(connection)):
        anything = True
        yield finding
    yield from unread
    yield from not_followed(tree)
    if not anything:
        raise NotApplicable(f"{NO_SUBMODULES}{missing_branches(connection)} {NO_OTHERS}")
