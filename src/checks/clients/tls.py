"""Connections that trust the certificates that this machine trusts, as its browsers and Git do, and keep a deadline."""

import os
import ssl
from typing import Any

import truststore
from requests.adapters import HTTPAdapter
from requests.exceptions import InvalidProxyURL

from checks.clients.deadline import POOLS
from checks.settings.variables import CA_BUNDLES


def adapter(**options: Any) -> HTTPAdapter:  # noqa: ANN401 - whatever the adapter of requests takes
    """Return an adapter that trusts the certificates that the reader named, else those that this machine trusts.

    Args:
        options: Those of `requests.adapters.HTTPAdapter`.
    """
    named = any(map(os.environ.get, CA_BUNDLES))
    return _TimedAdapter(**options) if named else _SystemAdapter(**options)


class _TimedAdapter(HTTPAdapter):
    """Makes connections that keep the deadline, also those by a proxy."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - those of requests
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = POOLS

    def get_connection_with_tls_context(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - those of requests
        try:
            return super().get_connection_with_tls_context(*args, **options)
        except (TypeError, UnicodeError):
            # From the URL of a proxy that has a user and no host, or letters that no header can carry.
            raise InvalidProxyURL("The URL of the proxy is not valid.") from None

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:  # noqa: ANN401 - those of requests
        manager = super().proxy_manager_for(proxy, **options)
        manager.pool_classes_by_scheme = POOLS
        return manager


class _SystemAdapter(_TimedAdapter):
    """Trusts what the system trusts, besides the authorities that come with requests."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - those of requests
        super().init_poolmanager(*args, **options, ssl_context=_context())

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:  # noqa: ANN401 - those of requests
        return super().proxy_manager_for(proxy, **options, ssl_context=_context())


def _context() -> ssl.SSLContext:
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
