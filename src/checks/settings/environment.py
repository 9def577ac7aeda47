"""Reads the settings from the environment, and says in one sentence what is wrong with them."""

import re
import ssl
import sys
from collections.abc import Mapping
from pathlib import Path

from checks.facts import bitbucket
from checks.facts.credentials import Credential
from checks.settings import urls
from checks.settings.regular_file import read_regular_file
from checks.settings.secret import Secret
from checks.settings.settings import BitbucketToken, Consumer, Settings
from checks.settings.terraform_login import PREFIX, find_token
from checks.settings.urls import UrlError
from checks.settings.variables import AUTHORITIES, HOURLY_SHARE, VARIABLES, Setting, Variable

WHOLE = 100
LONGEST_SHARE = 3
"""Digits."""

FREE = frozenset(
    {Setting.CALLBACK_URL, Setting.WORKSPACES, Setting.REPOSITORIES, Setting.DISCONNECTED, Setting.HOURLY_SHARE}
)
"""Settings that may hold anything: a check or a reader of its own judges what they hold."""

URLS = frozenset({Setting.TERRAFORM_URL, Setting.BITBUCKET_URL, Setting.BITBUCKET_API_URL, Setting.GUIDE_URL})
"""Settings whose reader refuses everything but a URL."""

_QUOTES = "\"'`\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb"
_NAME_OF_VARIABLE = re.compile(r"\$\w+|\$\{.*\}|\$env:\w+|%\w+%|\$?\{\{.*\}\}|\$\(.*\)", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"<.*>|\[.*\]|([*xX\u2022-])\1{2,}|.*<YOUR [A-Z ]+>.*|null|none|nil|undefined|todo|changeme|redacted|\(hidden\)",
    re.IGNORECASE,
)
_UNEXPECTED = "{}<>()[]\\;,:%$#&|*"
"""Characters that no token or secret of either vendor was seen to have, but references to one and escaped text do."""

_HASHED = re.compile(r"[0-9a-f]{8}\.\d+")
"""The name of a certificate in a folder of them."""


class SettingsError(Exception):
    """What the reader gave cannot be used; its message says what to change, and never holds a value that was given."""


