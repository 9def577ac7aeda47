"""The checks as pytest items, for those who want ``-k`` or have a pipeline of pytest: ``pytest tests/live --live``.

They look at the connection that the environment names, as ``nox -s verify`` does. Without ``--live`` nobody is asked.
"""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from checks.connection.connection import Connection
from checks.settings.environment import SettingsError, read_settings


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--live", action="store_true", help="look at the connection that the environment names")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--live", default=False) and config.getoption("numprocesses", default=None):
        pytest.exit("--live asks the token endpoint once, so it runs in one process: leave -n out", returncode=2)


@pytest.fixture(scope="session")
def connection(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """One connection for all: a read is made once, and the token endpoint is asked once."""
    if not request.config.getoption("--live", default=False):
        pytest.skip("looks at a live connection, and only when it is asked to: pytest tests/live --live")
    try:
        settings = read_settings(os.environ, Path.home())
    except SettingsError as error:
        pytest.exit(str(error), returncode=2)
    with closing(Connection(settings)) as connection:
        yield connection
