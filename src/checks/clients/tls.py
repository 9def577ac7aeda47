"""Creates connections that use the system's trust store, as browsers and Git do, and enforce a deadline."""

import os
import ssl
from typing import Any

import truststore
from requests.adapters import HTTPAdapter
from requests.exceptions import InvalidProxyURL

from checks.clients.deadline import POOLS
from checks.settings.variables import CA_BUNDLES


def adapter(**options: Any) -> HTTPAdapter:  # noqa: ANN401 - the options of requests' adapter
    """Return an adapter that trusts the CA bundle in the environment or, by default, the system's trust store.

    Args:
        options: The options of `requests.adapters.HTTPAdapter`.
    """
    named = any(map(os.environ.get, CA_BUNDLES))
    return _TimedAdapter(**options) if named else _SystemAdapter(**options)


class _TimedAdapter(HTTPAdapter):
    """Creates connections that enforce the deadline, including those through a proxy."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - the signature in requests
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = POOLS

    def get_connection_with_tls_context(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - as in requests
        try:
            return super().get_connection_with_tls_context(*args, **options)
        except (TypeError, UnicodeError):
            # A proxy URL with a username and no host, or with characters that aren't allowed in a header.
            raise InvalidProxyURL("The URL of the proxy isn't valid.") from None

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:  # noqa: ANN401 - the signature in requests
        manager = super().proxy_manager_for(proxy, **options)
        manager.pool_classes_by_scheme = POOLS
        return manager


class _SystemAdapter(_TimedAdapter):
    """Trusts the system's certificate authorities and those that are included in requests."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - the signature in requests
        super().init_poolmanager(*args, **options, ssl_context=_context())

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:  # noqa: ANN401 - the signature in requests
        return super().proxy_manager_for(proxy, **options, ssl_context=_context())


def _context() -> ssl.SSLContext:
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
