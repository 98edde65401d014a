"""How people name the services in a text: patterns in our own words, and their codes.

Not a code's definition: only words by which a text can be understood to speak of one
service rather than another. What a code is comes from the registry.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_EVALUATIONS = frozenset({"evaluation", "reevaluation"})
_TREATMENTS = frozenset(
    {"procedure", "modality", "group", "cognitive", "wound", "biofeedback", "needling",
     "strapping", "caregiver", "remote_monitoring", "e_visit", "phone", "virtual", "unlisted",
     "manipulation"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Service:
    """A service as a text names it: its words, the codes it is, the kinds it may belong to.

    A strict service that is not the code's contradicts; a loose one contradicts only for
    codes of the kinds in ``against``, where nothing else of the phrase fits.
    """

    name: str
    words: re.Pattern[str]
    codes: frozenset[str]
    kinds: frozenset[str]
    against: frozenset[str]
    is_strict: bool


@dataclass(frozen=True, slots=True)
class Named:
    """A service named in a phrase, and where; ``is_negated``: the phrase says it is not."""

    service: Service
    start: int
    end: int
    is_negated: bool


def _strict(name: str, words: str, codes: str = "", kinds: str = "") -> Service:
    pattern = re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    return Service(
        name, pattern, frozenset(codes.split()), frozenset(kinds.split()), frozenset(), True
    )


def _loose(name: str, words: str, codes: str, against: frozenset[str] = _EVALUATIONS) -> Service:
    pattern = re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    return Service(name, pattern, frozenset(codes.split()), frozenset(), against, False)


_STIMULATION = r"(?:electrical[- ])?stimulation|e-?stim\w*|nmes"
_ORTHOTIC = "97760 97763 97504 97703 97762"
_PROSTHETIC = "97761 97763 97520 97703 97762"
_COGNITIVE = "97129 97130 97532 97127 G0515"
_GROUPS = "97150 92508 G0239 97552 G0543 97154 97157 97158 98961 98962"

SERVICES: tuple[Service, ...] = (
    _strict("aquatic exercise", r"aquatic (?:therap\w+|exercis\w+)|pool (?:therapy|exercis\w+)",
            "97113"),
    _strict("neuromuscular re-education",
            r"neuro-?muscular re-?\s?(?:education|training)|nmr|neuro re-?ed\w*|nmre"
            r"|re-?training (?:of )?the nervous system|neuromuscular retraining", "97112"),
    _strict("work hardening", r"work (?:hardening|conditioning)", "97545 97546"),
    _strict("community and work reintegration", r"(?:community|work)[\w/ ]{0,12} re-?integration",
            "97537"),
    _strict("caregiver training", r"(?:care-?giver|family) training", kinds="caregiver",
            codes="96202 96203"),
    _strict("cognitive performance test", r"cognitive performance test\w*", "96125"),
    _strict("cognitive treatment",
            r"cognitive[- ](?:function\w*|skills?|training|exercis\w*|treatment|interventions?"
            r"|therapy|retraining|rehabilitation)", _COGNITIVE),
    _strict("sensory integration", r"sensory[- ]integrat\w+", "97533"),
    _strict("chiropractic manipulation",
            r"chiropractic (?:manipulat\w+|adjust\w+|manipulative treatment)",
            kinds="manipulation"),
    _strict("mechanical traction", r"mechanical traction", "97012"),
    _strict("manual therapy",
            r"manual (?:therapy|techniques?|lymph\w* drainage)|joint mobili[sz]ations?"
            r"|soft[- ]tissue mobili[sz]ations?|myofascial release"
            r"|hands-on (?:joint )?mobili[sz]ations?", "97140 97250 97265 97122"),
    _strict("massage", r"massages?|effleurage|petrissage", "97124"),
    _strict("gait training", r"gait (?:re-?)?training|walking training|ambulation training",
            "97116 0791T"),
    _strict("group therapy",
            r"group (?:therapy|exercis\w+|treatment|sessions?|procedures?|classes|class|setting)"
            r"|(?:2|two) or more (?:patients|individuals|people)|group", _GROUPS),
    _strict("therapeutic exercise", r"therapeutic exercis\w*|ther-?ex", "97110"),
    _strict("therapeutic activities",
            r"therapeutic activit\w+|dynamic (?:functional )?activit\w+|functional activit\w+"
            r"|functional performance|ther-?act", "97530"),
    _strict("low-frequency ultrasound of a wound",
            r"(?:low[- ]frequency|non-?contact|wound)[\w, -]{0,30}ultrasound", "97610"),
    _strict("ultrasound", r"ultra-?sound", "97035 97610"),
    _strict("hot or cold packs",
            r"hot(?: ?/ ?| or | and )cold(?: ?packs?)?|cold(?: ?/ ?| or | and )hot(?: ?packs?)?"
            r"|(?:hot|cold) packs?|moist heat|ice packs?", "97010"),
    _strict("unattended electrical stimulation",
            rf"un-?attended (?:{_STIMULATION})|(?:{_STIMULATION}),?\s*\(?un-?attended",
            "97014 G0283 G0281"),
    _strict("attended electrical stimulation",
            rf"(?<!un)attended (?:{_STIMULATION})|(?:{_STIMULATION}),?\s*\(?(?:attended|manual)"
            rf"|manual (?:{_STIMULATION})", "97032"),
    _strict("electrical stimulation", _STIMULATION, "97014 97032 G0283 G0281 64550"),
    _strict("vasopneumatic compression", r"vaso-?pneumatic[\w ]{0,12}", "97016"),
    _strict("paraffin bath", r"paraffin(?: bath)?", "97018"),
    _strict("whirlpool", r"whirlpool|fluido-?therapy", "97022"),
    _strict("diathermy", r"diathermy", "97024"),
    _strict("infrared", r"infra-?red", "97026"),
    _strict("ultraviolet", r"ultra-?violet", "97028"),
    _strict("iontophoresis", r"iontophoresis", "97033"),
    _strict("contrast baths", r"contrast baths?", "97034"),
    _strict("Hubbard tank", r"hubbard tank", "97036"),
    _strict("laser", r"(?:low[- ]level |cold )?laser\w*", "97037 S8948 0552T"),
    _strict("biofeedback", r"bio-?feedback", kinds="biofeedback"),
    _strict("self-care and home management",
            r"self-?\s?care|home management|adl training|activities of daily living training",
            "97535"),
    _strict("wheelchair management", r"wheel-?chair(?: \w+)?", "97542"),
    _strict("non-selective debridement", r"non-?selective debridement", "97602"),
    _strict("selective debridement", r"selective debridement", "97597 97598"),
    _strict("debridement", r"debridement", "97597 97598 97602"),
    _strict("negative-pressure wound therapy", r"negative[- ]pressure[\w ]{0,16}|npwt|wound vac",
            "97605 97606 97607 97608 G0456 G0457"),
    _strict("physical performance test",
            r"physical performance (?:test|measure)\w*|functional capacity \w+", "97750"),
    _strict("assistive technology assessment", r"assistive technology(?: assessment)?", "97755"),
    _strict("orthotic check-out", r"(?:orthotic|prosthetic)[\w/ ]{0,14} check-?\s?out",
            "97762 97703"),
    _strict("orthotic training", r"orthotics?(?: \w+)?|orthos[ie]s", _ORTHOTIC),
    _strict("prosthetic training", r"prosthetics?(?: \w+)?|prosthes[ie]s", _PROSTHETIC),
    _strict("service without a code of its own", r"unlisted[\w ]{0,20}", kinds="unlisted"),
    _strict("dry needling", r"dry[- ]needling", "20560 20561"),
    _strict("acupuncture", r"acupuncture", "97810 97811 97813 97814"),
    _strict("swallowing treatment",
            r"(?:swallow\w*|dysphagia)[\w ]{0,14}(?:treatment|therapy)"
            r"|treatment of (?:swallow\w*|dysphagia)[\w ]{0,14}", "92526"),
    _strict("swallowing evaluation", r"(?:swallow\w*|dysphagia) (?:evaluat\w+|stud\w+)",
            "92610 92611 92612 92616"),
    _strict("speech treatment",
            r"speech(?:[- ]language)?(?: and language)?(?: therapy)? treatment|speech therapy"
            r"|treatment of speech\b[\w, ]{0,30}", "92507 92508 S9128"),
    _strict("fluency evaluation", r"(?:fluency|stuttering) evaluat\w+", "92521"),
    _strict("voice analysis", r"voice[\w ]{0,15} (?:analysis|evaluat\w+)", "92524"),
    _strict("aphasia assessment", r"aphasia assess\w+", "96105"),
    _strict("canalith repositioning", r"canalith\w*(?: re-?positioning)?|epley\w*", "95992"),
    _strict("neurobehavioural status examination", r"neuro-?behaviou?ral status \w+",
            "96116 96121"),
    _strict("remote therapeutic monitoring", r"remote therapeutic monitoring|rtm",
            kinds="remote_monitoring"),
    _strict("e-visit", r"e-?visits?|online digital \w+", kinds="e_visit"),
    _strict("phone assessment", r"(?:tele)?phone (?:assessment|call|service|visit)s?",
            kinds="phone"),
    _strict("virtual check-in", r"virtual check-?ins?", "G2251 98016"),
    _loose("general exercise", r"general exercis\w+", "", frozenset()),
    _loose("gait training", r"gait|ambulation|walking", "97116 0791T"),
    _loose("traction", r"traction", "97012 97122 97140"),
    _loose("manual therapy", r"mobili[sz]ations?|manipulations?|hands-on techniques?",
           "97140 97250 97260 97261 97265 98940 98941 98942 98943"),
    _loose("therapeutic exercise", r"exercis\w+",
           "97110 97113 93668 G0237 G0238 G0239",
           _EVALUATIONS | {"modality", "wound", "strapping", "remote_monitoring"}),
    _loose("exercise for strength, range or flexibility",
           r"flexibility|strength\w*|endurance|range[- ]of[- ]motion|(?-i:ROM)|stretching",
           "97110 97113 95851 95852"),
    _loose("exercise for strength, range or flexibility",
           r"(?:strength\w*|flexibility)[\w/ ,]{0,20} exercis\w+", "97110 97113",
           _EVALUATIONS | {"modality"}),
    _loose("balance and coordination", r"balance|coordination|proprioception|kinesthetic\w*",
           "97112", frozenset()),
    _loose("therapeutic activities", r"activit\w+", "97530", frozenset()),
    _loose("strapping", r"strapping|taping|casts?|casting|splint\w*", "", frozenset()),
)  # fmt: skip
"""In order of precedence: a stretch of text read as one service is not read as another."""

_NEGATION = re.compile(
    r"\b(?:not|never|no|isn't|aren't|wasn't|doesn't|don't|cannot|can't|excludes?|excluding|nor"
    r"|neither)\b(?!\s+only)[^,.;]{0,40}$",
    re.IGNORECASE,
)


def services_in(phrase: str) -> tuple[Named, ...]:
    """Return the services that a phrase names, in order of place, none twice."""
    taken: list[tuple[int, int]] = []
    found: list[Named] = []
    for service in SERVICES:
        for each in service.words.finditer(phrase):
            start, end = each.span()
            if start == end or any(start < last and first < end for first, last in taken):
                continue
            taken.append((start, end))
            found.append(Named(service, start, end, is_negated(phrase, start)))
    return tuple(sorted(found, key=lambda each: each.start))


def is_negated(phrase: str, place: int) -> bool:
    """Return whether what stands at a place in a phrase is denied just before it."""
    return _NEGATION.search(phrase[:place]) is not None


def is_treatment(service_kind: str) -> bool:
    """Return whether codes of a kind stand for a treatment, not for an evaluation."""
    return service_kind in _TREATMENTS


@dataclass(frozen=True, slots=True)
class Trait:
    """Something said of an evaluation: that it is one, its discipline, or its level."""

    kind: str
    value: str
    start: int
    end: int
    is_negated: bool


def _level(word: str) -> str:
    return (
        rf"{word}(?:[- ]level)?(?: of)?[- ]complexity|complexity[:,\s(-]+{word}"
        rf"|{word}(?:[- ]level)? (?:\w+ ){{0,2}}eval\w*|eval\w*[,\s(-]+{word}(?! back)"
    )


_TRAITS = (
    ("evaluation", "reevaluation", r"re-?\s?eval(?:uation)?s?|re-?assessments?"),
    ("evaluation", "initial", r"initial eval(?:uation)?s?"),
    ("evaluation", "evaluation", r"eval(?:uation|uative)?s?"),
    ("level", "low", _level("low")),
    ("level", "moderate", _level("moderate")),
    ("level", "high", _level("high")),
    ("discipline", "PT", r"physical[- ]therap\w+|physiotherap\w+|(?-i:PTs?)"),
    ("discipline", "OT", r"occupational[- ]therap\w+|(?-i:OTs?)"),
    ("discipline", "SLP",
     r"speech(?:[- ]language)? (?:patholog\w+|therapists?)|(?-i:SLPs?)|(?-i:ST)"),
    ("discipline", "AT", r"athletic[- ]train\w+"),
)  # fmt: skip
_TRAIT_WORDS = tuple(
    (kind, value, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for kind, value, words in _TRAITS
)


def traits_in(phrase: str) -> Iterator[Trait]:
    """Yield what a phrase says of an evaluation, each stretch of text once per kind."""
    taken: set[tuple[str, int]] = set()
    for kind, value, words in _TRAIT_WORDS:
        for each in words.finditer(phrase):
            places = {(kind, place) for place in range(*each.span())}
            if not places & taken:
                taken |= places
                yield Trait(kind, value, *each.span(), is_negated(phrase, each.start()))
