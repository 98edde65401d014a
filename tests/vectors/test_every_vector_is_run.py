"""Every worked example from outside is compared with what gaitbelt says, none in silence.

The modules named here are run once more, by themselves, with ``census.py`` beside them: an
example counts where a test that passed has read a value of what it expects.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.vectors.census import WHERE
from tests.vectors.outside import every

ROOT = Path(__file__).resolve().parents[2]

UNITS = "tests/units/test_vectors.py"
NCCI = "tests/reference/test_ncci.py"
CODES = "tests/reference/test_codes.py"
AMOUNTS = "tests/pricing/test_published_amounts.py"
THRESHOLDS = "tests/reference/test_policy_thresholds.py"

HOMES: dict[str, tuple[str, ...]] = {
    "ama_midpoint": (UNITS,),
    "audit": ("tests/vectors/test_audit.py",),
    "certification": ("tests/vectors/test_certification.py",),
    "claim_ack": ("tests/vectors/test_claim_ack.py",),
    "claim_edit": ("tests/vectors/test_claim_edit.py",),
    "code_validity": (CODES,),
    "cq_co": (UNITS, AMOUNTS),
    "diagnosis": ("tests/vectors/test_diagnosis.py",),
    "documentation": ("tests/vectors/test_documentation.py",),
    "eight_minute": (UNITS,),
    "eval_complexity": ("tests/vectors/test_eval_complexity.py",),
    "group": (UNITS,),
    "kx_threshold": (THRESHOLDS,),
    "lcd": ("tests/vectors/test_lcd.py",),
    "mips": ("tests/vectors/test_mips.py",),
    "modifier59": ("tests/vectors/test_modifier59.py",),
    "mppr": (AMOUNTS,),
    "mue": (NCCI,),
    "ncci_ptp": (NCCI,),
    "ncci_ptp_dated": (NCCI,),
    "payer_cap": ("tests/vectors/test_payer_cap.py",),
    "payment_rate": (AMOUNTS,),
    "progress_report": ("tests/vectors/test_progress_report.py",),
    "remittance": ("tests/vectors/test_remittance.py",),
    "rtm": (UNITS, CODES),
    "sequestration": (AMOUNTS,),
    "telehealth": ("tests/vectors/test_telehealth.py",),
    "wc_cap": ("tests/vectors/test_wc_cap.py",),
}
"""Where the worked examples of each category are compared."""


@pytest.fixture(scope="module")
def looked_at(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """What passing tests of every home looked at, by module."""
    assert corpus.is_dir()
    written = tmp_path_factory.mktemp("census") / "census.json"
    homes = sorted({home for homes in HOMES.values() for home in homes})
    there = [home for home in homes if (ROOT / home).is_file()]
    options = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "tests.vectors.census")
    subprocess.run(
        [sys.executable, "-m", "pytest", *options, *there],
        cwd=ROOT,
        env={**os.environ, WHERE: str(written)},
        capture_output=True,
        check=False,
        timeout=600,
    )
    told = json.loads(written.read_text(encoding="utf-8"))
    return {module: set(names) for module, names in told.items()}


def test_every_category_has_a_home_and_every_home_a_category(corpus: Path) -> None:
    assert corpus.is_dir()
    assert sorted({vector["category"] for vector in every()}) == sorted(HOMES)
    homes = {home for homes in HOMES.values() for home in homes}
    assert sorted(home for home in homes if not (ROOT / home).is_file()) == []


def test_every_worked_example_is_compared_where_its_category_is_at_home(
    looked_at: dict[str, set[str]],
) -> None:
    missed = [
        f"{vector['category']}: {vector['id']}"
        for vector in every()
        if not any(vector["id"] in looked_at.get(home, set()) for home in HOMES[vector["category"]])
    ]
    assert missed == [], f"{len(missed)} not compared:\n" + "\n".join(missed)


def test_no_worked_example_has_the_name_of_another(corpus: Path) -> None:
    assert corpus.is_dir()
    names = [vector["id"] for vector in every()]
    assert sorted(names) == sorted(set(names))
