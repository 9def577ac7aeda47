"""Reads the settings from environment variables and reports invalid values in one sentence."""

import re
import ssl
import sys
from collections.abc import Mapping
from pathlib import Path

from checks.facts import bitbucket
from checks.facts.credentials import Credential
from checks.settings import placeholders, urls
from checks.settings.regular_file import read_regular_file
from checks.settings.secret import Secret
from checks.settings.settings import BitbucketToken, Consumer, Settings
from checks.settings.terraform_login import PREFIX, find_token
from checks.settings.urls import UrlError
from checks.settings.variables import CA_BUNDLES, HOURLY_SHARE, VARIABLES, Setting, SettingsError, Variable

_MAX_SHARE = 100
_MAX_SHARE_DIGITS = 3

_FREE_FORM = frozenset(
    {Setting.CALLBACK_URL, Setting.WORKSPACES, Setting.REPOSITORIES, Setting.DISCONNECTED, Setting.HOURLY_SHARE}
)
"""Settings with any content: a check or a separate function validates them."""

_URLS = frozenset({Setting.TERRAFORM_URL, Setting.BITBUCKET_URL, Setting.BITBUCKET_API_URL, Setting.GUIDE_URL})
"""Settings whose parser accepts only a URL."""

_QUOTES = "\"'`\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb"
_VARIABLE_REFERENCE = re.compile(
    r"\$\w+|\$\{.*\}|\$env:\w+|%\w+%|\$?\{\{.*\}\}|\$\(.*\)|projects/[^/]+/secrets/.+", re.IGNORECASE
)
_UNEXPECTED = "{}<>()[]\\;,:%$#&|*!"
"""Characters that occur in references and escaped text, but not in any token or secret seen from either vendor."""

_OF_BITBUCKET = re.compile(r"^AT(?:ATT|CTT|BB)"), "a token for Bitbucket"
_OF_TERRAFORM = re.compile(r"\.atlasv\d\."), "a token for HCP Terraform"
_OF_OTHERS = re.compile(r"^(?:gh[a-z]_|github_pat_|gl[a-z]{2,}-|hv[a-z]\.)"), "a token for another service"
_OF_ANOTHER_SERVICE = {
    Setting.TERRAFORM_TOKEN: (_OF_BITBUCKET, _OF_OTHERS),
    Setting.ORGANIZATION: (_OF_TERRAFORM,),
    Setting.CONSUMER_KEY: (_OF_TERRAFORM, _OF_OTHERS),
    Setting.CONSUMER_SECRET: (_OF_TERRAFORM, _OF_OTHERS),
    Setting.BITBUCKET_TOKEN: (_OF_TERRAFORM, _OF_OTHERS),
}
"""The formats of tokens that must not be sent to the service that receives the setting, and their names."""

_HASHED = re.compile(r"[0-9a-f]{8}\.\d+")
"""The filename of a certificate in a directory that ``openssl rehash`` prepared."""


