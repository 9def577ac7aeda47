"""Finds the API token that Terraform would use, in its variables and in the file that ``terraform login`` writes."""

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
    """Terraform's stored login for one host.

    Attributes:
        token: The token, or None if no token was found.
        origin: The variable or file that contains the token, in words.
        notes: Files and credentials that were found but not read, each described in a sentence.
    """

    token: Secret | None = None
    origin: str = ""
    notes: tuple[str, ...] = ()


def find_token(host: str, environ: Mapping[str, str], home: Path | None, platform: str) -> TerraformLogin:
    """Return the token for `host`, from a ``TF_TOKEN_`` variable or otherwise from Terraform's file, if it is JSON.

    Args:
        host: The host as `plain_host` returns it, with its port unless the port is 443.
        environ: The environment variables.
        home: The home directory, or None if it is unknown.
        platform: A value of `sys.platform`.
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
            if environ.get("TF_CLI_CONFIG_FILE"):
                notes.append(f"{shown} doesn't exist, and TF_CLI_CONFIG_FILE names it.")
            continue
        except (OSError, ValueError):
            notes.append(f"{shown} couldn't be read.")
            continue
        try:
            document = json.loads(text)
        except (ValueError, RecursionError):
            if re.search(r"\bcredentials(_helper)?\b", text):
                notes.append(
                    f"{shown} contains credentials, but isn't JSON. Credentials in HCL and from helpers aren't read."
                )
            continue
        credentials = document.get("credentials") if isinstance(document, dict) else None
        for name, entry in credentials.items() if isinstance(credentials, dict) else ():
            token = entry.get("token") if isinstance(entry, dict) else None
            if isinstance(token, str) and token and _same(name, host):
                return TerraformLogin(Secret(token), f"the file {shown}", tuple(notes))
    return TerraformLogin(notes=tuple(notes))


def token_variable(host: str, environ: Mapping[str, str]) -> str | None:
    """Return the name of the ``TF_TOKEN_`` variable for `host`; if there are several, the last one, as in Terraform.

    Terraform decodes two underscores as a hyphen and one underscore as a dot. Its encoding doesn't cover ports, so
    this function accepts a port after a dot or a colon. Source: Terraform's
    ``internal/command/cliconfig/credentials.go``.
    """
    last = None
    for name, value in environ.items():
        if name.startswith(PREFIX) and value:
            decoded = name.removeprefix(PREFIX).replace("__", "-").replace("_", ".")
            if _same(decoded, host) or _same(decoded, host.replace(":", ".")):
                last = name
    return last


def _files(environ: Mapping[str, str], home: Path | None, platform: str) -> Iterator[Path]:
    """Yield Terraform's configuration files. As in Terraform, ``TF_CLI_CONFIG_FILE`` replaces all others."""
    configured = environ.get("TF_CLI_CONFIG_FILE")
    if configured:
        yield Path(configured)
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
