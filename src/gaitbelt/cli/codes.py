"""``gaitbelt codes``: what a code is, how two differ, what changed."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from gaitbelt.cli import show
from gaitbelt.cli.options import Format, On, OwnTables, day, store_in_use, today
from gaitbelt.language.errors import ImpossibleInput

WAYS = 'CODE, "compare CODE CODE", "changes DATE DATE" or "search WORDS"'

Asked = Annotated[list[str], typer.Argument(metavar="ASKED...", help=f"{WAYS}.")]


def codes(
    asked: Asked, on: On = None, store: OwnTables = None, output_format: Format = "text"
) -> None:
    """Tell about a code; compare two; list what changed; search the registry.

    Ask for CODE, compare CODE CODE, changes DATE DATE, or search WORDS.
    """
    is_json, own = output_format == "json", store_in_use(store)
    match asked:
        case ["compare", code_a, code_b]:
            _compare(code_a, code_b, on or today(), own, is_json=is_json)
        case ["changes", from_date]:
            _changes(day(from_date), today(), is_json=is_json)
        case ["changes", from_date, through_date]:
            _changes(day(from_date), day(through_date), is_json=is_json)
        case ["search", _, *_]:
            _search(" ".join(asked[1:]), is_json=is_json)
        case [hcpcs_code] if hcpcs_code not in {"compare", "changes", "search"}:
            _one(hcpcs_code, on or today(), own, is_json=is_json)
        case _:
            raise ImpossibleInput(f"codes takes {WAYS}. Ask in one of these ways.")


def _one(hcpcs_code: str, on: date, store: Path | None, *, is_json: bool) -> None:
    from gaitbelt.services import codes as wishes

    facts = wishes.code(hcpcs_code, on, store=store)
    if is_json:
        show.say_json(wishes.to_json(facts))
        return
    from gaitbelt.cli.codes_text import say_code

    say_code(facts)


def _compare(code_a: str, code_b: str, on: date, store: Path | None, *, is_json: bool) -> None:
    from gaitbelt.services import codes as wishes

    compared = wishes.compare(code_a, code_b, on, store=store)
    if is_json:
        show.say_json(wishes.to_json(compared))
        return
    from gaitbelt.cli.codes_text import say_comparison

    say_comparison(compared)


def _changes(from_date: date, through_date: date, *, is_json: bool) -> None:
    from gaitbelt.services import codes as wishes

    changed = wishes.changes(from_date, through_date)
    if is_json:
        show.say_json(wishes.to_json(changed))
        return
    from gaitbelt.cli.codes_text import say_changes

    say_changes(changed)


def _search(words: str, *, is_json: bool) -> None:
    from gaitbelt.library.codes import search
    from gaitbelt.services.codes import to_json

    found = search(words)
    if is_json:
        show.say_json({"words": words, "codes": to_json(found)})
        return
    if not found:
        show.say(f"No code of the registry holds {words!r}. Try one word, such as gait.")
        return
    through = (row.effective_through for row in found)
    show.table(
        ("code", "what", "for", "ended"),
        (
            (row.hcpcs_code, row.label, " ".join(row.disciplines), last)
            for row, last in zip(found, through, strict=True)
        ),
    )
