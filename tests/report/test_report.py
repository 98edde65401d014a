"""The report says what a check found, to everyone, from one file that loads nothing."""

import base64
import hashlib
import re
from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal
from html.parser import HTMLParser
from itertools import pairwise

import polars as pl
import pytest
from jinja2 import meta

from gaitbelt.edges.report import ReportContent, RuleWords, SwitchedOffRule, render_report
from gaitbelt.edges.report.page import FULL_TABLE_ROWS, Page
from gaitbelt.edges.report.render import TEMPLATE, environment
from gaitbelt.edges.report.words import percent
from gaitbelt.tables.finding import TALLY
from gaitbelt.tables.problem import PROBLEM
from tests.report.content import CONTENT, HOSTILE, NO_FINDINGS, content, finding, findings


class Reader(HTMLParser):
    """The parts of a page, as a browser would find them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag with its attributes."""
        self.tags.append((tag, dict(attrs)))
        self.texts.append((tag, ""))

    def handle_data(self, data: str) -> None:
        """Keep the text after a tag."""
        if self.texts:
            tag, text = self.texts[-1]
            self.texts[-1] = (tag, text + data)

    def named(self, *names: str) -> list[dict[str, str | None]]:
        """Return the attributes of every tag of these names."""
        return [attributes for tag, attributes in self.tags if tag in names]

    def inside(self, name: str) -> list[str]:
        """Return the text that follows each tag of a name."""
        return [text for tag, text in self.texts if tag == name]


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


PAGE = render_report(CONTENT)


def test_the_same_content_gives_the_same_bytes() -> None:
    assert render_report(CONTENT) == PAGE


def test_the_template_names_what_the_page_has_and_nothing_else() -> None:
    source, _, _ = environment().loader.get_source(environment(), TEMPLATE)  # type: ignore[union-attr]  # it has a loader
    named = meta.find_undeclared_variables(environment().parse(source))
    assert named == {field.name for field in fields(Page)}


def test_nothing_is_loaded_from_anywhere() -> None:
    reader = read(PAGE)
    assert reader.named("link", "img", "iframe", "object", "embed") == []
    assert [tag for tag, attributes in reader.tags if {"src", "srcset"} & set(attributes)] == []
    assert re.search(r"@import|url\(", PAGE) is None


def test_the_policy_allows_only_the_style_and_the_script_that_are_there() -> None:
    reader = read(PAGE)
    (policy,) = [
        str(each["content"])
        for each in reader.named("meta")
        if each.get("http-equiv") == "Content-Security-Policy"
    ]
    for kind in ("style", "script"):
        (text,) = re.findall(rf"<{kind}>(.*?)</{kind}>", PAGE, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert [tag for tag, attributes in reader.tags if "style" in attributes] == []
    assert [name for _, attributes in reader.tags for name in attributes if name[:2] == "on"] == []


def hostile() -> ReportContent:
    """Return a content with hostile text wherever a file or a user's rule can put it."""
    return content(
        files=(HOSTILE,),
        findings=findings(
            finding(claim_id=HOSTILE, message=HOSTILE, fix=HOSTILE, payer=HOSTILE,
                    hcpcs_code=HOSTILE, finding_id=HOSTILE, citations=[HOSTILE], severity=HOSTILE),
            finding(rule_code=HOSTILE, outcome="breach"),
            finding(outcome="cannot tell", missing=[HOSTILE], claim_id=HOSTILE),
        ),
        problems=pl.DataFrame(
            [{"file": HOSTILE, "level": HOSTILE, "message": HOSTILE, "fix": HOSTILE,
              "claim_id": HOSTILE, "segment": HOSTILE}],
            schema=PROBLEM,
        ),
        rules=(RuleWords("UNT001", HOSTILE, HOSTILE, ((HOSTILE, HOSTILE),)),),
        payer=HOSTILE,
        setting=HOSTILE,
        switched_off=(SwitchedOffRule(HOSTILE, HOSTILE, date(2026, 1, 1)),),
    )  # fmt: skip


def test_hostile_text_stays_text() -> None:
    page = render_report(hostile())
    assert "<script>alert" not in page
    assert len(read(page).named("script")) == 1
    assert page.count("&lt;script&gt;alert") >= 12


def test_an_address_that_is_no_web_page_is_not_linked() -> None:
    rule = RuleWords("UNT001", "A title", "deny", (("A cite", "javascript:alert(1)"),))
    page = render_report(content(rules=(rule,), findings=findings(finding(citations=["A cite"]))))
    assert "javascript:" not in page
    assert "A cite" in page


def test_the_share_judged_comes_first_of_all_figures() -> None:
    assert 0 < PAGE.index("97.5 %") < PAGE.index("$320.00") < PAGE.index("<h2")
    assert "39 of 40 judgements could be made" in PAGE


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (1.0, "100 %"),
        (0.99999, "over 99.9 %"),
        (0.975, "97.5 %"),
        (0.00001, "under 0.1 %"),
        (0.0, "0 %"),
    ],
)
def test_all_and_none_are_said_only_where_it_is_so(share: float, shown: str) -> None:
    assert percent(share) == shown


def test_what_could_not_be_judged_names_the_missing_column() -> None:
    section = PAGE[PAGE.index('id="unjudged"') :]
    assert '<th scope="row">minutes</th><td>UNT001</td>' in section
    assert "c-9" in section


