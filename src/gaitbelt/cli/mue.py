"""``gaitbelt mue``: the most units of a code on one day."""

from typing import Annotated

import typer

from gaitbelt.cli import show
from gaitbelt.cli.options import Format, On, OneSetting, OwnTables, store_in_use, today
from gaitbelt.tables.vocabulary import CONFIDENCE

INDICATORS = {
    1: "judged line by line",
    2: "summed over the day, an absolute limit",
    3: "summed over the day, may be shown otherwise",
}


def mue(
    hcpcs_code: Annotated[str, typer.Argument(metavar="CODE", help="The code.")],
    on: On = None,
    setting: OneSetting = "practitioner",
    store: OwnTables = None,
    output_format: Format = "text",
) -> None:
    """Say how many units of a code one day may hold (NCCI MUE)."""
    from gaitbelt.services.codes import to_json
    from gaitbelt.services.own_tables import mue as limit_of

    asked, named = on or today(), hcpcs_code.strip().upper()
    limit = limit_of(named, asked, setting, store=store_in_use(store))
    if output_format == "json":
        about = {"hcpcs_code": named, "on": asked.isoformat(), "setting": setting}
        show.say_json({**about, **to_json(limit)})
        return
    told = "no limit is known."
    if limit.unit_limit is not None:
        way = INDICATORS.get(limit.adjudication_indicator or 0, "way of judging not known")
        units = show.plural(limit.unit_limit, "unit")
        told = f"{units} on one date of service ({way}; indicator {limit.adjudication_indicator})."
    show.say(f"{named}, {setting}, {asked}: {told}")
    show.section("Note", [limit.note] if limit.note else [])
    show.section("Known from", [CONFIDENCE[limit.confidence]] if limit.confidence else [])
    show.section("Sources", limit.citations)
