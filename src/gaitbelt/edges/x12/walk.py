"""The loop of every segment, as the guide has it: all at once, not one by one."""

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from gaitbelt.edges.x12.among import are_among
from gaitbelt.edges.x12.guide.load import HEADER, segment_elements
from gaitbelt.edges.x12.guide.model import Loop, Segment, TransactionGuide
from gaitbelt.edges.x12.text import Marks, Places, Spans, Text, packed

OUTSIDE = 0
"""The number of the place that is in no loop: envelopes and transactions of other guides."""

_ROUNDS = 24
_ANY = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Automaton:
    """A guide's loops as numbers, and which loop a segment that may begin one leads to.

    ``targets[state, key]`` is the loop then stood in, ``begins`` whether it begins anew.
    ``signs`` are the keys' segment ids and qualifiers in order, ``keys`` their numbers.
    """

    numbers: dict[str, int]
    names: tuple[str, ...]
    starters: tuple[int, ...]
    positions: tuple[tuple[str, int], ...]
    signs: Places
    keys: Places
    targets: npt.NDArray[np.int16]
    is_begin: Marks
    stand_ins: tuple[tuple[int, int, tuple[int, ...]], ...]


def sign_of(segment: int, qualifier: int) -> int:
    """Return a segment id with a qualifier as one number."""
    return (segment << 32) | (qualifier & _ANY)


@lru_cache(maxsize=32)
def automaton(name: str) -> Automaton:
    """Return a guide's automaton, made once."""
    from gaitbelt.edges.x12.guide.load import guide

    return _compiled(guide(name))


def _compiled(guide: TransactionGuide) -> Automaton:
    names = ("", *guide.loops)
    numbers = {each: at for at, each in enumerate(names)}
    signs: dict[tuple[str, str], int] = {("ST", ""): 1, ("ST", "other"): 2, ("SE", ""): 3}
    for loop in guide.loops.values():
        if loop.id == HEADER:
            continue
        for qualifier in loop.starter.qualifiers or ("",):
            signs.setdefault((loop.starter.id, qualifier), len(signs) + 1)
    count = len(signs) + 1
    targets = np.zeros((len(names), count), dtype=np.int16)
    is_begin = np.zeros((len(names), count), dtype=bool)
    targets[:, 0] = np.arange(len(names))
    for (segment, qualifier), key in signs.items():
        for state, where in enumerate(names):
            found = _target(guide, where, segment, qualifier)
            targets[state, key] = numbers[found] if found is not None else state
            is_begin[state, key] = found not in (None, "")
    known = [(sign_of(packed(s), packed(q)), key) for (s, q), key in signs.items() if q != "other"]
    known += [(sign_of(packed(each), 0), 3) for each in ("GE", "IEA", "ISA", "GS")]
    known.sort()
    starters = {loop.starter.id: loop.starter for loop in guide.loops.values()}
    named = [loop.starter for loop in guide.loops.values() if loop.starter.qualifiers]
    return Automaton(
        numbers=numbers,
        names=names,
        starters=tuple(packed(each) for each in (*starters, "SE", "GE", "IEA", "ISA", "GS")),
        positions=tuple(sorted({(each.id, each.qualified_at) for each in named})),
        signs=np.array([each[0] for each in known], dtype=np.int64),
        keys=np.array([each[1] for each in known], dtype=np.int64),
        targets=targets,
        is_begin=is_begin,
        stand_ins=tuple(_stand_ins(guide)),
    )


def _target(guide: TransactionGuide, where: str, segment: str, qualifier: str) -> str | None:
    """Return the loop that a segment leads to from a loop; none when it stays there."""
    if segment == "ST":
        return "" if qualifier else HEADER
    if segment == "SE":
        return ""
    if not where:
        return None
    for above in guide.above(where):
        for child in guide.children[above]:
            starter = guide.loops[child].starter
            if starter.id == segment and _matches(starter.qualifiers, qualifier):
                return child
        if any(_is(each, segment, qualifier) for each in guide.loops[above].segments[1:]):
            return None
    found = [loop for loop in guide.loops.values() if _begins(loop, segment, qualifier)]
    return found[0].id if len(found) == 1 else None


def _begins(loop: Loop, segment: str, qualifier: str) -> bool:
    return _is(loop.starter, segment, qualifier)


def _is(segment: Segment, name: str, qualifier: str) -> bool:
    return segment.id == name and _matches(segment.qualifiers, qualifier)


def _matches(qualifiers: tuple[str, ...], qualifier: str) -> bool:
    return qualifier in qualifiers if qualifiers else True


def _stand_ins(guide: TransactionGuide) -> list[tuple[int, int, tuple[int, ...]]]:
    """Return segments that begin a loop where its own first segment is absent.

    Each is its id, the id that it stands in for, and the ids that part one from the next.
    """
    found = []
    for loop in guide.loops.values():
        for other in loop.also:
            above = {guide.loops[each].starter.id for each in guide.above(loop.id)}
            bounds = tuple(packed(each) for each in (*above, other, "SE"))
            found.append((packed(other), packed(loop.starter.id), bounds))
    return found


