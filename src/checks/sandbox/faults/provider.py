"""What happens to people while they set up the provider, and to the grant later on."""

from dataclasses import replace

from checks.sandbox.fault import AFTER_GRANT, AFTER_PROVIDER, Fault, after, grant, provider
from checks.sandbox.scenario import Scenario


def _without_provider(now: Scenario) -> Scenario:
    """Take the provider away; the Terraform workspaces still name it."""
    return replace(
        now, providers=tuple(one for one in now.providers if one.service_provider != "bitbucket_hosted")
    )


FAULTS = (
    Fault(
        name="no-provider",
        happened="Nobody has added Bitbucket Cloud as a provider.",
        change=_without_provider,
        claims={"one_provider": "fail", **after(AFTER_PROVIDER)},
    ),
    Fault(
        name="access-not-granted",
        happened="The window was closed before somebody clicked Grant access.",
        change=provider(grants=()),
        claims={"provider_authorised": "fail", "token_references": "fail", **after(AFTER_GRANT)},
    ),
    Fault(
        name="grant-revoked",
        happened="Somebody revoked the access that HCP Terraform had been granted.",
        change=grant(works=False),
        claims={"grant_works": "fail"},
    ),
    Fault(
        name="authorised-by-the-wrong-person",
        happened="Somebody granted access while logged in as themselves.",
        change=grant(account="jordan-lee", user="jordan-lee"),
        claims={
            "authorising_user": "unknown",
            "webhook_admin_access": "unknown",
            "ssh_key_on_account": "unknown",
        },
    ),
)
