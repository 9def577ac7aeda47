"""Whose certificates are believed: those that this machine trusts, as its browsers and Git do."""

import os
import ssl
from typing import Any

import truststore
from requests.adapters import HTTPAdapter

from checks.settings.variables import AUTHORITIES


def adapter(**options: Any) -> HTTPAdapter:  # noqa: ANN401 - whatever the adapter of requests takes
    """Return an adapter that believes whom the reader named, else whom this machine trusts.

    Args:
        options: Those of `requests.adapters.HTTPAdapter`.
    """
    return HTTPAdapter(**options) if any(map(os.environ.get, AUTHORITIES)) else _SystemAdapter(**options)


class _SystemAdapter(HTTPAdapter):
    """Believes whom the system believes, besides the authorities that come with requests."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - those of requests
        super().init_poolmanager(*args, **options, ssl_context=_context())

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:  # noqa: ANN401 - those of requests
        return super().proxy_manager_for(proxy, **options, ssl_context=_context())


def _context() -> ssl.SSLContext:
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
