"""A year of visits: episodes from evaluation to discharge, in the tabular contract."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from gaitbelt.services.demo.chance import Chance
from gaitbelt.services.demo.clinic import (
    BILLING_NPI,
    DIAGNOSES,
    DISCIPLINES,
    FIRST_DAY,
    LAST_DAY,
    OFFICE,
    PAYERS,
    SETTING,
    THERAPISTS,
)
from gaitbelt.services.demo.habits import (
    FIRST_FITTING,
    Intervention,
    by_video,
    codes_of_visit,
    fitted,
    interventions,
    may_be_remote,
)
from gaitbelt.tables.service_line import CONTRACT

ENOUGH_VISITS = 1500
_CLOSED = {(1, 1), (7, 4), (11, 27), (12, 25)}
_WEEKDAYS = (((0, 2, 4), 5), ((1, 3), 3), ((0, 3), 2), ((1, 2, 4), 2))
_OTHER_DISCIPLINES = {"PT": (("SLP", 1), ("OT", 2)), "OT": (("PT", 1),), "SLP": (("PT", 1),)}
_DAYS_OF_SUPPLY = 30
_REMOTE_PERCENT = 22
_AT_HOME = "10"

VISIT_COLUMNS = (
    "claim_id", "visit_id", "patient_id", "date_of_service", "payer", "discipline", "setting",
    "hcpcs_code", "modifiers", "minutes", "assistant_minutes", "group_size",
    "rendering_provider_npi", "billing_provider_npi", "place_of_service_code",
    "diagnosis_codes", "diagnosis_pointers",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Episode:
    """One patient's care in one discipline, from evaluation on."""

    patient_id: str
    payer: str
    discipline: str
    diagnosis_code: str
    begins: date
    visit_count: int


@dataclass(frozen=True, slots=True)
class Visit:
    """One encounter and what was done in it."""

    episode: Episode
    on: date
    done: tuple[Intervention, ...]
    is_remote: bool = False


def year_of_visits(chance: Chance) -> pl.DataFrame:
    """Return the interventions of a year, one row each, in the order of the days.

    Columns: ``VISIT_COLUMNS``, of the tabular contract. Patients are added until the
    year has ``ENOUGH_VISITS`` visits.
    """
    visits: list[Visit] = []
    for number in range(1, ENOUGH_VISITS):
        for episode in _episodes(chance, f"pt-{number:04}"):
            visits.extend(_visits(chance, episode))
        if len(visits) >= ENOUGH_VISITS:
            break
    visits.sort(key=lambda each: (each.on, each.episode.patient_id, each.episode.discipline))
    rows = [
        row
        for number, visit in enumerate(visits, start=1)
        for row in _rows(visit, f"c-{number:05}", f"v-{number:05}")
    ]
    return pl.DataFrame(rows, schema={name: CONTRACT[name] for name in VISIT_COLUMNS})


def _episodes(chance: Chance, patient_id: str) -> Iterator[Episode]:
    payer = chance.among(PAYERS, patient_id, "payer")
    discipline = chance.among(DISCIPLINES, patient_id, "discipline")
    begins = FIRST_DAY + timedelta(days=chance.between(0, 320, patient_id, "begins"))
    first = _episode(chance, patient_id, payer, discipline, begins, 0)
    yield first
    if chance.is_under(22, patient_id, "and another discipline"):
        other = chance.among(_OTHER_DISCIPLINES[discipline], patient_id, "which")
        after = begins + timedelta(days=chance.between(3, 40, patient_id, "after"))
        yield _episode(chance, patient_id, payer, other, after, 1)
    elif chance.is_under(12, patient_id, "and again"):
        last = max(_days(chance, first), default=begins)
        after = last + timedelta(days=chance.between(14, 60, patient_id, "after"))
        yield _episode(chance, patient_id, payer, discipline, after, 1)


