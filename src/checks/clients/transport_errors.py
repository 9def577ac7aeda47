"""Describes transport errors in words, because a library's own messages can contain URLs and object names."""

from dataclasses import dataclass
from ssl import SSLCertVerificationError

from requests import RequestException, Timeout
from requests.exceptions import ChunkedEncodingError, InvalidProxyURL, InvalidSchema, InvalidURL, ProxyError, SSLError
from urllib3.exceptions import HTTPError, LocationParseError, NameResolutionError, NewConnectionError, ReadTimeoutError
from urllib3.exceptions import ProxyError as NoProxyError

FAILURES = (RequestException, HTTPError)
"""The exceptions that the libraries raise if there is no complete response."""


@dataclass(frozen=True)
class TransportError:
    """The reason why there was no complete response.

    Attributes:
        words: The reason, as the end of a sentence.
        transient: Whether another attempt might succeed.
    """

    words: str
    transient: bool = False


def describe(error: Exception) -> TransportError:
    """Return the reason for an exception.

    Args:
        error: One of `FAILURES`.
    """
    cause = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(cause, HTTPError) and isinstance(cause.args[0], SSLCertVerificationError):
        fix = "if your company has its own certificate authority, set REQUESTS_CA_BUNDLE to its file"
        return TransportError(f"its certificate isn't trusted; {fix}")
    if isinstance(cause, NameResolutionError):
        return TransportError("its name can't be resolved")
    if isinstance(cause, NoProxyError):
        return TransportError(_proxy_failure(cause.original_error))
    for kinds, found in _KINDS:
        if isinstance(error, kinds):
            return found
    return TransportError("the connection failed", transient=True)


def _proxy_failure(cause: Exception) -> str:
    if isinstance(cause, NameResolutionError):
        return f"the name of {_PROXY} can't be resolved"
    if isinstance(cause, NewConnectionError):
        return f"{_PROXY} can't be reached"
    return f"{_PROXY} blocked the request"


_PROXY = "the proxy that HTTPS_PROXY or ALL_PROXY names"

_KINDS: tuple[tuple[tuple[type[Exception], ...], TransportError], ...] = (
    ((SSLError,), TransportError("the TLS handshake failed")),
    ((ProxyError,), TransportError(f"{_PROXY} blocked the request")),
    ((InvalidProxyURL,), TransportError(f"{_PROXY} isn't a valid URL with a host")),
    ((InvalidSchema,), TransportError(f"{_PROXY} has an unsupported type")),
    ((Timeout, ReadTimeoutError), TransportError("it took too long")),
    ((InvalidURL, LocationParseError), TransportError(f"its URL or the URL of {_PROXY} isn't valid")),
    ((ChunkedEncodingError, HTTPError), TransportError("the response ended early", transient=True)),
)
