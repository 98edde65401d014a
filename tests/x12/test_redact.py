"""A redacted file says nothing of anyone, and still holds together."""

import datetime as dt
import re

import pytest

from gaitbelt.edges.x12.guide.load import segment_elements
from gaitbelt.edges.x12.reading import read_x12
from gaitbelt.services.x12_generate import generated
from gaitbelt.services.x12_redact import NotX12, redacted
from tests.x12.second_opinion import accepted

SENTINELS = ("SENTINELNAME", "Sentinelname", "987654321", "SNT-98765-X", "sentinel@example.org")


@pytest.mark.parametrize("sentinel", SENTINELS)
@pytest.mark.parametrize("kind", ["837P", "835", "277CA"])
def test_a_sentinel_planted_in_any_element_is_gone(kind: str, sentinel: str) -> None:
    content = b"".join(generated(kind, 8)).decode()
    head, *segments = content.split("~\n")
    for at, segment in enumerate(segments):
        parts = segment.split("*")
        if parts[0] in ("GS", "GE", "IEA", "ST", "SE", ""):
            continue
        width = len(segment_elements()[parts[0]])
        segments[at] = "*".join([parts[0], *[sentinel] * width])
    made = redacted("~\n".join([head, *segments]).encode(), "key").decode()
    assert sentinel not in made
    assert sentinel.upper() not in made.upper()


@pytest.mark.parametrize("segment", ["GS", "ISA"])
def test_envelopes_keep_no_sentinel(segment: str) -> None:
    content = b"".join(generated("837P", 2)).decode()
    planted = content.replace("LARKSPURST     ", "SENTINELSENDER ").replace(
        "*LARKSPURST*", "*SENTINELSENDER*"
    )
    assert "SENTINEL" not in redacted(planted.encode(), "key").decode(), segment


@pytest.mark.parametrize("kind", ["837P", "835", "277CA"])
def test_a_redacted_file_is_still_one(kind: str) -> None:
    content = b"".join(generated(kind, 30))
    made = redacted(content, "key")
    assert accepted(made)[0]
    before = read_x12(content, kind, file_name="a").tables
    after = read_x12(made, kind, file_name="b").tables
    assert {n: r.height for n, r in before.items()} == {n: r.height for n, r in after.items()}
    for column in ("charge_amount", "modifiers", "service_quantity", "allowed_amount"):
        if column in before["lines"].columns:
            assert before["lines"][column].to_list() == after["lines"][column].to_list()


def test_the_same_key_gives_the_same_file_and_another_another() -> None:
    content = b"".join(generated("837P", 5))
    assert redacted(content, "a") == redacted(content, "a")
    assert redacted(content, "a") != redacted(content, "b")


def test_claims_still_meet_their_remittances() -> None:
    claims = redacted(b"".join(generated("837P", 20)), "key")
    answers = redacted(b"".join(generated("835", 20)), "key")
    sent = read_x12(claims, "837P", file_name="a").tables["claims"]["claim_id"].to_list()
    paid = read_x12(answers, "835", file_name="b").tables["claims"]["patient_control_number"]
    assert sent == paid.to_list()
    original = read_x12(b"".join(generated("837P", 20)), "837P", file_name="a").tables["claims"]
    assert not set(sent) & set(original["claim_id"])


def test_dates_move_together_by_whole_weeks_and_nobody_is_older_than_ninety() -> None:
    content = b"".join(generated("837P", 30))
    made = redacted(content, "key")
    before, after = (
        read_x12(each, "837P", file_name="a").tables["lines"]["date_of_service"]
        for each in (content, made)
    )
    moved = {(new - old).days for old, new in zip(before, after, strict=True)}
    assert len(moved) == 1
    assert not moved.pop() % 7
    births = [
        dt.date.fromisoformat(each) for each in re.findall(r"DMG\*D8\*(\d{8})", made.decode())
    ]
    assert {(each.month, each.day) for each in births} == {(1, 1)}
    assert min(births).year >= 2024 - 91


def test_what_is_no_x12_is_refused() -> None:
    with pytest.raises(NotX12):
        redacted(b"claim_id,hcpcs_code\n1,97110\n", "key")
