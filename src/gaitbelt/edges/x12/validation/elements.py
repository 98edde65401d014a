"""Whether the elements of each segment are what the guide says: there, long enough, of a kind."""

import numpy as np
import polars as pl

from gaitbelt.edges.wording import shown
from gaitbelt.edges.x12.cells import repetition_sign
from gaitbelt.edges.x12.guide.load import segment_elements
from gaitbelt.edges.x12.guide.model import Element, Loop, Segment
from gaitbelt.edges.x12.text import Marks, Places, Spans
from gaitbelt.edges.x12.validation.found import Fault, Findings
from gaitbelt.edges.x12.validation.structure import Placed
from gaitbelt.edges.x12.values import days, strings

_PATTERNS = {
    "N0": (r"^-?\d+$", "a whole number"),
    "N2": (r"^-?\d+$", "a whole number"),
    "R": (r"^-?(\d+\.?\d*|\.\d+)$", "a number"),
    "TM": (r"^([01]\d|2[0-3])[0-5]\d([0-5]\d\d{0,2})?$", "a time"),
}


def check_elements(findings: Findings, found: Placed) -> None:
    """Tell elements that are absent, not used, too long, too short or of another kind."""
    sign = repetition_sign(findings.text).encode("latin-1")
    for loop, segment, places in found:
        _Checked(findings, loop, segment, places, sign).check()