class EnvReader:
    """Reads settings from environment variables and records the source of each one."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.origins: dict[Setting, str] = {}

    def variable(self, setting: Setting) -> Variable | None:
        """Return the variable that sets a setting, and record it as the origin; None if the setting isn't set.

        Raises:
            SettingsError: The variable is set but empty, as when a pipeline loses a secret.
        """
        for variable in VARIABLES:
            if variable.setting is setting and variable.name in self.environ:
                if not self.environ[variable.name].strip():
                    raise SettingsError(f"{variable.name} is set but empty. Give it a value, or unset it.")
                self.origins[setting] = variable.name
                return variable
        return None

    def value(self, setting: Setting) -> str | None:
        """Return the value of a setting, or None if it isn't set.

        Raises:
            SettingsError: The value is empty or invalid.
        """
        variable = self.variable(setting)
        if variable is None:
            return None
        value = self.environ[variable.name]
        if setting not in _FREE_FORM | _URLS:
            validate_value(variable.name, value, secret=variable.secret, path=variable.credential is Credential.SSH_KEY)
            if variable.credential is Credential.CONSUMER and not variable.secret:
                _reject_non_token(variable.name, value)
            for pattern, what in _OF_ANOTHER_SERVICE.get(setting, ()):
                if pattern.search(value):
                    raise SettingsError(f"{variable.name} contains {what}. Set the {setting.value}.")
        return value

    def patterns(self, setting: Setting) -> tuple[str, ...]:
        """Return the patterns of a setting, separated by commas or whitespace; empty if the setting isn't set.

        Raises:
            SettingsError: The setting contains only commas, so a run would include everything.
        """
        value = self.value(setting)
        found = tuple((value or "").replace(",", " ").split())
        if value and not found:
            raise SettingsError(f"{self.origins[setting]} contains no pattern. Give it a value, or unset it.")
        return found


def validate_value(name: str, value: str, *, secret: bool, path: bool = False) -> None:
    """Reject a value that was copied incorrectly, before it is sent: too many invalid secrets lock a consumer.

    Args:
        name: The name of the variable or file, for the message.
        value: The value.
        secret: Whether the value is a secret, which contains only ASCII characters.
        path: Whether the value is a path, which can contain spaces and dots.

    Raises:
        SettingsError: The value is invalid; the message doesn't contain it.
    """
    if _VARIABLE_REFERENCE.fullmatch(value):
        raise SettingsError(f"{name} contains an unexpanded variable reference. Set the value itself.")
    if value[0] in _QUOTES or value[-1] in _QUOTES or (secret and not set(_QUOTES).isdisjoint(value)):
        raise SettingsError(f"{name} contains quotation marks, which aren't part of the value. Remove them.")
    _reject_placeholder(name, value, path=path)
    if secret:
        _reject_non_token(name, value)
    if value.startswith((f"{name}=", f"export {name}=")):
        raise SettingsError(f"{name} contains its own name. Set only the part after the equals sign.")
    for position, character in enumerate(value, start=1):
        whitespace = character.isspace()
        invalid = whitespace or not character.isprintable() or (secret and not character.isascii())
        if invalid and not (path and character == " "):
            kind = "whitespace" if whitespace else "an invalid character"
            raise SettingsError(f"{name} contains {kind} (character {position}). Copy the value again.")


def _reject_placeholder(name: str, value: str, *, path: bool = False) -> None:
    if placeholders.is_placeholder(value):
        raise SettingsError(f"{name} contains a placeholder. Set the actual value.")
    if "\u2026" in value or ("..." in value and not path):
        raise SettingsError(f"{name} contains only part of the value. Copy the whole value again.")


def _reject_non_token(name: str, value: str) -> None:
    if value.startswith(("@", "/", "./", "../", "~/")):
        raise SettingsError(f"{name} contains the path of a file. Set it to the content of the file.")
    if placeholders.is_placeholder_of_token(value):
        raise SettingsError(f"{name} contains a placeholder. Set the actual value.")
    if not set(_UNEXPECTED).isdisjoint(value):
        raise SettingsError(
            f"{name} contains a character that isn't expected in a token. Check for a reference or escaped text."
        )


def home_folder() -> Path | None:
    """Return the home directory, or None if it is unknown, as in a container whose user has no name."""
    try:
        return Path.home()
    except RuntimeError:
        return None


def read_settings(environ: Mapping[str, str], home: Path | None, platform: str = sys.platform) -> Settings:
    """Return the settings from the environment and from Terraform's credentials file.

    Args:
        environ: The environment variables.
        home: The home directory, or None if it is unknown.
        platform: A value of `sys.platform`: on Windows, Terraform stores its file in another folder.

    Raises:
        SettingsError: A setting is invalid, or a credential is incomplete.
    """
    reader = EnvReader(environ)
    _check_ca_bundles(environ)
    terraform_url = _terraform_url(reader)
    token, organization, notes = _terraform(reader, terraform_url, home, platform)
    site, api = _bitbucket_urls(reader)
    consumer = _pair(reader, Setting.CONSUMER_KEY, Setting.CONSUMER_SECRET)
    if consumer and consumer[0] == consumer[1].reveal():
        names = f"{Setting.CONSUMER_KEY.variable} and {Setting.CONSUMER_SECRET.variable}"
        raise SettingsError(f"{names} contain the same value. Copy the consumer key and secret again.")
    account = _pair(reader, Setting.BITBUCKET_EMAIL, Setting.BITBUCKET_TOKEN)
    # An access token is left to the check of the API token, which explains it: its username isn't an email address.
    access_token = account and account[1].reveal().startswith(bitbucket.ACCESS_TOKEN_PREFIX.text)
    if account and "@" not in account[0] and not access_token:
        name = Setting.BITBUCKET_EMAIL.variable
        raise SettingsError(
            f"{name} doesn't contain an email address. Set the email address of the account that created the API token."
        )
    return Settings(
        terraform_url=terraform_url,
        organization=organization,
        terraform_token=token,
        bitbucket_url=site,
        bitbucket_api_url=api,
        consumer=Consumer(*consumer) if consumer else None,
        bitbucket_token=BitbucketToken(*account) if account else None,
        ssh_key=_path(reader),
        callback_url=reader.value(Setting.CALLBACK_URL),
        provider=reader.value(Setting.PROVIDER),
        workspaces=reader.patterns(Setting.WORKSPACES),
        repositories=reader.patterns(Setting.REPOSITORIES),
        disconnected=reader.patterns(Setting.DISCONNECTED),
        hourly_share=_hourly_share(reader),
        guide_url=_guide_url(reader),
        origins=reader.origins,
        notes=notes,
    )


def secrets_of(environ: Mapping[str, str]) -> list[Secret]:
    """Return every secret in the environment, including those that the run can't use."""
    names = {variable.name for variable in VARIABLES if variable.secret}
    return [Secret(value) for name, value in environ.items() if value and (name in names or name.startswith(PREFIX))]


