"""Worked examples from outside, read where GAITBELT_CORPUS points; empty where unset."""

import csv
import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml

CATEGORIES = ("eight_minute", "ama_midpoint", "cq_co", "group", "rtm")

Vector = dict[str, Any]  # a worked example as its YAML says it


def vectors() -> list[Vector]:
    """Return the worked examples of the categories that are about units."""
    path = _corpus("rules/vectors.yaml")
    if path is None:
        return []
    every = yaml.safe_load(path.read_text(encoding="utf-8"))["vectors"]
    return [vector for vector in every if vector["category"] in CATEGORIES]


def vector_parameters() -> list[Any]:  # what pytest.param returns is not public
    """Return one parameter per vector; its id says where its source is weak."""
    weak = {"memory_only": "-memory_only"}
    return [
        pytest.param(vector, id=vector["id"] + weak.get(vector["confidence"], ""))
        for vector in vectors()
    ]


def third_party_cases() -> list[dict[str, Any]]:
    """Return the third-party cases that their notes do not mark as mistaken."""
    path = _corpus("data/therapy_rules/third_party_test_cases.csv")
    if path is None:
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [
        {
            "rule": row["rule"],
            "inputs": json.loads(row["inputs_json"]),
            "expected": json.loads(row["expected_json"]),
        }
        for row in rows
        if "mistake" not in row["note"] and "wrong" not in row["note"]
    ]


def _corpus(name: str) -> Path | None:
    where = os.environ.get("GAITBELT_CORPUS")
    path = Path(where) / name if where else None
    return path if path and path.is_file() else None