def _episode(
    chance: Chance, patient_id: str, payer: str, discipline: str, begins: date, nth: int
) -> Episode:
    names = (patient_id, "episode", nth)
    known = DIAGNOSES[discipline]
    # A second episode never has the first one's diagnosis: the next of the list.
    place = (chance.number(patient_id, "diagnosis") + nth) % len(known)
    fewest, most = (8, 36) if payer == "medicare" else (5, 18)
    visit_count = chance.between(fewest, most, *names, "visits")
    return Episode(patient_id, payer, discipline, known[place], begins, visit_count)


def _visits(chance: Chance, episode: Episode) -> Iterator[Visit]:
    person, discipline = episode.patient_id, episode.discipline
    days = list(_days(chance, episode))
    again = chance.between(9, 13, person, discipline, "re-evaluation")
    has_again = chance.is_under(45, person, discipline, "has re-evaluation")
    monitored = _monitoring(chance, episode, days)
    is_fitted = False
    for nth, on in enumerate(days):
        names = (person, discipline, episode.begins, nth)
        is_again = has_again and nth == again
        kind = "evaluation" if nth == 0 else "reevaluation" if is_again else "treatment"
        asked = codes_of_visit(chance, kind, discipline, episode.payer, *names)
        codes = fitted(asked, kind, is_first=not is_fitted)
        is_fitted = is_fitted or FIRST_FITTING in codes
        done = interventions(chance, codes, discipline, on, *names)
        is_remote = nth not in monitored and may_be_remote(done)
        if is_remote and chance.is_under(_REMOTE_PERCENT, *names, "by video"):
            yield Visit(episode, on, tuple(by_video(done)), is_remote=True)
        else:
            yield Visit(episode, on, (*done, *monitored.get(nth, ())))


def _days(chance: Chance, episode: Episode) -> Iterator[date]:
    """Give the days of an episode: two or three a week, some cancelled, none on holidays."""
    person = (episode.patient_id, episode.discipline)
    weekdays = chance.among(_WEEKDAYS, *person, "weekdays")
    on, count = episode.begins, 0
    while count < episode.visit_count and on <= LAST_DAY:
        is_kept = not chance.is_under(9, *person, on, "cancelled")
        if on.weekday() in weekdays and (on.month, on.day) not in _CLOSED and is_kept:
            count += 1
            yield on
        on += timedelta(days=1)


def _monitoring(
    chance: Chance, episode: Episode, days: list[date]
) -> dict[int, tuple[Intervention, ...]]:
    """Return remote monitoring of a few PT patients: the set-up, then each 30 days' supply.

    With the supply goes the month's management, once in a calendar month.
    """
    is_monitored = episode.discipline == "PT" and chance.is_under(
        30, episode.patient_id, "monitored"
    )
    if not is_monitored or len(days) < 2:  # noqa: PLR2004 (an evaluation and a visit after it)
        return {}
    found: dict[int, tuple[Intervention, ...]] = {1: (Intervention("98975", 20),)}
    supplied, managed = days[1], (0, 0)
    for nth, on in enumerate(days):
        if (on - supplied).days >= _DAYS_OF_SUPPLY:
            found[nth] = (Intervention("98977", 0),)
            if (on.year, on.month) != managed:
                minutes = chance.between(20, 38, episode.patient_id, on, "managed")
                found[nth] = (*found[nth], Intervention("98980", minutes))
            supplied, managed = on, (on.year, on.month)
    return found


def _rows(visit: Visit, claim_id: str, visit_id: str) -> Iterator[dict[str, object]]:
    episode = visit.episode
    for done in visit.done:
        yield {
            "claim_id": claim_id,
            "visit_id": visit_id,
            "patient_id": episode.patient_id,
            "date_of_service": visit.on,
            "payer": episode.payer,
            "discipline": episode.discipline,
            "setting": SETTING,
            "hcpcs_code": done.hcpcs_code,
            "modifiers": list(done.modifiers),
            "minutes": done.minutes,
            "assistant_minutes": done.assistant_minutes,
            "group_size": done.group_size,
            "rendering_provider_npi": THERAPISTS[episode.discipline],
            "billing_provider_npi": BILLING_NPI,
            "place_of_service_code": _AT_HOME if visit.is_remote else OFFICE,
            "diagnosis_codes": [episode.diagnosis_code],
            "diagnosis_pointers": [1],
        }
