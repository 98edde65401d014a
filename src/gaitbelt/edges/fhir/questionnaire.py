"""A form as a FHIR R4 Questionnaire.

Source of the shape: HL7 FHIR R4, resource Questionnaire. A group has items, a question
has a type; what explains a question is a display item below it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Resource = dict[str, object]
"""A resource or an element of one, ready for JSON."""

_ITEM_CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
_CONTROL_CODES = "http://hl7.org/fhir/questionnaire-item-control"


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its text, the type of its answer, and what explains it.

    ``answer_type``: boolean, date, integer, string, text or choice, as FHIR names them.
    """

    question_id: str
    text: str
    answer_type: str
    is_required: bool
    options: tuple[str, ...] = ()
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Questions under one heading."""

    heading: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A form: ``name`` in words joined by hyphens, for people ``title`` and ``description``."""

    name: str
    title: str
    description: str
    groups: tuple[QuestionGroup, ...]


def questionnaire(form: Form) -> Resource:
    """Return a form as a Questionnaire resource, ready for JSON.

    ``linkId`` of a group is its number, of a question ``<group>.<question id>``. Groups
    without questions are left out, for FHIR allows none.
    """
    words = re.findall(r"[A-Za-z0-9]+", form.name)
    return {
        "resourceType": "Questionnaire",
        "url": f"urn:gaitbelt:questionnaire:{'-'.join(words).lower()}",
        "name": "".join(word.capitalize() for word in words),
        "title": form.title,
        "status": "active",
        "subjectType": ["Patient"],
        "publisher": "gaitbelt",
        "description": form.description,
        "item": list(_groups([group for group in form.groups if group.questions])),
    }


def _groups(groups: Sequence[QuestionGroup]) -> Iterator[Resource]:
    for number, group in enumerate(groups, 1):
        yield {
            "linkId": str(number),
            "text": group.heading,
            "type": "group",
            "item": [_question(str(number), question) for question in group.questions],
        }


def _question(group: str, question: Question) -> Resource:
    link_id = f"{group}.{question.question_id}"
    element: Resource = {
        "linkId": link_id,
        "text": question.text,
        "type": question.answer_type,
        "required": question.is_required,
    }
    if question.options:
        element["answerOption"] = [{"valueString": option} for option in question.options]
    if question.explanation:
        element["item"] = [_help(f"{link_id}.why", question.explanation)]
    return element


def _help(link_id: str, text: str) -> Resource:
    control = {"coding": [{"system": _CONTROL_CODES, "code": "help"}]}
    return {
        "extension": [{"url": _ITEM_CONTROL, "valueCodeableConcept": control}],
        "linkId": link_id,
        "text": text,
        "type": "display",
    }