def _terraform_url(reader: EnvReader) -> str:
    variable = reader.variable(Setting.TERRAFORM_URL)
    if variable is None:
        return Settings.terraform_url
    value = reader.environ[variable.name].strip()
    _reject_placeholder(variable.name, value)  # the conversion of a hostname can hide one
    if variable.name == "TFE_ADDRESS":
        return _origin(variable.name, value)
    try:
        return urls.origin(f"https://{value}")
    except UrlError:
        example = urls.host(Settings.terraform_url)
        raise SettingsError(
            f"{variable.name} isn't a hostname, such as {example}. Set it without https:// and without a path."
        ) from None


def _origin(name: str, url: str) -> str:
    try:
        return urls.origin(url)
    except UrlError as error:
        raise SettingsError(f"{name} {error}.") from None


def _terraform(
    reader: EnvReader, url: str, home: Path | None, platform: str
) -> tuple[Secret | None, str | None, tuple[str, ...]]:
    """Return token, organization, and notes. A token from Terraform's own places needs no organization."""
    organization = reader.value(Setting.ORGANIZATION)
    if organization is not None and ("/" in organization or not organization.strip(".")):
        name = reader.origins[Setting.ORGANIZATION]
        raise SettingsError(f"{name} isn't an organization name. The name follows /app/ in the organization's URL.")
    token = reader.value(Setting.TERRAFORM_TOKEN)
    if token is not None:
        if organization is None:
            raise SettingsError("TFE_TOKEN is set, but not TFE_ORGANIZATION. Set both, or neither.")
        return Secret(token), organization, ()
    login = find_token(url.partition("://")[2], reader.environ, home, platform)
    if login.token is None and reader.origins.get(Setting.ORGANIZATION) == "TFE_ORGANIZATION":
        reason = " ".join(("TFE_ORGANIZATION is set, but not TFE_TOKEN. Set both, or neither.", *login.notes))
        raise SettingsError(reason)
    if login.token is None:
        return None, organization, login.notes
    if organization is None:
        note = f"{login.origin} contains an HCP Terraform token that isn't used, because TFE_ORGANIZATION isn't set."
        return None, None, (*login.notes, note[0].upper() + note[1:])
    validate_value(login.origin, login.token.reveal(), secret=True)
    reader.origins[Setting.TERRAFORM_TOKEN] = login.origin
    return login.token, organization, login.notes


