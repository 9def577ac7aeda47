"""Runs the checks as pytest tests, for ``-k`` or an existing pytest pipeline: ``pytest tests/account --live``.

They check the connection from the environment, as ``nox -s verify`` does. Without ``--live``, they send no requests.
"""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from checks.connection.connection import Connection
from checks.settings.environment import read_settings
from checks.settings.variables import SettingsError


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--live", action="store_true", help="check the live connection from the environment")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--live", default=False) and config.getoption("numprocesses", default=None):
        pytest.exit(
            "--live sends one request to the token endpoint, so it needs a single process: omit -n", returncode=2
        )


@pytest.fixture(scope="session")
def connection(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """One connection for all tests, so that each read and the token request are sent once."""
    if not request.config.getoption("--live", default=False):
        pytest.skip("checks a live connection only on request: pytest tests/account --live")
    try:
        settings = read_settings(os.environ, Path.home())
    except SettingsError as error:
        pytest.exit(str(error), returncode=2)
    with closing(Connection(settings)) as connection:
        yield connection
