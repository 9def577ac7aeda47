"""Reads the settings from the environment, and says in one sentence what is wrong with them."""

import sys
from collections.abc import Mapping
from pathlib import Path

from checks.settings import urls
from checks.settings.env_reader import EnvReader, SettingsError, validate_value
from checks.settings.secret import Secret
from checks.settings.settings import HOURLY_SHARE, BitbucketToken, Consumer, Settings
from checks.settings.terraform_login import find_token
from checks.settings.urls import UrlError
from checks.settings.variables import AUTHORITIES, VARIABLES

WHOLE = 100
LONGEST_SHARE = 3
"""Digits."""


def read_settings(environ: Mapping[str, str], home: Path, platform: str = sys.platform) -> Settings:
    """Return what the environment and Terraform's own file give.

    Args:
        environ: The environment variables.
        home: The home directory.
        platform: What `sys.platform` says: Terraform keeps its file elsewhere on Windows.

    Raises:
        SettingsError: Something is set that cannot be used, or a credential was given by half.
    """
    given = EnvReader(environ)
    _look_for_authorities(environ)
    address = _terraform_url(given)
    token, organization, notes = _terraform(given, address, home, platform)
    site, api = _bitbucket_urls(given)
    consumer = _pair(given, "consumer key", "consumer secret")
    account = _pair(given, "Bitbucket email", "Bitbucket API token")
    return Settings(
        terraform_url=address,
        organization=organization,
        terraform_token=token,
        bitbucket_url=site,
        bitbucket_api_url=api,
        workspace=given.value("Bitbucket workspace"),
        consumer=Consumer(*consumer) if consumer else None,
        bitbucket_token=BitbucketToken(*account) if account else None,
        ssh_key=_path(given),
        callback_url=given.value("pasted callback URL"),
        provider=given.value("VCS provider"),
        workspaces=given.patterns("Terraform workspaces"),
        repositories=given.patterns("repositories"),
        disconnected=given.patterns("disconnected workspaces"),
        cache=_cache(environ, home, platform),
        hourly_share=_hourly_share(given),
        guide_url=_guide_url(given),
        origins=given.origins,
        notes=notes,
    )


def _cache(environ: Mapping[str, str], home: Path, platform: str) -> Path:
    """Return our folder among those that a user may empty at any time."""
    chosen = environ.get("LOCALAPPDATA" if platform == "win32" else "XDG_CACHE_HOME", "")
    usual = home / {"win32": "AppData/Local", "darwin": "Library/Caches"}.get(platform, ".cache")
    return (Path(chosen) if Path(chosen).is_absolute() else usual) / "bitbucket-terraform-guide"


def _terraform_url(given: EnvReader) -> str:
    variable = given.variable("HCP Terraform URL")
    if variable is None:
        return Settings.terraform_url
    value = given.environ[variable.name].strip()
    return _origin(variable.name, value if variable.name == "TFE_ADDRESS" else f"https://{value}")


def _origin(name: str, address: str) -> str:
    try:
        return urls.origin(address)
    except UrlError as error:
        raise SettingsError(f"{name} {error}.") from None


def _terraform(
    given: EnvReader, address: str, home: Path, platform: str
) -> tuple[Secret | None, str | None, tuple[str, ...]]:
    """Return token, organization and notes; a token that Terraform keeps for itself does not ask for the other half."""
    organization = given.value("organization")
    if organization is not None and ("/" in organization or not organization.strip(".")):
        name = given.origins["organization"]
        raise SettingsError(f"{name} is not the name of an organization: it stands after /app/ in its address.")
    own = given.value("HCP Terraform token")
    if own is not None:
        if organization is None:
            raise SettingsError("TFE_TOKEN is set, but not TFE_ORGANIZATION. Set both, or neither.")
        return Secret(own), organization, ()
    found = find_token(address.partition("://")[2], given.environ, home, platform)
    if found.token is None and given.origins.get("organization") == "TFE_ORGANIZATION":
        reason = " ".join(("TFE_ORGANIZATION is set, but not TFE_TOKEN. Set both, or neither.", *found.notes))
        raise SettingsError(reason)
    if found.token is None:
        return None, organization, found.notes
    if organization is None:
        note = f"{found.origin} holds a token for HCP Terraform that was not used: TFE_ORGANIZATION is not set."
        return None, None, (*found.notes, note[0].upper() + note[1:])
    validate_value(found.origin, found.token.reveal(), secret=True)
    given.origins["HCP Terraform token"] = found.origin
    return found.token, organization, found.notes


def _bitbucket_urls(given: EnvReader) -> tuple[str, str]:
    """Return the addresses of Bitbucket's site and API: both its own, or both on this machine."""
    found = []
    for setting, name, vendors in (
        ("Bitbucket URL", "BITBUCKET_URL", Settings.bitbucket_url),
        ("Bitbucket API URL", "BITBUCKET_API_URL", Settings.bitbucket_api_url),
    ):
        address = _origin(name, (given.value(setting) or vendors).strip())
        if address != vendors and not urls.is_loopback(urls.host(address)):
            raise SettingsError(f"{name} may be {vendors} or an address on this machine (127.0.0.1), nothing else.")
        found.append((address, address == vendors))
    (site, site_is_vendors), (api, api_is_vendors) = found
    if site_is_vendors != api_is_vendors:
        raise SettingsError(
            "BITBUCKET_URL and BITBUCKET_API_URL have to be set together: one is Bitbucket's own, the other is not."
        )
    return site, api


def _pair(given: EnvReader, name: str, secret: str) -> tuple[str, Secret] | None:
    values = given.value(name), given.value(secret)
    if values[0] is not None and values[1] is not None:
        return values[0], Secret(values[1])
    if values == (None, None):
        return None
    there, missing = (name, secret) if values[1] is None else (secret, name)
    raise SettingsError(f"{given.origins[there]} is set, but not {_variable(missing)}. Set both, or neither.")


def _variable(setting: str) -> str:
    return next(variable.name for variable in VARIABLES if variable.setting == setting)


def _path(given: EnvReader) -> Path | None:
    value = given.environ.get("BITBUCKET_SSH_KEY", "")
    if "-----BEGIN" in value:
        raise SettingsError("BITBUCKET_SSH_KEY holds a key. It takes the path of the file that holds the key.")
    path = given.value("SSH key")
    return Path(path).expanduser() if path else None


def _look_for_authorities(environ: Mapping[str, str]) -> None:
    for name in AUTHORITIES:
        path = environ.get(name)
        if path and not Path(path).exists():
            raise SettingsError(f"{name} names a file that is not there. It takes the certificates of your authority.")


def _hourly_share(given: EnvReader) -> int:
    value = given.value("share of the hourly limit")
    if value is None:
        return HOURLY_SHARE
    text = value.strip().removesuffix("%")
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_SHARE and 1 <= int(text) <= WHOLE):
        raise SettingsError(f"BITBUCKET_HOURLY_SHARE takes whole percent from 1 to {WHOLE}, such as {HOURLY_SHARE}.")
    return int(text)


def _guide_url(given: EnvReader) -> str | None:
    value = given.value("guide")
    if value is None:
        return None
    try:
        scheme, host, path = urls.split(value.strip())
    except UrlError as error:
        raise SettingsError(f"GUIDE_URL {error}.") from None
    return f"{scheme}://{host}{path}"
