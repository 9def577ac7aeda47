"""Validates URLs: a credential is sent only over HTTPS or to this machine."""

import ipaddress
import re
from urllib.parse import urlsplit

_PLAIN_HOST = re.compile(r"[a-z0-9.-]+|\[[0-9a-f:.]+\]")
_HOST_AND_PORT = re.compile(r"[^\s/\\?#@:\[\]]+(:[0-9]+)?|\[[0-9A-Fa-f:.]+\](:[0-9]+)?")


class UrlError(ValueError):
    """A URL that requests can't use; the message is the end of a sentence that starts with the setting's name."""


def is_loopback(host: str) -> bool:
    """Return whether `host`, as `urlsplit` returns it, is a loopback host."""
    try:
        return host.lower() == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_protected(scheme: str, host: str) -> bool:
    """Return whether traffic is protected from eavesdropping: HTTPS, or plain HTTP on this machine."""
    return scheme == "https" or (scheme == "http" and is_loopback(host))


def host(url: str) -> str:
    """Return the host of a URL that `origin` returned, without its port."""
    return urlsplit(url).hostname or ""


def site(url: str) -> str:
    """Return the scheme, host, and port of a URL that starts with a result of `origin`."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def origin(url: str) -> str:
    """Return the normalized scheme, host, and port of a URL, such as ``https://app.terraform.io``.

    Args:
        url: A URL with its scheme; only a slash can follow the host.

    Raises:
        UrlError: The URL is invalid, has a path, or is plain HTTP to another machine.
    """
    scheme, authority, path = split(url)
    if path:
        raise UrlError("has a path; remove everything after the host")
    return f"{scheme}://{authority}"


def split(url: str) -> tuple[str, str, str]:
    """Return the scheme, the host with its port, and the path (without a trailing slash) of a URL.

    Raises:
        UrlError: The URL is invalid, contains a username, or is plain HTTP to another machine.
    """
    scheme, _, rest = url.partition("://")
    if scheme.lower() not in {"http", "https"}:
        raise UrlError("must start with https://")
    authority, slash, path = rest.partition("/")
    if not _HOST_AND_PORT.fullmatch(authority) or re.search(r"[\s\\?#]", path):
        raise UrlError("isn't a URL of the form https://host")
    scheme = scheme.lower()
    authority = plain_host(authority, "443" if scheme == "https" else "80")
    try:
        name = host(f"{scheme}://{authority}")
    except ValueError:  # brackets around something other than an IPv6 address
        raise UrlError("doesn't contain a valid host") from None
    if not is_protected(scheme, name):
        raise UrlError("is plain http, which is accepted only for this machine (127.0.0.1); use https://")
    return scheme, authority, (slash + path).rstrip("/")


def plain_host(host: str, default_port: str = "443") -> str:
    """Return a host in lowercase ASCII (punycode), with its port unless that is the default.

    Args:
        host: A host, with or without a port.
        default_port: The port to omit.

    Raises:
        UrlError: The host is invalid.
    """
    name, colon, port = host.rpartition(":") if re.search(r":[0-9]+$", host) else (host, "", "")
    try:
        name = (name if name.startswith("[") else name.encode("idna").decode()).lower()
    except UnicodeError:
        raise UrlError("doesn't contain a valid host") from None
    if not _PLAIN_HOST.fullmatch(name) or (port and not 0 < int(port) <= 65535):  # noqa: PLR2004 - TCP's last port
        raise UrlError("doesn't contain a valid host")
    return name if port in {"", default_port} else f"{name}{colon}{port}"
