"""Check: Terraform Enterprise reports its release, and no symptom of a known defect is seen."""

from collections.abc import Iterator

from checks.clients.errors import ReadError
from checks.connection.connection import Connection
from checks.engine.model import Finding, NotApplicable, Step, advice, check, failed, passed, unknown
from checks.facts import terraform
from checks.facts.advisories import ADVISORIES, REPOSITORY_LIST, Advisory, Release, ReleaseStatus
from checks.terraform_token import terraform_token

SUBJECT = "release"
NOTES = "Compare your release with HashiCorp's release notes for Terraform Enterprise."
BY_NAME = "Until then, enter the repository as workspace/repository instead of selecting it."


@check(
    Step.CREATE_WORKSPACE,
    reads=(terraform.PING,),
    also_reads=(*terraform.CONNECTED, terraform.AUTHORIZED_REPOS, terraform.VCS_REPO),
    after=(terraform_token,),
)
def enterprise_release(connection: Connection) -> Iterator[Finding]:
    """Terraform Enterprise reports its release.

    Some releases of Terraform Enterprise have defects that affect connections to Bitbucket Cloud. The check reports
    them as advice, also for release lines that HashiCorp's release notes don't mention. It fails only if it sees a
    symptom: the server lists no repositories although it can access one.
    """
    server = connection.server()
    if server.app_name == terraform.APP_NAME.text:
        raise NotApplicable("HCP Terraform has no releases. This check is for Terraform Enterprise.")
    if server.app_name != terraform.ENTERPRISE_NAME.text:
        yield unknown("product", terraform.ENTERPRISE_NAME.text, server.app_name or "not reported", NOTES)
        return
    release = Release.of(server.release or "")
    if release is None:
        yield unknown(SUBJECT, "a release such as 2.0.7 or v202507-1", server.release or "not reported", NOTES)
        return
    yield passed(SUBJECT, "reported", release.text)
    for advisory in ADVISORIES:
        if advisory.status(release) is not ReleaseStatus.FIXED:
            yield from _advisory_findings(advisory, release, connection)


def _advisory_findings(advisory: Advisory, release: Release, connection: Connection) -> Iterator[Finding]:
    expected = f"fixed, as in release {advisory.fixed_in}"
    if advisory.status(release) is ReleaseStatus.AFFECTED:
        actual = f"release {release.text} is affected. {advisory.symptom.rstrip('.')}"
        fix = f"Upgrade Terraform Enterprise to {advisory.fixed_in} or later."
    else:
        actual = f"HashiCorp's release notes don't show whether {release.text} is affected"
        fix = f"Ask HashiCorp support whether your release has this defect: {advisory.symptom}"
    if advisory is REPOSITORY_LIST and (repository := _unlisted_repository(connection)):
        yield failed(advisory.title, "not empty", f"empty, although {repository} is accessible", f"{fix} {BY_NAME}")
    yield advice(advisory.title, expected, actual, fix)


def _unlisted_repository(connection: Connection) -> str | None:
    """Return a repository that HCP Terraform can access while its list of repositories is empty, or None."""
    try:
        for oauth_token in connection.oauth_tokens():
            used = (one.repository for one in connection.users_of(oauth_token))
            repository = next(filter(None, used), None)
            if not repository or connection.lists_repositories(oauth_token):
                continue
            if connection.sees(repository, oauth_token):
                return repository
    except (ReadError, LookupError):
        pass  # the checks of the VCS provider report what can't be read
    return None
