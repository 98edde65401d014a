"""A plugin of pytest that notes which worked examples passing tests really looked at.

A worked example counts once a test that then passed has read a value of what it expects.
Naming it, filtering it out or skipping the test does not count.
"""

import json
import os
from collections.abc import Generator, ItemsView, ValuesView
from pathlib import Path
from typing import Any

import pytest
import yaml

WHERE = "GAITBELT_CENSUS"
"""The environment variable that names the file to write: ids by test module."""

_looked_at: set[str] = set()
_passed: dict[str, set[str]] = {}


class Expected(dict[str, Any]):
    """What a worked example expects; every reading of a value is noted."""

    def __init__(self, values: dict[str, Any], name: str) -> None:
        """Hold the values of the example of a name."""
        super().__init__(values)
        self._name = name

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 (YAML as it stands)
        """Return a value and note it."""
        _looked_at.add(self._name)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401 (as above)
        """Return a value or the default; only a value that is there is noted."""
        return self[key] if key in self else default  # noqa: SIM401 (it is get itself)

    def items(self) -> ItemsView[str, Any]:  # type: ignore[override]  # its class has no name
        """Return all values and note them."""
        _looked_at.add(self._name)
        return super().items()

    def values(self) -> ValuesView[Any]:  # type: ignore[override]  # as above
        """Return all values and note them."""
        _looked_at.add(self._name)
        return super().values()

    def __eq__(self, other: object) -> bool:
        """Compare all values and note them."""
        _looked_at.add(self._name)
        return super().__eq__(other)

    __hash__ = None


def _noting(held: Any) -> Any:  # noqa: ANN401 (whatever YAML holds)
    if isinstance(held, dict) and isinstance(held.get("vectors"), list):
        for vector in held["vectors"]:
            vector["expected"] = Expected(vector["expected"], vector["id"])
    return held


def pytest_configure() -> None:
    """Note whatever is read of the worked examples from here on."""
    safely, plainly = yaml.safe_load, yaml.load
    yaml.safe_load = lambda stream: _noting(safely(stream))
    yaml.load = lambda stream, Loader: _noting(plainly(stream, Loader))  # noqa: N803 (YAML's name)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, None]:  # Any: pluggy's own
    """Keep what a test looked at, where it passed."""
    _looked_at.clear()
    outcome = yield
    if outcome.excinfo is None:
        _passed.setdefault(item.location[0], set()).update(_looked_at)


def pytest_sessionfinish() -> None:
    """Write what was looked at."""
    told = {module: sorted(names) for module, names in sorted(_passed.items()) if names}
    Path(os.environ[WHERE]).write_text(json.dumps(told), encoding="utf-8")
