"""Asking the program in this process, and what it answered."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from gaitbelt.cli.main import app


@dataclass(frozen=True, slots=True)
class Answer:
    """What the program said on both streams, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 (JSON of many shapes)
        """The answer as JSON."""
        return json.loads(self.out)


def ask(*words: str | Path) -> Answer:
    """Return the program's answer; a fault of its own stops the test."""
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code != 70, result.stderr
    return Answer(result.exit_code, result.stdout, result.stderr)


CLEAN = {
    "claim_id": "c1",
    "line_number": 1,
    "patient_id": "p1",
    "date_of_service": "2026-03-02",
    "payer": "medicare",
    "discipline": "PT",
    "setting": "practitioner",
    "hcpcs_code": "97110",
    "modifiers": "GP",
    "unit_count": 2,
    "minutes": 30,
    "assistant_minutes": 0,
    "charge_amount": "90.00",
    "allowed_amount": "60.00",
    "rendering_provider_npi": "1234567893",
    "billing_provider_npi": "1234567893",
    "diagnosis_codes": "M5450",
    "diagnosis_pointers": "1",
}
"""A line in which nothing is wrong and nothing is missing."""


def visits(folder: Path, *rows: Mapping[str, object], name: str = "visits.csv") -> Path:
    """Write lines to a file, each a clean one but for the cells given."""
    return written(folder / name, [{**CLEAN, **row} for row in rows])


def written(path: Path, rows: Sequence[Mapping[str, object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path