class _Checked:
    """The segments of one place of the guide while they are checked."""

    def __init__(
        self, findings: Findings, loop: Loop, segment: Segment, places: Places, sign: bytes
    ) -> None:
        self.findings, self.loop, self.segment = findings, loop, segment
        self.places, self.sign, self.text = places, sign, findings.text

    def check(self) -> None:
        """Check every element and its components."""
        most = int(self.text.element_counts(self.places).max())
        self._check_count(most)
        held: dict[int, Marks] = {}
        for element in self.segment.elements:
            whole = self.text.element(self.places, element.position)
            if not element.component:
                held[element.position] = whole.sizes > 0
                is_composite = any(at == element.position for at, _ in self.segment.composites)
                self._check_usage(element, held[element.position])
                if not is_composite and element.usage != "N":
                    self._check_value(element, whole)
                continue
            if not held[element.position].any():
                continue
            part = self.text.parts_of(self.places, element.position).part(element.component)
            is_there = part.sizes > 0
            self._check_usage(element, is_there, held[element.position])
            if element.usage != "N":
                self._check_value(element, part)

    def _check_count(self, most: int) -> None:
        known = len(segment_elements()[self.segment.id])
        if most <= known:
            return
        counts = self.text.element_counts(self.places)
        fault = self._fault("elements-too-many", None, "Take out what follows its last element.")
        said = pl.lit(f"the segment has more elements than {known}")
        self.findings.add(fault, self.places[counts > known], said)

    def _fault(self, code: str, element: Element | None, cure: str) -> Fault:
        segment = self.segment
        label = segment.id if element else segment.label
        return Fault(code, self.loop.id, segment.id, label, element.label if element else "", cure)

    def _check_usage(self, element: Element, is_there: Marks, within: Marks | None = None) -> None:
        noun = element.name.replace("_", " ")
        if element.usage == "R":
            absent = ~is_there if within is None else ~is_there & within
            if absent.any():
                fault = self._fault("element-absent", element, f"Send the {noun}.")
                said = pl.lit(f"the {noun} is absent; the guide requires it")
                self.findings.add(fault, self.places[absent], said)
        elif element.usage == "N" and is_there.any():
            fault = self._fault("element-not-used", element, "Leave the element empty.")
            said = pl.lit(f"the guide does not use the {noun}")
            self.findings.add(fault, self.places[is_there], said)

    def _check_value(self, element: Element, spans: Spans) -> None:
        sizes = spans.sizes
        if not sizes.any():
            return
        single = sizes > 0
        if element.repeat > 1 and self.sign:
            single &= ~self._is_repeated(spans)
        self._check_length(element, spans, single)
        if element.codes:
            self._check_codes(element, spans, single)
        if element.kind in _PATTERNS or element.kind == "DT" or element.number == "1251":
            self._check_kind(element, spans, single)

    def _is_repeated(self, spans: Spans) -> Marks:
        values = strings(self.text, spans)
        sign = self.sign.decode("latin-1")
        found: Marks = values.str.contains(sign, literal=True).fill_null(value=False).to_numpy()
        return found

    def _check_length(self, element: Element, spans: Spans, single: Marks) -> None:
        sizes, noun = spans.sizes, element.name.replace("_", " ")
        if element.kind in ("R", "N0", "N2"):
            signs = np.isin(self.text.raw[spans.begins], (0x2D,)) & (sizes > 0)
            sizes = sizes - signs
        for wrong, code, words, limit in (
            (sizes > element.most, "element-too-long", "longer than", element.most),
            ((sizes < element.least) & single, "element-too-short", "shorter than", element.least),
        ):
            bad = np.flatnonzero(wrong & single)
            if len(bad) and element.kind == "R" and code == "element-too-long":
                raw = strings(self.text, spans.take(bad)).str.replace(".", "", literal=True)
                bad = bad[(raw.str.len_chars() > limit + 1).to_numpy()]
            if len(bad):
                fault = self._fault(
                    code, element, f"Send {element.least} to {element.most} characters."
                )
                said = pl.lit(f"the {noun} is {words} {limit} characters")
                self.findings.add(fault, self.places[bad], said)

    def _check_codes(self, element: Element, spans: Spans, single: Marks) -> None:
        rows = np.flatnonzero(single)
        values = strings(self.text, spans.take(rows), np.ones(len(rows), dtype=bool))
        is_known = values.is_in(list(element.codes))
        if is_known.all():
            return
        bad = rows[~is_known.to_numpy()]
        raw = values.filter(~is_known)
        fault = self._fault("code-not-in-guide", element, "Send one of the guide's codes.")
        noun = element.name.replace("_", " ")
        is_short = pl.col("raw").str.contains(r"^[A-Z0-9]{1,3}$")
        show = pl.when(is_short).then("raw").otherwise(shown(pl.col("raw")))
        self.findings.add(
            fault,
            self.places[bad],
            pl.format(f"the guide does not have {noun} {{}} here", show),
            raw,
        )

    def _check_kind(self, element: Element, spans: Spans, single: Marks) -> None:
        rows = np.flatnonzero(single)
        own = spans.take(rows)
        noun = element.name.replace("_", " ")
        if element.kind == "DT" or element.number == "1251":
            bad, what, wanted = (
                self._bad_days(element, own, rows),
                "a date",
                "Send year, month, day.",
            )
        else:
            pattern, what = _PATTERNS[element.kind]
            values = strings(self.text, own)
            bad, wanted = rows[~values.str.contains(pattern).to_numpy()], f"Send {what}."
        if not len(bad):
            return
        code = "element-not-" + what.removeprefix("a ").replace(" ", "-")
        raw = strings(self.text, spans.take(bad))
        fault = self._fault(code, element, wanted)
        said = pl.format(f"{noun} {{}} is not {what}", shown(pl.col("raw")))
        self.findings.add(fault, self.places[bad], said, raw)

    def _bad_days(self, element: Element, spans: Spans, rows: Places) -> Places:
        """Return the rows whose day is none; what says that it is something else is left alone."""
        typed = days(self.text, spans)
        bad = rows[typed.bad]
        if element.number != "1251" or not len(bad):
            return bad
        sizes = spans.sizes[typed.bad]
        position = element.position - 1
        if element.component:
            parts = self.text.parts_of(self.places, element.position)
            formats = parts.part(element.component - 1)
        else:
            formats = self.text.element(self.places, position)
        named = strings(self.text, formats.take(bad)).str.to_uppercase()
        is_day = named.is_in(["D8", "RD8", "DT"]).fill_null(value=False).to_numpy()
        return bad[is_day & (sizes > 0)]
