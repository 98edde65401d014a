"""Where a user's own tables are kept; told without loading what reads them."""

from collections.abc import Mapping
from pathlib import Path

WHERE = "GAITBELT_STORE"
"""The environment variable that names another folder than the usual one."""


def default_store(environment: Mapping[str, str]) -> Path:
    """Return the user's store: GAITBELT_STORE, or a folder among the user's data."""
    if named := environment.get(WHERE):
        return Path(named)
    data = environment.get("XDG_DATA_HOME")
    home = Path(data) if data else Path(environment.get("HOME", "~")).expanduser() / ".local/share"
    return home / "gaitbelt" / "reference"
