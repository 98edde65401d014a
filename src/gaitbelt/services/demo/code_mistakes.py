"""Mistakes in codes: deleted, replaced, bundled, of another discipline, or one too many."""

from dataclasses import replace

from gaitbelt.services.demo.claims import Claim, numbered
from gaitbelt.services.demo.habits import STIMULATION
from gaitbelt.services.demo.mistake import (
    OT_EVALUATIONS,
    PT_EVALUATIONS,
    Kind,
    changed,
    first,
    with_line,
)

_EVALUATION_FOR = {"97164": "97161", "97168": "97165"}
_REEVALUATION_FOR = {
    **dict.fromkeys(PT_EVALUATIONS, "97164"),
    **dict.fromkeys(OT_EVALUATIONS, "97168"),
}
_OTHERS_EVALUATION = dict(
    zip((*PT_EVALUATIONS, *OT_EVALUATIONS), (*OT_EVALUATIONS, *PT_EVALUATIONS), strict=True)
)


def _deleted_code(claim: Claim) -> Claim | None:
    line = first(each for each in claim.lines if each.hcpcs_code in PT_EVALUATIONS)
    return None if line is None else changed(claim, line, hcpcs_code="97001")


def _stimulation_97014(claim: Claim) -> Claim | None:
    line = first(each for each in claim.lines if each.hcpcs_code == STIMULATION)
    if line is None or claim.payer != "medicare":
        return None
    return changed(claim, line, hcpcs_code="97014")


def _hot_packs(claim: Claim) -> Claim | None:
    is_medicare = claim.payer == "medicare" and claim.discipline in {"PT", "OT"}
    if not is_medicare or "97110" not in claim.codes:
        return None
    return with_line(claim, claim.lines[0], "97010", minutes=10)


def _add_on_alone(claim: Claim) -> Claim | None:
    kept = [line for line in claim.lines if line.hcpcs_code != "97129"]
    is_left_alone = any(line.hcpcs_code == "97130" and line.unit_count for line in kept)
    if len(kept) == len(claim.lines) or not is_left_alone:
        return None
    return numbered(kept)


def _evaluation_of_another(claim: Claim) -> Claim | None:
    line = first(each for each in claim.lines if each.hcpcs_code in _OTHERS_EVALUATION)
    return (
        None
        if line is None
        else changed(claim, line, hcpcs_code=_OTHERS_EVALUATION[line.hcpcs_code])
    )


def _evaluated_again(claim: Claim) -> Claim | None:
    line = first(each for each in claim.lines if each.hcpcs_code in _EVALUATION_FOR)
    is_plain = not any("59" in each.modifiers for each in claim.lines)
    if line is None or not is_plain or claim.payer != "medicare":
        return None
    return changed(claim, line, hcpcs_code=_EVALUATION_FOR[line.hcpcs_code])


def _evaluated_and_reevaluated(claim: Claim) -> Claim | None:
    line = first(each for each in claim.lines if each.hcpcs_code in _REEVALUATION_FOR)
    if line is None:
        return None
    return with_line(claim, line, _REEVALUATION_FOR[line.hcpcs_code], minutes=15)


def _second_supply(claim: Claim) -> Claim | None:
    line = first(each for each in claim.lines if each.hcpcs_code == "98977")
    if line is None or claim.payer != "medicare":
        return None
    added = replace(line, hcpcs_code="98976")
    return numbered((*claim.lines, added))


CODE_MISTAKES = (
    Kind("code-deleted-in-2016", "COD001", 3, "97001, which ended with 2016.", _deleted_code),
    Kind("97014-to-medicare", "COD002", 3, "97014 where Medicare takes G0283.",
         _stimulation_97014, ("PTP003",)),
    Kind("hot-packs-to-medicare", "COD003", 4, "97010, which Medicare bundles.", _hot_packs,
         ("PTP003",)),
    Kind("add-on-without-its-first-code", "COD004", 3, "97130 without 97129.", _add_on_alone),
    Kind("evaluation-of-another-discipline", "COD005", 3,
         "An OT evaluation in a PT visit, or the other way about.", _evaluation_of_another,
         ("MOD003",)),
    Kind("evaluated-again", "COD006", 3,
         "An evaluation where the record has a re-evaluation, weeks into the episode.",
         _evaluated_again),
    Kind("evaluated-and-reevaluated", "COD007", 3,
         "An evaluation and a re-evaluation on one date.", _evaluated_and_reevaluated,
         ("PTP001", "PTP002")),
    Kind("two-monitoring-supplies", "COD008", 2,
         "Two remote-monitoring supplies within 30 days.", _second_supply,
         ("PTP001", "PTP002")),
)  # fmt: skip
