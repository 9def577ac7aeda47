"""Finds the API token that Terraform itself would use: its variables, and the file that ``terraform login`` writes."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from checks.settings.regular_file import read_text_file
from checks.settings.secret import Secret
from checks.settings.urls import UrlError, plain_host

PREFIX = "TF_TOKEN_"


@dataclass(frozen=True)
class TerraformLogin:
    """What Terraform's own places hold for one host.

    Attributes:
        token: The token, or None where none was found.
        origin: Where it was found, in words.
        notes: What was there and not read, each as a whole sentence.
    """

    token: Secret | None = None
    origin: str = ""
    notes: tuple[str, ...] = ()


def find_token(host: str, environ: Mapping[str, str], home: Path | None, platform: str) -> TerraformLogin:
    """Return the token for `host`: from a ``TF_TOKEN_`` variable, else from Terraform's file, if that is JSON.

    Args:
        host: The host, with its port unless that is 443, as `plain_host` returns it.
        environ: The environment variables.
        home: The home directory, or None where it is not known.
        platform: What `sys.platform` says.
    """
    variable = token_variable(host, environ)
    if variable:
        return TerraformLogin(Secret(environ[variable]), variable)
    notes: list[str] = []
    for path in _files(environ, home, platform):
        shown = _shown(path, home)
        try:
            text = read_text_file(path)
        except FileNotFoundError:
            continue
        except (OSError, ValueError):
            notes.append(f"{shown} could not be read.")
            continue
        try:
            document = json.loads(text)
        except (ValueError, RecursionError):
            if re.search(r"\bcredentials(_helper)?\b", text):
                notes.append(
                    f"{shown} names credentials, but not as JSON. Credentials in HCL and helpers are not read."
                )
            continue
        credentials = document.get("credentials") if isinstance(document, dict) else None
        for name, entry in credentials.items() if isinstance(credentials, dict) else ():
            token = entry.get("token") if isinstance(entry, dict) else None
            if isinstance(token, str) and token and _same(name, host):
                return TerraformLogin(Secret(token), f"the file {shown}", tuple(notes))
    return TerraformLogin(notes=tuple(notes))


def token_variable(host: str, environ: Mapping[str, str]) -> str | None:
    """Return the name of the ``TF_TOKEN_`` variable for `host`; of several, the last, as Terraform does.

    Terraform reads two underscores as a hyphen and one as a dot. A port, for which it has no sign, is written here
    as one more part or after a colon. Source: Terraform's ``internal/command/cliconfig/credentials.go``.
    """
    last = None
    for name, value in environ.items():
        if name.startswith(PREFIX) and value:
            decoded = name.removeprefix(PREFIX).replace("__", "-").replace("_", ".")
            if _same(decoded, host) or _same(decoded, host.replace(":", ".")):
                last = name
    return last


def _files(environ: Mapping[str, str], home: Path | None, platform: str) -> Iterator[Path]:
    """Yield Terraform's files; one that is named outright takes the place of all others, as it does in Terraform."""
    named = environ.get("TF_CLI_CONFIG_FILE")
    if named:
        yield Path(named)
    elif home is None:
        return
    elif platform == "win32":
        folder = Path(environ.get("APPDATA") or home / "AppData" / "Roaming")
        yield from (folder / "terraform.d" / "credentials.tfrc.json", folder / "terraform.rc")
    else:
        yield from (home / ".terraform.d" / "credentials.tfrc.json", home / ".terraformrc")


def _same(name: str, host: str) -> bool:
    try:
        return plain_host(name) == host
    except UrlError:
        return False


def _shown(path: Path, home: Path | None) -> str:
    return f"~/{path.relative_to(home).as_posix()}" if home and path.is_relative_to(home) else str(path)
