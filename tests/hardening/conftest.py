import pytest
from matrix.trial import bench as running


@pytest.fixture(scope="session")
def bench():
    with running() as found:
        yield found
