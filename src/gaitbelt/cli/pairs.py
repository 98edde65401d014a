"""``gaitbelt pairs``: whether an NCCI edit joins two codes."""

from typing import TYPE_CHECKING, Annotated

import typer

from gaitbelt.cli import show
from gaitbelt.cli.options import Format, On, OneSetting, OwnTables, store_in_use, today
from gaitbelt.tables.vocabulary import CONFIDENCE

if TYPE_CHECKING:
    from gaitbelt.library.ncci import PtpEdit

INDICATORS = {
    0: "No modifier separates them (indicator 0).",
    1: "A modifier separates them where they were separate services (indicator 1).",
    None: "Whether a modifier separates them is not known.",
}


def pairs(
    code_a: Annotated[str, typer.Argument(metavar="CODE", help="One code.")],
    code_b: Annotated[str, typer.Argument(metavar="CODE", help="The other; any order.")],
    on: On = None,
    setting: OneSetting = "practitioner",
    store: OwnTables = None,
    output_format: Format = "text",
) -> None:
    """Say whether an NCCI procedure-to-procedure edit joins two codes."""
    from gaitbelt.services.codes import to_json
    from gaitbelt.services.own_tables import ptp_edit

    asked = on or today()
    edit = ptp_edit(code_a, code_b, asked, setting, store=store_in_use(store))
    if output_format == "json":
        told = to_json(edit)
        active = told.pop("is_active")
        show.say_json({"on": asked.isoformat(), "setting": setting, "active": active, **told})
        return
    codes = f"{code_a.strip().upper()} and {code_b.strip().upper()}"
    show.say(f"{codes}, {setting}, {asked}: {edit_in_words(edit)}")
    show.section("Note", [edit.note] if edit.note else [])
    show.section("Known from", [CONFIDENCE[edit.confidence]] if edit.confidence else [])
    show.section("Sources", edit.citations)


def edit_in_words(edit: "PtpEdit") -> str:
    """Return what an answer says, in one or two sentences."""
    if edit.is_active is None:
        return "it cannot be told whether an edit was in force."
    if not edit.is_active:
        return "no edit is in force."
    ends = f" It ends on {edit.deleted_on}." if edit.deleted_on else ""
    return (
        f"an edit is in force; {edit.column_one} is column one and {edit.column_two}, "
        f"column two, is denied. {INDICATORS.get(edit.modifier_indicator, '')}{ends}"
    )
