"""The units of a visit as text to read."""

from gaitbelt.cli import show
from gaitbelt.services.units import UnitCount, alternatives_in_words


def say_units(counted: UnitCount) -> None:
    """Print the lines, every other lawful assignment, the steps, notes and sources."""
    timed = show.plural(counted.total_timed_minutes, "timed minute")
    count = show.plural(counted.total_timed_units, "timed unit")
    show.say(f"{timed}, {count} ({counted.payer}: {counted.method})", "")
    show.table(
        ("code", "modifiers", "units", "minutes", "why"),
        (
            (line.hcpcs_code, " ".join(line.modifiers), line.unit_count, line.minutes, line.reason)
            for line in counted.lines
        ),
    )
    others = alternatives_in_words(counted)
    show.section("Also lawful", [others] if others else [])
    steps = (show.sourced(step.text, None, step.cite) for step in counted.trace)
    show.section("Step by step", (f"{number}. {step}" for number, step in enumerate(steps, 1)))
    show.section("Notes", counted.notes)
    show.section("Sources", counted.citations)
