"""A claim file is answered as a receiver answers, and the answers meet their claims."""

import datetime as dt
from pathlib import Path

from gaitbelt.edges.x12.validation.run import validate
from gaitbelt.edges.x12.write.marks import Envelope
from gaitbelt.edges.x12.write.writing import write_x12
from gaitbelt.services.x12_answers import acknowledgement_of, claim_acknowledgment_of
from gaitbelt.services.x12_generate import generated
from gaitbelt.services.x12_status import standing
from tests.x12.second_opinion import accepted

ON = dt.date(2026, 1, 6)
ENVELOPE = Envelope("RECEIVER", "SENDER", ON, "0915")
BAD = "LS001-00000003"


def _faulty(folder: Path) -> Path:
    text = b"".join(generated("837P", 20)).decode()
    claim = text.index(f"CLM*{BAD}")
    line = text.index("*UN*", claim)
    path = folder / "claims.837"
    path.write_text(text[:line] + "*XX*" + text[line + 4 :])
    return path


def _answered(path: Path, folder: Path) -> tuple[Path, Path]:
    problems = validate(path, file_name=path.name, level=2)
    form = write_x12(acknowledgement_of(path, problems), "999", ENVELOPE)
    own = write_x12(claim_acknowledgment_of(path, problems, ON), "277CA", ENVELOPE)
    for written in (form, own):
        assert written.problems.is_empty()
        is_accepted, report = accepted(written.data)
        assert is_accepted, report
    (folder / "a.999").write_bytes(form.data)
    (folder / "a.277").write_bytes(own.data)
    return folder / "a.999", folder / "a.277"


def test_a_999_names_the_segment_the_element_and_the_claim(tmp_path: Path) -> None:
    form, _ = _answered(_faulty(tmp_path), tmp_path)
    text = form.read_text()
    assert "*2400*8~" in text
    assert f"CTX*CLM01:{BAD}~" in text
    assert "IK4*3*355*7~" in text
    assert "IK5*R*5~" in text
    assert "AK9*R*1*1*0~" in text


def test_a_277ca_rejects_the_faulty_claim_and_no_other(tmp_path: Path) -> None:
    path = _faulty(tmp_path)
    form, own = _answered(path, tmp_path)
    found = standing([path], [form, own])
    verdicts = dict(found.claims.select("claim_id", "status").rows())
    assert verdicts.pop(BAD) == "rejected"
    assert set(verdicts.values()) == {"accepted"}
    bad = found.claims.filter(found.claims["claim_id"] == BAD).row(0, named=True)
    assert bad["answered_by"] == "277CA"
    assert bad["reason"] == "rejected: information does not hold (A7:21)"
    assert bad["fix"] == "Correct what does not hold and send the claim as a new one."


def test_a_999_alone_rejects_all_claims_of_its_transaction_for_their_own_reason(
    tmp_path: Path,
) -> None:
    path = _faulty(tmp_path)
    form, _ = _answered(path, tmp_path)
    claims = standing([path], [form]).claims
    assert set(claims["status"]) == {"rejected"}
    by_claim = dict(claims.select("claim_id", "fix").rows())
    assert by_claim[BAD].startswith("Correct the file")
    assert by_claim["LS001-00000000"].startswith("Send the claim again")


def test_a_clean_file_is_accepted_and_its_claims_wait(tmp_path: Path) -> None:
    path = tmp_path / "claims.837"
    path.write_bytes(b"".join(generated("837P", 5)))
    form, own = _answered(path, tmp_path)
    assert set(standing([path], [form]).claims["status"]) == {"unanswered"}
    assert set(standing([path], [own]).claims["status"]) == {"accepted"}
    assert set(standing([path], []).claims["status"]) == {"unanswered"}


def test_an_answer_to_claims_that_are_not_here_is_told(tmp_path: Path) -> None:
    path, other = tmp_path / "claims.837", tmp_path / "other.277"
    path.write_bytes(b"".join(generated("837P", 5)))
    other.write_bytes(b"".join(generated("277CA", 5, seed=9)))
    found = standing([path], [other])
    assert found.strangers.height == 5
    assert set(found.claims["status"]) == {"unanswered"}
