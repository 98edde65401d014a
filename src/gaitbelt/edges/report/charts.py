"""Charts as SVG that takes the page's own text colour and needs nothing from outside."""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import vl_convert
from markupsafe import Markup

WIDE, NARROW = 640, 300
BAR = "#3d7cc9"
"""At least 4 to 1 against the light and the dark page."""

_INK = "#010203"
_FONT = "system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif"
_ROOM_FOR_LABEL = 100
"""Pixels right of the longest bar; half of them are kept free of words, as fonts differ."""

_HEIGHT = 170
_ROOM_FOR_WORDS, _ROOM_FOR_TURNED_WORDS, _DIGITS = 48, 16, 20
"""Pixels from one bar to the next that its words need, upright or turned, and its count."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its words, its size as a number in text, and the size as readers see it."""

    words: str
    size: str
    label: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """One chart drawn for wide and for narrow pages, and what it shows in words."""

    wide: Markup
    narrow: Markup
    alternative: str


def bars(rows: Sequence[Bar], alternative: str) -> Drawing:
    """Return a chart of horizontal bars, each under its words, in the order given."""
    return Drawing(_bars(rows, WIDE), _bars(rows, NARROW), alternative)


def columns(rows: Sequence[Bar], alternative: str) -> Drawing:
    """Return a chart of upright bars over their words, in the order given."""
    return Drawing(_columns(rows, WIDE), _columns(rows, NARROW), alternative)


def _values(rows: Sequence[Bar]) -> alt.InlineData:
    return alt.InlineData(
        values=[
            {"place": place, "words": row.words, "size": row.size, "label": row.label}
            for place, row in enumerate(rows)
        ]
    )


def _bars(rows: Sequence[Bar], width: int) -> Markup:
    longest = width - _ROOM_FOR_LABEL
    base = (
        alt.Chart(_values(rows))
        .transform_calculate(number="toNumber(datum.size)")
        .encode(y=alt.Y("place:O", axis=None))
    )
    scale = alt.Scale(range=[0, longest], zero=True)
    drawn = base.mark_bar(height=12, color=BAR).encode(x=alt.X("number:Q", axis=None, scale=scale))
    words = base.mark_text(align="left", dy=-15, limit=width - _ROOM_FOR_LABEL // 2).encode(
        x=alt.value(0), text="words:N"
    )
    label = base.mark_text(align="left", dx=6).encode(x="number:Q", text="label:N")
    return _svg((drawn + words + label).properties(width=width, height=alt.Step(40)))


def _columns(rows: Sequence[Bar], width: int) -> Markup:
    room = width // max(len(rows), 1)
    every = max(_ROOM_FOR_TURNED_WORDS // max(room, 1), 1)
    kept = [
        Bar(row.words if place % every == 0 else "", row.size, row.label if room >= _DIGITS else "")
        for place, row in enumerate(rows)
    ]
    base = (
        alt.Chart(_values(kept))
        .transform_calculate(number="toNumber(datum.size)")
        .encode(x=alt.X("place:O", axis=None, scale=alt.Scale(padding=0.2)))
    )
    drawn = base.mark_bar(color=BAR).encode(
        y=alt.Y("number:Q", axis=None, scale=alt.Scale(range=[_HEIGHT, 18], zero=True))
    )
    label = base.mark_text(dy=-8).encode(y="number:Q", text="label:N")
    is_turned = room < _ROOM_FOR_WORDS
    turned = {"angle": 270, "align": "right", "baseline": "middle"}
    words = base.mark_text(**(turned if is_turned else {"baseline": "top"})).encode(
        y=alt.value(_HEIGHT + 6), text="words:N"
    )
    return _svg((drawn + label + words).properties(width=width, height=_HEIGHT))


def _svg(chart: alt.LayerChart) -> Markup:
    """Return the chart as SVG; its marks say nothing to a screen reader, its figure does."""
    dressed = chart.configure(
        aria=False,
        background="transparent",
        font=_FONT,
        view=alt.ViewConfig(stroke=None),
        text=alt.MarkConfig(color=_INK, fontSize=13, font=_FONT),
        padding=2,
    )
    drawn = vl_convert.vegalite_to_svg(dressed.to_json())
    return Markup(drawn.replace(f'"{_INK}"', '"currentColor"'))  # noqa: S704 (Vega escaped it)
