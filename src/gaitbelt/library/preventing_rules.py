"""Which rules look, before a claim is sent, for what a payer's denial says afterwards."""

import functools
from collections.abc import Collection
from dataclasses import dataclass

from gaitbelt.library.shipped import shipped_rows


@dataclass(frozen=True, slots=True)
class PreventingRule:
    """One rule that looks for a cause of a denial; ``remark_code`` None: whatever remark."""

    adjustment_reason_code: str
    remark_code: str | None
    rule_code: str
    why: str
    confidence: str
    cite: str


@functools.cache
def preventing_rules() -> tuple[PreventingRule, ...]:
    """Return every row of the table, in its order."""
    return tuple(
        PreventingRule(
            row["adjustment_reason_code"],
            row["remark_code"] or None,
            row["rule_code"],
            row["why"],
            row["confidence"],
            row["cite"],
        )
        for row in shipped_rows("remittance/preventing_rules")
    )


def rules_preventing(reason_code: str, remark_codes: Collection[str]) -> tuple[str, ...]:
    """Return the codes of the rules that look for a denial's cause, each once, in order.

    Rows that name a remark of the denial prevail over those of the reason alone.
    """
    own = [each for each in preventing_rules() if each.adjustment_reason_code == reason_code]
    by_remark = [each.rule_code for each in own if each.remark_code in remark_codes]
    by_reason = [each.rule_code for each in own if each.remark_code is None]
    return tuple(dict.fromkeys(by_remark or by_reason))
