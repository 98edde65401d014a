"""What every test may ask for."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("gaitbelt", deadline=None)
settings.load_profile("gaitbelt")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of third-party files and outside worked examples, or a skip."""
    where = os.environ.get("GAITBELT_CORPUS")
    if not where:
        pytest.skip("GAITBELT_CORPUS is not set: set it to the folder of third-party files.")
    path = Path(where)
    if not path.is_dir():
        pytest.skip(f"GAITBELT_CORPUS names {path.name}, which is not a folder here.")
    return path
