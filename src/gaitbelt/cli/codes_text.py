"""What is known of codes, as text to read."""

from collections.abc import Iterable, Iterator

from gaitbelt.cli import show
from gaitbelt.cli.mue import INDICATORS
from gaitbelt.cli.pairs import edit_in_words
from gaitbelt.library.ncci import PtpEdit
from gaitbelt.services.codes import CodeChange, CodeChanges, CodeFacts, Comparison, SettingEdits


def say_code(facts: CodeFacts) -> None:
    """Print everything held about one code."""
    show.say(facts.message)
    if not facts.is_known:
        return
    show.section("Facts", (show.sourced(f.statement, f.confidence, f.cite) for f in facts.facts))
    for each in facts.settings:
        show.section(f"Most units on a day, {each.setting}", [_limit(each)])
    show.section(
        "The record must hold",
        (
            show.sourced(each.requirement, each.confidence, each.cite)
            for each in facts.documentation
        ),
    )
    show.section(
        "Said, and not so",
        (
            line
            for each in facts.misunderstandings
            for line in (
                f"“{each.claim}”",
                f"  {show.sourced(each.fact, each.confidence, each.cite)}",
            )
        ),
    )
    for each in facts.settings:
        show.section(f"NCCI pairs, {each.setting}", _edits(facts.hcpcs_code, each.edits))
    show.section("What changed", _changes(facts.what_changed))


def say_comparison(compared: Comparison) -> None:
    """Print two codes side by side and their edits."""
    if compared.message:
        show.say(compared.message)
        return
    show.say(f"{compared.code_a} and {compared.code_b} on {compared.on}", "")
    show.table(
        ("", compared.code_a, compared.code_b),
        ((each.name, each.value_a, each.value_b) for each in compared.attributes),
    )
    show.section(
        "NCCI",
        (
            f"{each.setting}: {edit_in_words(each.edit)} {each.edit.note}".rstrip()
            for each in compared.edits
        ),
    )


def say_changes(changed: CodeChanges) -> None:
    """Print what changed between two dates, by kind of change."""
    kinds = {
        "Begun": changed.begun,
        "Ended": changed.ended,
        "Redefined": changed.redefined,
        "Medicare status": changed.status_changes,
        "Relative values": changed.relative_value_changes,
    }
    count = show.plural(sum(map(len, kinds.values())), "change")
    show.say(f"{count} after {changed.from_date} through {changed.through_date}.")
    for heading, found in kinds.items():
        show.section(heading, _changes(found))


def _limit(each: SettingEdits) -> str:
    limit = each.mue
    if limit.unit_limit is None:
        return show.sourced(f"No limit is known. {limit.note}", None, "")
    way = INDICATORS.get(limit.adjudication_indicator or 0, "way of judging not known")
    text = f"{limit.unit_limit}, {way} (indicator {limit.adjudication_indicator})."
    return show.sourced(text, limit.confidence, "; ".join(limit.citations))


def _edits(hcpcs_code: str, edits: Iterable[PtpEdit]) -> Iterator[str]:
    """Give the partners of a code by what an edit with them means."""
    meanings: dict[str, list[str]] = {}
    for edit in edits:
        partner = edit.column_one if edit.column_two == hcpcs_code else edit.column_two
        meanings.setdefault(_meaning(hcpcs_code, edit), []).append(partner or "")
    for meaning, partners in meanings.items():
        yield f"{meaning}: {' '.join(partners)}"


def _meaning(hcpcs_code: str, edit: PtpEdit) -> str:
    if edit.is_active is None:
        return "cannot be told"
    place = "column one" if edit.column_one == hcpcs_code else "column two (denied)"
    separates = {0: "no modifier separates", 1: "a modifier may separate"}
    return (
        f"{place}, {separates.get(edit.modifier_indicator or 0, '')}"
        if (edit.modifier_indicator is not None)
        else f"{place}, indicator not known"
    )


def _changes(found: Iterable[CodeChange]) -> Iterator[str]:
    for each in found:
        yield show.sourced(f"{each.changed_on}: {each.statement}", each.confidence, each.cite)
