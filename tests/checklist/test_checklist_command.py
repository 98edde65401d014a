"""The verbs ``checklist`` and ``statement`` as a person types them."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from gaitbelt.cli.checklist import checklist
from gaitbelt.cli.statement import statement
from gaitbelt.language.errors import ImpossibleInput

program = typer.Typer()
program.command("checklist")(checklist)
program.command("statement")(statement)


def ask(*words: str, given: str = "") -> str:
    answer = CliRunner().invoke(program, list(words), input=given, catch_exceptions=False)
    assert answer.exit_code == 0
    return answer.output


def test_a_checklist_as_text_says_what_why_who_and_source() -> None:
    told = ask("checklist", "plan-of-care", "--on", "2026-03-02")
    assert "[ ] The long-term goals. (required)" in told
    for word in ("why: ", "who: ", "source: ", "42 CFR § 410.61(c)"):
        assert word in told


def test_a_checklist_as_json_and_as_a_form_is_json() -> None:
    asked = ("checklist", "evaluation", "--on", "2026-03-02", "--discipline", "PT", "--format")
    assert json.loads(ask(*asked, "json"))["discipline"] == "PT"
    assert json.loads(ask(*asked, "fhir"))["resourceType"] == "Questionnaire"


def test_a_sentence_is_judged_with_its_fact() -> None:
    told = ask("statement", "97162 is billed for therapeutic exercise", "--on", "2026-03-02")
    assert told.startswith("contradicted: ")
    assert "therapeutic exercise is 97110" in told


def test_a_file_is_judged_with_the_place_of_each_statement(tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text("About codes.\n97110 is timed.\n97140 is massage.\n", encoding="utf-8")
    told = ask("statement", str(article), "--on", "2026-03-02")
    assert "article.txt:2:1-14: supported: 97110 is timed" in told
    assert "article.txt:3:1-17: contradicted: 97140 is massage." in told
    assert "2 statements: 1 supported, 1 contradicted, 0 unknown." in told


def test_a_pipe_is_read_and_answered_as_json() -> None:
    told = json.loads(ask("statement", "-", "--format", "json", given="97150 is timed."))
    assert told["verdict"] == "contradicted"
    assert told["source"] == "-"


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    picture = tmp_path / "scan.pdf"
    picture.write_bytes(b"%PDF-1.7 ...")
    with pytest.raises(ImpossibleInput, match=r"scan\.pdf is pdf, not plain text"):
        ask("statement", str(picture))