class Given:
    """What the environment gives, and where each setting came from.

    Args:
        environ: The environment variables.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.origins: dict[Setting, str] = {}

    def variable(self, setting: Setting) -> Variable | None:
        """Return the variable that gives a setting, or None where none is set; note it as the origin.

        Raises:
            SettingsError: It is set but empty: that is how a pipeline loses a secret.
        """
        for variable in VARIABLES:
            if variable.setting is setting and variable.name in self.environ:
                if not self.environ[variable.name].strip():
                    raise SettingsError(f"{variable.name} is set but empty. Give it a value, or unset it.")
                self.origins[setting] = variable.name
                return variable
        return None

    def value(self, setting: Setting) -> str | None:
        """Return what was given for a setting, or None.

        Raises:
            SettingsError: It is set but empty, or holds what no such value has.
        """
        variable = self.variable(setting)
        if variable is None:
            return None
        value = self.environ[variable.name]
        if setting not in FREE | URLS:
            validate_value(variable.name, value, secret=variable.secret, path=variable.credential is Credential.SSH_KEY)
        return value

    def patterns(self, setting: Setting) -> tuple[str, ...]:
        """Return the patterns given for a setting, which commas or blanks separate; none where none was given."""
        return tuple((self.value(setting) or "").replace(",", " ").split())


def validate_value(name: str, value: str, *, secret: bool, path: bool = False) -> None:
    """Refuse what was not copied as it is, before it is sent anywhere: one wrong secret too many locks a consumer out.

    Args:
        name: What holds it, for the message.
        value: What was given.
        secret: Whether it is a secret: those have no letter outside ASCII, and are never cut short.
        path: Whether it is a path, which may hold spaces and dots.

    Raises:
        SettingsError: It holds what no such value has; the value is not shown.
    """
    if _NAME_OF_VARIABLE.fullmatch(value):
        raise SettingsError(f"{name} holds the name of a variable, not its value: nothing put the value in its place.")
    if value[0] in _QUOTES or value[-1] in _QUOTES or (secret and not set(_QUOTES).isdisjoint(value)):
        raise SettingsError(f"{name} holds quotation marks, which are no part of the value. Give it without them.")
    _refuse_placeholder(name, value, path=path)
    if secret and not set(_UNEXPECTED).isdisjoint(value):
        raise SettingsError(f"{name} holds a character that is not expected in a token: a reference, or escaped text.")
    if value.startswith((f"{name}=", f"export {name}=")):
        raise SettingsError(f"{name} holds its own name too. Give it what stands after the equals sign.")
    for place, character in enumerate(value, start=1):
        blank = character.isspace()
        odd = blank or not character.isprintable() or (secret and not character.isascii())
        if odd and not (path and character == " "):
            kind = "a blank or a line break" if blank else "a character that does not belong there"
            raise SettingsError(f"{name} holds {kind} (character {place}). Copy it again.")


def _refuse_placeholder(name: str, value: str, *, path: bool = False) -> None:
    if _PLACEHOLDER.fullmatch(value):
        raise SettingsError(f"{name} holds a placeholder, not its value.")
    if "\u2026" in value or ("..." in value and not path):
        raise SettingsError(f"{name} holds only a part of the value: the rest was cut off. Copy it again.")


def read_settings(environ: Mapping[str, str], home: Path | None, platform: str = sys.platform) -> Settings:
    """Return what the environment and Terraform's own file give.

    Args:
        environ: The environment variables.
        home: The home directory, or None where it is not known.
        platform: What `sys.platform` says: Terraform keeps its file elsewhere on Windows.

    Raises:
        SettingsError: Something is set that cannot be used, or a credential was given by half.
    """
    given = Given(environ)
    _look_for_authorities(environ)
    address = _terraform_url(given)
    token, organization, notes = _terraform(given, address, home, platform)
    site, api = _bitbucket_urls(given)
    consumer = _pair(given, Setting.CONSUMER_KEY, Setting.CONSUMER_SECRET)
    account = _pair(given, Setting.BITBUCKET_EMAIL, Setting.BITBUCKET_TOKEN)
    # The check of the token says of an access token what it is: the username that goes with one is no email address.
    access_token = account and account[1].reveal().startswith(bitbucket.ACCESS_TOKEN_PREFIX.text)
    if account and "@" not in account[0] and not access_token:
        name = Setting.BITBUCKET_EMAIL.variable
        raise SettingsError(
            f"{name} doesn't contain an email address. Set the email address of the account that created the API token."
        )
    return Settings(
        terraform_url=address,
        organization=organization,
        terraform_token=token,
        bitbucket_url=site,
        bitbucket_api_url=api,
        consumer=Consumer(*consumer) if consumer else None,
        bitbucket_token=BitbucketToken(*account) if account else None,
        ssh_key=_path(given),
        callback_url=given.value(Setting.CALLBACK_URL),
        provider=given.value(Setting.PROVIDER),
        workspaces=given.patterns(Setting.WORKSPACES),
        repositories=given.patterns(Setting.REPOSITORIES),
        disconnected=given.patterns(Setting.DISCONNECTED),
        cache=_cache(environ, home, platform),
        hourly_share=_hourly_share(given),
        guide_url=_guide_url(given),
        origins=given.origins,
        notes=notes,
    )


def secrets_of(environ: Mapping[str, str]) -> list[Secret]:
    """Return every secret that the environment holds, whether or not it can be used."""
    names = {variable.name for variable in VARIABLES if variable.secret}
    return [Secret(value) for name, value in environ.items() if value and (name in names or name.startswith(PREFIX))]


def _cache(environ: Mapping[str, str], home: Path | None, platform: str) -> Path | None:
    """Return our folder among those that a user may empty at any time; None where there is none."""
    chosen = environ.get("LOCALAPPDATA" if platform == "win32" else "XDG_CACHE_HOME", "")
    usual = home / {"win32": "AppData/Local", "darwin": "Library/Caches"}.get(platform, ".cache") if home else None
    folder = Path(chosen) if Path(chosen).is_absolute() else usual
    return folder / "bitbucket-terraform-guide" if folder else None


def _terraform_url(given: Given) -> str:
    variable = given.variable(Setting.TERRAFORM_URL)
    if variable is None:
        return Settings.terraform_url
    value = given.environ[variable.name].strip()
    _refuse_placeholder(variable.name, value)  # the conversion of a hostname can hide one
    return _origin(variable.name, value if variable.name == "TFE_ADDRESS" else f"https://{value}")


def _origin(name: str, address: str) -> str:
    try:
        return urls.origin(address)
    except UrlError as error:
        raise SettingsError(f"{name} {error}.") from None


def _terraform(
    given: Given, address: str, home: Path | None, platform: str
) -> tuple[Secret | None, str | None, tuple[str, ...]]:
    """Return token, organization and notes; a token that Terraform keeps for itself does not ask for the other half."""
    organization = given.value(Setting.ORGANIZATION)
    if organization is not None and ("/" in organization or not organization.strip(".")):
        name = given.origins[Setting.ORGANIZATION]
        raise SettingsError(f"{name} is not the name of an organization: it stands after /app/ in its address.")
    own = given.value(Setting.TERRAFORM_TOKEN)
    if own is not None:
        if organization is None:
            raise SettingsError("TFE_TOKEN is set, but not TFE_ORGANIZATION. Set both, or neither.")
        return Secret(own), organization, ()
    found = find_token(address.partition("://")[2], given.environ, home, platform)
    if found.token is None and given.origins.get(Setting.ORGANIZATION) == "TFE_ORGANIZATION":
        reason = " ".join(("TFE_ORGANIZATION is set, but not TFE_TOKEN. Set both, or neither.", *found.notes))
        raise SettingsError(reason)
    if found.token is None:
        return None, organization, found.notes
    if organization is None:
        note = f"{found.origin} holds a token for HCP Terraform that was not used: TFE_ORGANIZATION is not set."
        return None, None, (*found.notes, note[0].upper() + note[1:])
    validate_value(found.origin, found.token.reveal(), secret=True)
    given.origins[Setting.TERRAFORM_TOKEN] = found.origin
    return found.token, organization, found.notes


def _bitbucket_urls(given: Given) -> tuple[str, str]:
    """Return the addresses of Bitbucket's site and API: both its own, or both on this machine."""
    found = []
    for setting, vendors in (
        (Setting.BITBUCKET_URL, Settings.bitbucket_url),
        (Setting.BITBUCKET_API_URL, Settings.bitbucket_api_url),
    ):
        address = _origin(setting.variable, (given.value(setting) or vendors).strip())
        if address != vendors and not urls.is_loopback(urls.host(address)):
            raise SettingsError(
                f"{setting.variable} may be {vendors} or an address on this machine (127.0.0.1), nothing else."
            )
        found.append((address, address == vendors))
    (site, site_is_vendors), (api, api_is_vendors) = found
    if site_is_vendors != api_is_vendors:
        raise SettingsError(
            "BITBUCKET_URL and BITBUCKET_API_URL have to be set together: one is Bitbucket's own, the other is not."
        )
    return site, api


