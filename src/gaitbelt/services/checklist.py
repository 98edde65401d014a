"""What must be in a therapy document, and why: as a list, as JSON and as a FHIR form."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from gaitbelt.edges.fhir.questionnaire import Form, Question, QuestionGroup, Resource, questionnaire
from gaitbelt.language.errors import ImpossibleInput, check_word
from gaitbelt.library.documents import ALL_PAYERS, ChecklistItem, checklist_items
from gaitbelt.library.policy import GENERIC_PAYER, load_profiles, payer_chain
from gaitbelt.tables.vocabulary import CONFIDENCE, DISCIPLINES

MEDICARE = "medicare"
REQUIRED, RECOMMENDED = "required", "recommended"

DOCUMENTS = {
    "daily-note": "treatment_note",
    "evaluation": "evaluation",
    "progress-report": "progress_report",
    "plan-of-care": "plan_of_care",
    "recertification": "recertification",
    "discharge": "discharge_note",
}
"""What a person asks for, and the document's name in the glossary."""

TITLES = {
    "treatment_note": "Treatment note",
    "evaluation": "Evaluation",
    "progress_report": "Progress report",
    "plan_of_care": "Plan of care and initial certification",
    "recertification": "Recertification",
    "discharge_note": "Discharge note",
}


@dataclass(frozen=True, slots=True)
class Checklist:
    """What one document must hold for a payer on a date of service.

    An item is required, or recommended; one with a condition only where it is met.
    ``notes`` say what is not known of the payer.
    """

    document: str
    title: str
    payer: str
    on: date
    discipline: str | None
    items: tuple[ChecklistItem, ...]
    notes: tuple[str, ...]

    @property
    def required(self) -> tuple[ChecklistItem, ...]:
        """The items that must be there, those with a condition among them."""
        return tuple(item for item in self.items if item.obligation == REQUIRED)

    def by_section(self) -> dict[str, tuple[ChecklistItem, ...]]:
        """Return the items under their headings, in the order of the headings."""
        headings = dict.fromkeys(item.section for item in self.items)
        return {
            heading: tuple(item for item in self.items if item.section == heading)
            for heading in headings
        }

    def to_dict(self) -> dict[str, object]:
        """Return the checklist as plain lists, text and dates in ISO form, for JSON."""
        return {
            "document": self.document,
            "title": self.title,
            "payer": self.payer,
            "on": self.on.isoformat(),
            "discipline": self.discipline,
            "items": [_item_dict(item) for item in self.items],
            "notes": list(self.notes),
        }

    def to_questionnaire(self) -> Resource:
        """Return the checklist as a FHIR R4 Questionnaire, ready for JSON."""
        groups = tuple(
            QuestionGroup(heading.capitalize(), tuple(map(_question, items)))
            for heading, items in self.by_section().items()
        )
        said = " ".join((f"What holds for payer {self.payer} on {self.on}.", *self.notes))
        name = "-".join(filter(None, (self.document, self.payer, (self.discipline or "").lower())))
        return questionnaire(Form(name, self.title, said, groups))


def checklist(
    document: str, payer: str = MEDICARE, *, on: date, discipline: str | None = None
) -> Checklist:
    """Return what a document must hold for a payer on a date of service.

    ``document``: one of ``DOCUMENTS``, or its name in the glossary. Without
    ``discipline`` the items of every discipline are listed. For a payer whose own
    requirements are not held, Medicare's are recommended. Raises ImpossibleInput for a
    document or discipline that is not known. Sources: CMS Pub. 100-02, Ch. 15, § 220;
    42 CFR § 410.61 and § 424.24; each item has its own.
    """
    asked = _document(document)
    check_word("discipline", discipline, DISCIPLINES)
    named = payer.strip().lower()
    chain = _chain(named)
    items = tuple(
        item
        for item in _of_payer(checklist_items(DOCUMENTS[asked], on), chain)
        if discipline is None or not item.disciplines or discipline in item.disciplines
    )
    title = TITLES[DOCUMENTS[asked]]
    return Checklist(asked, title, named, on, discipline, items, tuple(_notes(named, chain)))


def _document(document: str) -> str:
    words = document.strip().lower().replace(" ", "-").replace("_", "-")
    for asked, name in DOCUMENTS.items():
        if words in {asked, name.replace("_", "-")}:
            return asked
    raise ImpossibleInput(
        f"No checklist for a document {document!r} is held. Ask for {', '.join(DOCUMENTS)}."
    )


def _chain(payer: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((payer, *payer_chain(payer), ALL_PAYERS)))


def _of_payer(items: tuple[ChecklistItem, ...], chain: tuple[str, ...]) -> Iterator[ChecklistItem]:
    for item in items:
        if item.payer in chain:
            yield item
        elif item.payer == MEDICARE:
            yield replace(item, obligation=RECOMMENDED)


def _notes(payer: str, chain: tuple[str, ...]) -> Iterator[str]:
    if payer not in load_profiles():
        yield f"Payer {payer} is not held by name: the generic {GENERIC_PAYER} profile is used."
    if MEDICARE not in chain:
        yield (
            f"Few or no requirements of {payer} itself are held: Medicare's are listed as "
            "recommended. Read the payer's policy."
        )
    yield "State law and the clinic's own policy may ask for more."


def _question(item: ChecklistItem) -> Question:
    condition = f"Where {item.condition}: " if item.condition else ""
    authority = f"{item.cite}; {CONFIDENCE[item.confidence]}"
    return Question(
        question_id=item.item_id,
        text=f"{condition}{item.requirement}",
        answer_type=item.answer_type,
        is_required=item.obligation == REQUIRED and not item.condition,
        options=item.answer_options,
        explanation=f"{item.why} Written by: {item.who_may_write}. [{authority}]",
    )


def _item_dict(item: ChecklistItem) -> dict[str, object]:
    return {
        "item_id": item.item_id,
        "section": item.section,
        "requirement": item.requirement,
        "why": item.why,
        "who_may_write": item.who_may_write,
        "obligation": item.obligation,
        "condition": item.condition or None,
        "disciplines": list(item.disciplines),
        "answer_type": item.answer_type,
        "answer_options": list(item.answer_options),
        "payer": item.payer,
        "effective_from": item.effective_from.isoformat() if item.effective_from else None,
        "effective_through": item.effective_through.isoformat() if item.effective_through else None,
        "cite": item.cite,
        "confidence": item.confidence,
    }