def _bitbucket_urls(reader: EnvReader) -> tuple[str, str]:
    """Return the URLs of Bitbucket's site and API: either both public, or both on this machine."""
    pairs = []
    for setting, public in (
        (Setting.BITBUCKET_URL, Settings.bitbucket_url),
        (Setting.BITBUCKET_API_URL, Settings.bitbucket_api_url),
    ):
        url = _origin(setting.variable, (reader.value(setting) or public).strip())
        if url != public and not urls.is_loopback(urls.host(url)):
            raise SettingsError(f"{setting.variable} must be {public} or a URL on this machine (127.0.0.1).")
        pairs.append((url, url == public))
    (site, site_is_public), (api, api_is_public) = pairs
    if site_is_public != api_is_public:
        raise SettingsError(
            "BITBUCKET_URL and BITBUCKET_API_URL must be set together: only one of them is Bitbucket Cloud's URL."
        )
    return site, api


def _pair(reader: EnvReader, name: Setting, secret: Setting) -> tuple[str, Secret] | None:
    values = reader.value(name), reader.value(secret)
    if values[0] is not None and values[1] is not None:
        return values[0], Secret(values[1])
    if values == (None, None):
        return None
    present, missing = (name, secret) if values[1] is None else (secret, name)
    raise SettingsError(f"{reader.origins[present]} is set, but not {missing.variable}. Set both, or neither.")


def _path(reader: EnvReader) -> Path | None:
    name = Setting.SSH_KEY.variable
    if "-----BEGIN" in reader.environ.get(name, ""):
        raise SettingsError(f"{name} contains a key. Set it to the path of the key file.")
    path = reader.value(Setting.SSH_KEY)
    try:
        return Path(path).expanduser() if path else None
    except RuntimeError:
        raise SettingsError(f"{name} begins with ~, but the home directory is unknown. Enter the full path.") from None


def _check_ca_bundles(environ: Mapping[str, str]) -> None:
    for name in CA_BUNDLES:
        if not environ.get(name):
            continue
        path = Path(environ[name])
        if not path.exists():
            raise SettingsError(f"{name}: file not found. Set it to the path of your CA bundle.")
        if path.is_dir():
            if not any(_HASHED.fullmatch(file.name) for file in path.iterdir()):
                raise SettingsError(f"{name} is a directory without certificates. Run `openssl rehash` on it.")
            continue
        try:
            read_regular_file(path)
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
        except OSError:  # SSLError is a subclass
            raise SettingsError(
                f"{name} is a file without a certificate. Set it to the path of your CA bundle, in PEM format."
            ) from None


def _hourly_share(reader: EnvReader) -> int:
    value = reader.value(Setting.HOURLY_SHARE)
    if value is None:
        return HOURLY_SHARE
    text = value.strip().removesuffix("%")
    if not (text.isascii() and text.isdecimal() and len(text) <= _MAX_SHARE_DIGITS and 1 <= int(text) <= _MAX_SHARE):
        raise SettingsError(
            f"BITBUCKET_HOURLY_SHARE must be a whole percentage from 1 to {_MAX_SHARE}, such as {HOURLY_SHARE}."
        )
    return int(text)


def _guide_url(reader: EnvReader) -> str | None:
    value = reader.value(Setting.GUIDE_URL)
    if value is None:
        return None
    value = value.strip().removesuffix("index.html")
    if value.startswith("file:///") and not re.search(r"[\s\\?#]", value):
        return value.rstrip("/")  # a guide that was built on this machine and receives no requests
    try:
        scheme, host, path = urls.split(value)
    except UrlError as error:
        raise SettingsError(f"GUIDE_URL {error}.") from None
    return f"{scheme}://{host}{path}"