def _pair(given: Given, name: Setting, secret: Setting) -> tuple[str, Secret] | None:
    values = given.value(name), given.value(secret)
    if values[0] is not None and values[1] is not None:
        return values[0], Secret(values[1])
    if values == (None, None):
        return None
    there, missing = (name, secret) if values[1] is None else (secret, name)
    raise SettingsError(f"{given.origins[there]} is set, but not {missing.variable}. Set both, or neither.")


def _path(given: Given) -> Path | None:
    name = Setting.SSH_KEY.variable
    if "-----BEGIN" in given.environ.get(name, ""):
        raise SettingsError(f"{name} holds a key. It takes the path of the file that holds the key.")
    path = given.value(Setting.SSH_KEY)
    try:
        return Path(path).expanduser() if path else None
    except RuntimeError:
        raise SettingsError(f"{name} begins with ~, and whose home that is cannot be told. Write it out.") from None


def _look_for_authorities(environ: Mapping[str, str]) -> None:
    for name in AUTHORITIES:
        if not environ.get(name):
            continue
        path = Path(environ[name])
        if not path.exists():
            raise SettingsError(f"{name} names a file that is not there. It takes the certificates of your authority.")
        if path.is_dir():
            if not any(_HASHED.fullmatch(file.name) for file in path.iterdir()):
                raise SettingsError(f"{name} names a folder without certificates. Run `openssl rehash` on it.")
            continue
        try:
            read_regular_file(path)
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
        except OSError:  # what ssl raises is one, too
            words = "names a file without a certificate. Give it the certificates of your authority (CA), as PEM."
            raise SettingsError(f"{name} {words}") from None


def _hourly_share(given: Given) -> int:
    value = given.value(Setting.HOURLY_SHARE)
    if value is None:
        return HOURLY_SHARE
    text = value.strip().removesuffix("%")
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_SHARE and 1 <= int(text) <= WHOLE):
        raise SettingsError(f"BITBUCKET_HOURLY_SHARE takes whole percent from 1 to {WHOLE}, such as {HOURLY_SHARE}.")
    return int(text)


def _guide_url(given: Given) -> str | None:
    value = given.value(Setting.GUIDE_URL)
    if value is None:
        return None
    value = value.strip().removesuffix("index.html")
    if value.startswith("file:///") and not re.search(r"[\s\\?#]", value):
        return value.rstrip("/")  # a guide that was built on this machine; nothing is sent there
    try:
        scheme, host, path = urls.split(value)
    except UrlError as error:
        raise SettingsError(f"GUIDE_URL {error}.") from None
    return f"{scheme}://{host}{path}"
