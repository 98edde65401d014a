"""Variances: where an answer is not what the rules give, and which rule explains the amount.

Each step is judged on what the payer made of the steps before it, so that one wrong step is
told once: the allowed amount; the patient's share of it; the assistant's cut; sequestration
(the order of CMS's payment adjustments). A cause is ``exact`` where it gives the amount to
the cent. Payments that follow the rules give nothing.
"""

from decimal import Decimal

import numpy as np
import polars as pl

from gaitbelt.language.money import share_cents, whole_cents
from gaitbelt.methods.variance_allowed import allowed_causes
from gaitbelt.methods.variance_lines import UNKNOWN, JudgedLines, judged_lines, told
from gaitbelt.tables.variance import VARIANCE

TOLERANCE = Decimal("0.05")
"""What roundings at several steps may add up to on one line."""

BUNDLING = frozenset({"97", "231", "236"})
"""Reasons that call a service part of, or not compatible with, another."""


def variances(
    judged: pl.DataFrame, alternatives: pl.DataFrame, tolerance: Decimal = TOLERANCE
) -> pl.DataFrame:
    """Return one row per line and step that differs by more than ``tolerance`` dollars.

    ``judged``: ``JUDGED_LINE`` with the columns of ``ANSWERED_LINE``; ``alternatives``:
    ``ALTERNATIVE``. Answers taken back, and lines without an expected amount, are not
    judged. A denied line is judged only for bundling: denials are no variances. Returns
    ``VARIANCE``. Source: CMS Pub. 100-04, Ch. 5, § 10.7; 42 U.S.C. § 1395m(v).
    """
    kept = judged.filter(~pl.col("is_taken_back")).with_row_index("row")
    if kept.is_empty():
        return pl.DataFrame(schema=VARIANCE)
    lines = judged_lines(kept, whole_cents(tolerance))
    found = [
        *allowed_causes(kept, lines, alternatives),
        *_bundled(kept, lines),
        *_of_patient(kept, lines),
        *_of_assistant(kept, lines),
        *_of_sequestration(kept, lines),
    ]
    return pl.concat([pl.DataFrame(schema=VARIANCE), *found]).sort(
        "claim_id", "date_of_service", "line_key", "step", "cause", nulls_last=True
    )


def _bundled(rows: pl.DataFrame, lines: JudgedLines) -> list[pl.DataFrame]:
    is_bundling = rows["adjustment_reason_codes"].list.set_intersection(sorted(BUNDLING))
    is_so = lines.is_denied & (is_bundling.list.len().fill_null(0) > 0).to_numpy()
    edit = rows["bundling_edit"]
    none = np.zeros_like(lines.expected)
    found = []
    for word, cause, confidence in (
        ("none", "bundled without an edit", "likely"),
        ("unknown", "bundled, edit not known", "open"),
    ):
        chosen = is_so & (edit == word).fill_null(value=False).to_numpy()
        said = pl.format(
            "{} was denied as part of another service (reason {}); NCCI has {} edit of it with "
            "another code of the day on {}",
            "hcpcs_code", pl.col("adjustment_reason_codes").list.join(", "),
            pl.lit("no active" if word == "none" else "an"), "date_of_service",
        )  # fmt: skip
        said = said if word == "none" else pl.format("{} whose dates are not known here", said)
        found.append(told(rows, chosen, "denied", cause, lines.expected, none, confidence, said))
    return found


def _of_patient(rows: pl.DataFrame, lines: JudgedLines) -> list[pl.DataFrame]:
    """Return deductibles and coinsurances that are not what they should be."""
    is_open = lines.is_denied | ~lines.is_known
    expected = lines.expected_deductible
    gap = lines.deductible - expected
    wrong = ~is_open & (expected != UNKNOWN) & (abs(gap) > lines.tolerance)
    said = pl.format(
        "the deductible taken is {}; what was left of it gives {}", "answered", "expected"
    )
    found = [told(rows, wrong, "patient", "deductible", expected, lines.deductible, "exact", said,
                  is_share=True)]  # fmt: skip
    known = ~is_open & (lines.coinsurance_rate != UNKNOWN)
    base = np.maximum(lines.allowed - lines.deductible, 0)
    share = share_cents(base, np.maximum(lines.coinsurance_rate, 0))
    wrong = known & (abs(lines.coinsurance - share) > lines.tolerance)
    said = pl.format(
        "the coinsurance taken is {}; its share of the allowed amount less the deductible is {}",
        "answered",
        "expected",
    )
    found.append(told(rows, wrong, "patient", "coinsurance", share, lines.coinsurance, "exact",
                      said, is_share=True))  # fmt: skip
    return found


def _of_assistant(rows: pl.DataFrame, lines: JudgedLines) -> list[pl.DataFrame]:
    """Return payments that an assistant's cut was taken of, or not, against the modifier."""
    is_open = lines.is_denied | ~lines.is_known
    whole = lines.allowed - lines.patient
    cut = share_cents(whole, np.maximum(lines.assistant_rate, 0))
    expected = np.where(lines.is_assistant, cut, whole)
    before = lines.before_sequestration
    differs = (
        ~is_open & (lines.assistant_rate != UNKNOWN) & (abs(before - expected) > lines.tolerance)
    )
    is_uncut = abs(before - whole) <= lines.tolerance
    is_cut = abs(before - cut) <= lines.tolerance
    said = pl.format(
        "{} was paid before sequestration; with the modifiers sent it is {}", "answered", "expected"
    )
    cases = (
        ("assistant cut not taken", differs & lines.is_assistant & is_uncut, "exact"),
        ("assistant cut without its modifier", differs & ~lines.is_assistant & is_cut, "exact"),
        ("unexplained", differs & ~(lines.is_assistant & is_uncut)
         & ~(~lines.is_assistant & is_cut), "open"),
    )  # fmt: skip
    return [
        told(rows, chosen, "assistant", cause, expected, before, confidence, said)
        for cause, chosen, confidence in cases
    ]


def _of_sequestration(rows: pl.DataFrame, lines: JudgedLines) -> list[pl.DataFrame]:
    known = ~lines.is_denied & lines.is_known & (lines.sequestration_rate != UNKNOWN)
    share = share_cents(lines.before_sequestration, np.maximum(lines.sequestration_rate, 0))
    wrong = known & (abs(lines.sequestration - share) > lines.tolerance)
    said = pl.format(
        "sequestration of {} was taken; the share of the payment on {} is {}",
        "answered",
        "date_of_service",
        "expected",
    )
    return [told(rows, wrong, "sequestration", "sequestration", share, lines.sequestration, "exact",
                 said, is_share=True)]  # fmt: skip
