"""What the browser can fill in or offer: values, VCS providers to choose from, and the sites of the sandbox."""

from collections.abc import Iterable
from typing import Any

from checks.clients.terraform_provider_records import Provider
from checks.report.sanitize import sanitize
from checks.settings import urls
from checks.settings.settings import Settings


def panel_values(
    settings: Settings, providers: Iterable[Provider] = (), repositories: Iterable[str] = ()
) -> dict[str, str]:
    """Return what is known of the reader's values, by the names that the fields of the panel have in a link."""
    settings = settings.redacted()
    found = [provider.id for provider in providers if settings.provider in (None, provider.id)]
    workspaces = {repository.partition("/")[0] for repository in repositories if "/" in repository}
    scheme, _, host = urls.site(settings.terraform_url).partition("://")
    values = {
        "org": settings.organization or "",
        # The links of the guide use https, so they can't lead to the sandbox.
        "host": host if scheme == "https" else "",
        "workspace": workspaces.pop() if len(workspaces) == 1 else "",
        "provider": found[0] if len(found) == 1 else settings.provider or "",
        "key-file": str(settings.ssh_key or ""),
    }
    return {name: value for name, value in values.items() if value}


def simulated_sites(settings: Settings) -> tuple[dict[str, str], ...]:
    """Return the sites that the guide links to and the sandbox simulates, or nothing for a real connection."""
    sites = (
        ("HCP Terraform", Settings().terraform_url, settings.terraform_url),
        ("Bitbucket Cloud", Settings().bitbucket_url, settings.bitbucket_url),
    )
    if not all(urls.is_loopback(urls.host(url)) for _, _, url in sites):
        return ()
    return tuple({"name": name, "site": site, "url": url} for name, site, url in sites)


def provider_choices(providers: Iterable[Provider], chosen: str | None) -> tuple[dict[str, Any], ...]:
    """Return the VCS providers, each with whether it is under test."""
    found = list(providers)
    return tuple(
        {"id": one.id, "name": sanitize(one.name or one.id), "chosen": len(found) == 1 or one.id == chosen}
        for one in found
    )