@dataclass(frozen=True, slots=True)
class Loops:
    """Which loop each segment of a text stands in, and which of its kind.

    ``events`` are the places of segments that may begin a loop, ``states`` the loop stood in
    from each on, ``is_begin`` whether it began there. ``of`` is the last event at or before
    each segment, -1 before the first.
    """

    text: Text
    guide: TransactionGuide
    numbers: dict[str, int]
    events: Places
    states: npt.NDArray[np.int16]
    is_begin: Marks
    of: Places
    known: dict[str, Places] = field(default_factory=dict)
    begun: dict[str, Places] = field(default_factory=dict)

    def loop_numbers(self, places: Places) -> npt.NDArray[np.int16]:
        """Return the number of the loop that each segment stands in."""
        return np.append(self.states, np.int16(OUTSIDE))[self.of[places]]

    def starts(self, loop: str) -> Places:
        """Return the places of the segments that begin a loop of that id."""
        if loop not in self.begun:
            begins = self.is_begin & (self.states == self.numbers[loop])
            self.begun[loop] = self.events[begins]
        return self.begun[loop]

    def _open(self, loop: str) -> Places:
        """Return for each event which loop of that id is open then, -1 for none."""
        if loop not in self.known:
            is_outside = np.ones(len(self.numbers) + 1, dtype=bool)
            is_outside[[self.numbers[each] for each in self.guide.within(loop)]] = False
            begins = np.flatnonzero(self.is_begin & (self.states == self.numbers[loop]))
            count = len(self.events)
            outside = np.append(np.flatnonzero(is_outside[self.states]), count)
            ends = outside[np.searchsorted(outside, begins)]
            ends = np.minimum(ends, np.append(begins[1:], count))
            bounds = np.stack([begins, ends], axis=1).ravel()
            lengths = np.diff(bounds, prepend=0, append=count + 1)
            which = np.full(len(lengths), -1)
            which[1::2] = np.arange(len(begins))
            self.known[loop] = np.repeat(which, lengths)
        return self.known[loop]

    def inside(self, loop: str, places: Places) -> Places:
        """Return which loop of that id, from 0, each place stands in, -1 for none."""
        return self._open(loop)[self.of[places]]


def walked(text: Text, guide: TransactionGuide, is_kept: Marks) -> Loops:
    """Return the loops of a text; ``is_kept`` says which of its STs are of the guide."""
    machine = automaton(guide.name)
    ids = _with_stand_ins(text.ids, machine)
    events = np.flatnonzero(are_among(ids, machine.starters))
    keys = _keys(text, machine, ids, events)
    starts = np.flatnonzero(ids[events] == packed("ST"))
    keys[starts] = np.where(is_kept, 1, 2)
    states, before = _states(keys, machine)
    of = np.zeros(len(text), dtype=np.int64)
    of[events] = 1
    return Loops(
        text=text,
        guide=guide,
        numbers=machine.numbers,
        events=events,
        states=states,
        is_begin=machine.is_begin[before, keys],
        of=np.cumsum(of) - 1,
    )


def _with_stand_ins(ids: Places, machine: Automaton) -> Places:
    for other, starter, bounds in machine.stand_ins:
        marks = np.flatnonzero(are_among(ids, bounds))
        found = ids[marks]
        before = np.concatenate([[0], found[:-1]])
        alone = marks[(found == other) & (before != starter)]
        if len(alone):
            ids = ids.copy()
            ids[alone] = starter
    return ids


def _keys(text: Text, machine: Automaton, ids: Places, events: Places) -> Places:
    """Return the key of each event: its id and qualifier as a small number, 0 if unknown."""
    own = ids[events]
    qualifiers = np.zeros(len(events), dtype=np.int64)
    for name, position in machine.positions:
        rows = np.flatnonzero(own == packed(name))
        qualifiers[rows] = text.packed(qualifier(text, name, events[rows], position))
    found = _known_keys(machine, (own << 32) | (qualifiers & _ANY))
    others = np.flatnonzero((found == 0) & (qualifiers != 0))
    if len(others):
        found[others] = _known_keys(machine, own[others] << 32)
    return found


def _known_keys(machine: Automaton, signs: Places) -> Places:
    at = np.minimum(np.searchsorted(machine.signs, signs), len(machine.signs) - 1)
    return np.where(machine.signs[at] == signs, machine.keys[at], 0)


def qualifier(text: Text, name: str, places: Places, position: int) -> Spans:
    """Return an element of segments of an id, up to its first component."""
    if segment_elements()[name][position - 1][1]:
        return text.parts_of(places, position).part(1)
    return text.element(places, position)


def _states(
    keys: Places, machine: Automaton
) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int16]]:
    """Return the loop from each event on, and the one before it.

    Each event is led on from a guess at the loop before it until nothing changes: what then
    holds is what one pass from the first to the last would give, as each follows from the
    one before. A text that does not settle soon is passed through one by one.
    """
    targets = machine.targets
    outside = np.zeros(1, dtype=np.int16)
    states = targets[1, keys]
    for _ in range(_ROUNDS):
        before = np.concatenate([outside, states[:-1]]) if len(keys) else states
        after = targets[before, keys]
        if np.array_equal(after, states):
            return states, before
        states = after
    table = targets.tolist()
    each = accumulate(keys.tolist(), lambda state, key: int(table[state][key]), initial=OUTSIDE)
    passed = np.fromiter(each, dtype=np.int16, count=len(keys) + 1)
    return passed[1:], passed[:-1]
