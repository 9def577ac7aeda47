"""Decides which addresses a credential may be sent to."""

import ipaddress
import re
from urllib.parse import urlsplit

_PLAIN_HOST = re.compile(r"[a-z0-9.-]+|\[[0-9a-f:.]+\]")
_HOST_AND_PORT = re.compile(r"[^\s/\\?#@:\[\]]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?")


class UrlError(ValueError):
    """An address that nothing may be sent to; its message is the end of a sentence that begins with its name."""


def is_loopback(host: str) -> bool:
    """Tell whether `host`, as `urlsplit` returns it, is this machine itself."""
    try:
        return host.lower() == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_protected(scheme: str, host: str) -> bool:
    """Tell whether what is sent there cannot be read on its way: https, or plain http that stays on this machine."""
    return scheme == "https" or (scheme == "http" and is_loopback(host))


def host(address: str) -> str:
    """Return the host of an address that `origin` returned, without its port."""
    return urlsplit(address).hostname or ""


def site(address: str) -> str:
    """Return scheme, host and port of an address that begins with one that `origin` returned."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def origin(address: str) -> str:
    """Return scheme, host and port of an address in their plainest form, such as ``https://app.terraform.io``.

    Args:
        address: An address with its scheme; nothing may follow the host but a slash.

    Raises:
        UrlError: It is none, says more than that, or is plain http to another machine.
    """
    scheme, place, path = split(address)
    if path:
        raise UrlError("has something after the host; end it there")
    return f"{scheme}://{place}"


def split(address: str) -> tuple[str, str, str]:
    """Return the scheme, the host with its port, and the path (without a slash at its end) of an address.

    Raises:
        UrlError: It is no address, names a user, or is plain http to another machine.
    """
    scheme, _, rest = address.partition("://")
    if scheme.lower() not in {"http", "https"}:
        raise UrlError("has to begin with https://")
    place, slash, path = rest.partition("/")
    if not _HOST_AND_PORT.fullmatch(place) or re.search(r"[\s\\?#]", path):
        raise UrlError("is not an address of the form https://host")
    scheme = scheme.lower()
    place = plain_host(place, "443" if scheme == "https" else "80")
    try:
        name = host(f"{scheme}://{place}")
    except ValueError:  # brackets around what is no IPv6 address
        raise UrlError("does not name a host") from None
    if not is_protected(scheme, name):
        raise UrlError("is plain http; that is accepted on this machine (127.0.0.1) alone, so write https://")
    return scheme, place, (slash + path).rstrip("/")


def plain_host(host: str, port_left_out: str = "443") -> str:
    """Return a host, with its port where it has one, in lower case and without letters outside ASCII (punycode).

    Args:
        host: A host, with or without a port.
        port_left_out: The port that goes without saying.

    Raises:
        UrlError: It is no host.
    """
    name, colon, port = host.rpartition(":") if re.search(r":\d+$", host) else (host, "", "")
    try:
        name = (name if name.startswith("[") else name.encode("idna").decode()).lower()
    except UnicodeError:
        raise UrlError("does not name a host") from None
    if not _PLAIN_HOST.fullmatch(name) or (port and not 0 < int(port) <= 65535):  # noqa: PLR2004 - TCP's last port
        raise UrlError("does not name a host")
    return name if port in {"", port_left_out} else f"{name}{colon}{port}"
