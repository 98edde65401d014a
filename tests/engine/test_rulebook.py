"""How rules come together: versions by date, users' folders, rules switched off."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from gaitbelt.engine.evaluate import judge
from gaitbelt.engine.rulebook import Rulebook
from gaitbelt.library.rulebook import UnreadableCard, load_rulebook
from gaitbelt.library.tables import load_policy, load_reference
from gaitbelt.services.law import load_law

CARD = """---
code: {code}
name: more-units-than-allowed
status: active
grain: service line
severity: note
payers: [any]
effective_from: 2000-01-01
checked_on: 2026-11-21
confidence: D
message: "{{unit_count}} {{unit_count|unit|units}} on one line."
authority:
  - cite: House rule of a clinic
---
# More units than the clinic allows
## What it checks
Units of one line.
## How to fix
Ask the therapist.
## Worked examples
| case | hcpcs | units | finds |
| ---- | ----- | ----- | ----- |
| five | 97110 | 5     | yes   |
"""

VERSIONS = '''"""A rule whose number changed on a date of service."""

from datetime import date

import polars as pl

from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    return pl.col("unit_count") > 4


@predicate(since=date(2025, 7, 1))
def violated_since_july() -> pl.Expr:
    return pl.col("unit_count") > 2
'''


def own_rules(folder: Path, code: str = "UNT901", predicate: str = VERSIONS) -> Path:
    place = folder / "rules" / "units"
    place.mkdir(parents=True)
    stem = f"{code.lower()}_more_units_than_allowed"
    (place / f"{stem}.md").write_text(CARD.format(code=code), "utf-8")
    (place / f"{stem}.py").write_text(predicate, "utf-8")
    return folder


def line(day: date, units: int | None) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "claim_id": ["c1"],
            "patient_id": ["p1"],
            "date_of_service": [day],
            "hcpcs_code": ["97110"],
            "unit_count": [units],
        },
        schema_overrides={"unit_count": pl.Int64},
    )


def outcomes(rulebook: Rulebook, lines: pl.DataFrame, code: str) -> list[str]:
    judged = judge(
        lines,
        rulebook,
        load_policy(),
        load_reference(),
        outcomes=("breach", "cannot tell", "clear"),
        only=frozenset({code}),
    )
    return judged.findings["outcome"].to_list()


def test_the_predicate_in_force_on_the_date_of_service_judges(tmp_path: Path) -> None:
    rulebook = load_rulebook((own_rules(tmp_path),))
    assert outcomes(rulebook, line(date(2025, 6, 30), 4), "UNT901") == ["clear"]
    assert outcomes(rulebook, line(date(2025, 6, 30), 5), "UNT901") == ["breach"]
    assert outcomes(rulebook, line(date(2025, 7, 1), 4), "UNT901") == ["breach"]
    assert outcomes(rulebook, line(date(2025, 7, 1), None), "UNT901") == ["cannot tell"]


def test_a_users_rule_joins_the_shipped_ones(tmp_path: Path) -> None:
    shipped = {rule.card.code for rule in load_rulebook().rules}
    own = {rule.card.code for rule in load_rulebook((own_rules(tmp_path),)).rules}
    assert own == shipped | {"UNT901"}


def test_a_code_is_not_used_twice(tmp_path: Path) -> None:
    with pytest.raises(UnreadableCard, match="UNT001"):
        load_rulebook((own_rules(tmp_path, "UNT001"),))


def test_a_card_without_a_predicate_is_refused_by_name(tmp_path: Path) -> None:
    folder = own_rules(tmp_path)
    (folder / "rules/units/unt901_more_units_than_allowed.py").unlink()
    with pytest.raises(UnreadableCard, match="unt901_more_units_than_allowed"):
        load_rulebook((folder,))


def test_a_rule_is_switched_off_until_its_day(tmp_path: Path) -> None:
    off = "- {code: UNT001, reason: The clinic's payer asks otherwise., until: 2026-12-31}\n"
    (tmp_path / "switched_off.yaml").write_text(off, "utf-8")
    before = load_law((tmp_path,), today=date(2026, 12, 31)).rulebook
    after = load_law((tmp_path,), today=date(2027, 1, 1)).rulebook
    assert "UNT001" not in {rule.card.code for rule in before.active()}
    assert "UNT001" in {rule.card.code for rule in before.rules}
    assert "UNT001" in {rule.card.code for rule in after.active()}


@pytest.mark.parametrize(
    "entry",
    ["- {code: UNT001, until: 2026-12-31}", "- {code: XXX999, reason: a, until: 2026-12-31}"],
)
def test_switching_off_needs_a_known_code_a_reason_and_a_day(tmp_path: Path, entry: str) -> None:
    (tmp_path / "switched_off.yaml").write_text(entry, "utf-8")
    with pytest.raises(UnreadableCard, match="entry 1"):
        load_rulebook((tmp_path,))


def test_the_digest_says_which_rulebook_judged(tmp_path: Path) -> None:
    shipped, own = load_rulebook(), load_rulebook((own_rules(tmp_path),))
    assert shipped.digest != own.digest
    judged = judge(line(date(2026, 3, 2), 5), own, load_policy(), load_reference())
    assert set(judged.findings["rulebook_digest"]) == {own.digest}


def test_a_rule_published_later_is_not_known_yet(tmp_path: Path) -> None:
    folder = own_rules(tmp_path)
    card = folder / "rules/units/unt901_more_units_than_allowed.md"
    text = card.read_text("utf-8").replace("confidence: D", "confidence: D\npublished: 2025-05-01")
    card.write_text(text, "utf-8")
    rulebook = load_rulebook((folder,))
    known = {rule.card.code for rule in rulebook.active(date(2025, 5, 1))}
    unknown = {rule.card.code for rule in rulebook.active(date(2025, 4, 30))}
    assert known - unknown == {"UNT901"}