def test_judgements_that_were_not_asked_to_be_listed_are_counted() -> None:
    page = render_report(content(findings=findings(finding())))
    assert "1 more could not be judged" in page


def test_a_finding_comes_with_its_message_fix_authority_and_claim() -> None:
    section = PAGE[PAGE.index("What to do first") :]
    for words in (
        "4 timed units billed; 47 timed minutes support 3.",
        "Bill no more timed units than the minutes support.",
        '<a href="https://www.cms.gov/clm104c05.pdf">CMS Pub. 100-04, Ch. 5, § 20.2(C)</a>',
        "c-1",
    ):
        assert words in section


def test_months_without_findings_are_shown_too() -> None:
    assert '<th scope="row" class="whole">2025-04</th><td class="number">0</td>' in PAGE


def test_a_date_of_another_century_does_not_make_a_thousand_months() -> None:
    old = finding(finding_id="UNT001-old", date_of_service=date(1925, 3, 3))
    page = render_report(content(findings=findings(finding(), old)))
    assert page.count('<th scope="row" class="whole">') == 36
    assert "1 findings have no date or are of earlier months." in page


def test_amounts_that_are_not_known_are_not_zero() -> None:
    page = render_report(content(findings=findings(finding(exposure_amount=None))))
    assert '<td class="number">none</td>' in page


def test_what_was_left_out_says_where_and_what_to_do() -> None:
    assert "claims.csv, row 7" in PAGE
    assert "Correct the date." in PAGE
    assert "The row was left out." in PAGE


def test_the_digest_the_dates_and_the_rules_switched_off_are_told() -> None:
    for words in ("0123abcd", "published by 2026-01-31", "Our clearing house splits lines",
                  "2025-03-03 to 2025-05-05"):  # fmt: skip
        assert words in PAGE


def test_a_table_that_is_cut_says_so_and_where_the_rest_is() -> None:
    first = date(2025, 1, 1)
    many = [
        finding(finding_id=f"UNT001-{n}", claim_id=f"c-{n}",
                date_of_service=first + timedelta(days=n % 300))
        for n in range(FULL_TABLE_ROWS + 5)
    ]  # fmt: skip
    page = render_report(content(findings=findings(*many)))
    assert "the first 2,000 of 2,005 findings" in page
    assert "--format csv" in page
    assert page.count('class="id whole finding"') == FULL_TABLE_ROWS


def test_a_check_that_finds_nothing_says_so() -> None:
    page = render_report(
        content(
            findings=NO_FINDINGS,
            tally=pl.DataFrame([("UNT001", 0, 20, 0)], schema=TALLY, orient="row"),
            problems=pl.DataFrame(schema=PROBLEM),
            judged_share=1.0,
            claims_at_risk=0,
            charges_at_risk=Decimal("0.00"),
            switched_off=(),
        )
    )
    for words in ("100 %", "Nothing was found in what could be judged.",
                  "Everything could be read.", "No rule was switched off.",
                  "Every judgement that the rules ask for could be made."):  # fmt: skip
        assert words in page


def test_a_check_of_no_lines_has_a_report_too() -> None:
    page = render_report(
        content(files=(), findings=NO_FINDINGS, tally=pl.DataFrame(schema=TALLY), line_count=0)
    )
    assert "the lines were handed over in memory" in page


def test_headings_step_down_one_level_at_a_time() -> None:
    levels = [int(tag[1]) for tag, _ in read(PAGE).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_has_a_caption_and_every_heading_cell_its_scope() -> None:
    reader = read(PAGE)
    assert len(reader.named("caption")) == len(reader.named("table")) >= 6
    assert [each for each in reader.named("th") if each.get("scope") not in {"col", "row"}] == []


def test_every_chart_says_in_words_what_it_shows() -> None:
    drawn = [each for each in read(PAGE).named("div") if each.get("role") == "img"]
    assert len(drawn) == len(read(PAGE).named("svg")) == 6
    assert [each for each in drawn if len(str(each.get("aria-label"))) < 30] == []


def test_severity_is_a_word_and_never_only_a_colour() -> None:
    rows = re.findall(r'<span class="tag [a-z ]*">([^<]+)</span>', PAGE)
    assert {"deny", "underpaid"} <= set(rows)
    assert "red" not in PAGE[PAGE.index("<style>") : PAGE.index("</style>")].split()


def test_the_page_says_its_language_and_fits_a_narrow_screen() -> None:
    reader = read(PAGE)
    assert reader.named("html") == [{"lang": "en"}]
    assert any(each.get("name") == "viewport" for each in reader.named("meta"))
    names = [each["id"] for _, each in reader.tags if "id" in each]
    assert len(names) == len(set(names))


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast of two colours."""
    first, second = sorted((luminance(one), luminance(other)), reverse=True)
    return (first + 0.05) / (second + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("nth", [0, 1])
def test_text_and_bars_stand_out_on_the_light_and_the_dark_page(nth: int) -> None:
    def colour(name: str) -> str:
        return str(re.findall(rf"--{name}: (#[0-9a-f]{{6}})", PAGE)[nth])

    for behind in ("page", "panel"):
        assert (
            min(contrast(colour(name), colour(behind)) for name in ("ink", "soft", "link")) >= 4.5
        )
    assert contrast("#3d7cc9", colour("page")) >= 3
