"""Worked examples from outside, read where GAITBELT_CORPUS points; none where it is unset."""

import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

Vector = dict[str, Any]  # a worked example as its YAML says it


@cache
def every() -> tuple[Vector, ...]:
    """Return every worked example in the order of the file."""
    where = os.environ.get("GAITBELT_CORPUS")
    path = Path(where) / "rules/vectors.yaml" if where else None
    if path is None or not path.is_file():
        return ()
    return tuple(yaml.safe_load(path.read_text(encoding="utf-8"))["vectors"])


def vectors(*categories: str) -> list[Vector]:
    """Return the worked examples of some categories."""
    return [vector for vector in every() if vector["category"] in categories]


def each_of(*categories: str) -> pytest.MarkDecorator:
    """Run a test once for each worked example of some categories, as ``vector``."""
    parameters = [pytest.param(vector, id=vector["id"]) for vector in vectors(*categories)]
    return pytest.mark.parametrize("vector", parameters)
