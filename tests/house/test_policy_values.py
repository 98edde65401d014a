"""Every published value is dated, cited, re-read and marked with how well it is known."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.house.tree import PACKAGE, shown

POLICY = PACKAGE / "policy"
UNITS = {
    *("USD", "rate", "relative_values", "count", "units", "visits", "minutes", "days", "months"),
    *("method", "boolean", "text", "codes"),
}
CONFIDENCE = {"P", "S", "M", "D"}
PROFILES = sorted(POLICY.glob("*/profile.yaml"))
VALUES = sorted(path for path in POLICY.glob("*/*.yaml") if path.stem != "profile")

every_value = pytest.mark.parametrize("path", VALUES, ids=shown)
every_profile = pytest.mark.parametrize("path", PROFILES, ids=shown)


def content(path: Path) -> dict[str, Any]:  # Any: YAML before it is judged
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def test_there_are_values_to_judge() -> None:
    assert VALUES
    assert PROFILES


def test_every_payer_has_a_profile() -> None:
    folders = {path.parent for path in POLICY.rglob("*.yaml")}
    assert {shown(folder) for folder in folders - {path.parent for path in PROFILES}} == set()


@every_profile
def test_a_profile_says_whose_it_is_and_what_it_falls_back_to(path: Path) -> None:
    profile = content(path)
    assert [key for key in ("title", "description", "cite") if not profile.get(key)] == []
    assert profile["confidence"] in CONFIDENCE
    based_on = profile["based_on"]
    assert based_on is None or POLICY / based_on / "profile.yaml" in PROFILES


@every_profile
def test_falling_back_ends(path: Path) -> None:
    seen = [path.parent.name]
    while based_on := content(POLICY / seen[-1] / "profile.yaml")["based_on"]:
        assert based_on not in seen
        seen.append(based_on)


@every_value
def test_a_value_says_what_it_is_and_when_it_was_last_read(path: Path) -> None:
    value = content(path)
    assert str(value["description"]).endswith(".")
    assert value["unit"] in UNITS
    assert isinstance(value["checked_on"], date)


@every_value
def test_every_row_is_dated_cited_and_marked(path: Path) -> None:
    value = content(path)
    assert value["values"]
    for row in value["values"]:
        assert "value" in row, row
        assert row.get("cite"), row
        assert row.get("confidence", value.get("confidence")) in CONFIDENCE, row
        for known in ("effective_from", "published"):
            assert isinstance(row[known], date) or row[known] == "unknown", row


@every_value
def test_rows_stand_in_the_order_of_their_dates(path: Path) -> None:
    starts = [row["effective_from"] for row in content(path)["values"]]
    known = [start for start in starts if isinstance(start, date)]
    assert known == sorted(known)
