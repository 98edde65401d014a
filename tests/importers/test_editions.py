"""What an edition changes: row by row, and for a user's own claims."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from gaitbelt.edges.cms.reading import Said
from gaitbelt.edges.reading import read
from gaitbelt.language.errors import ImpossibleInput
from gaitbelt.library import local
from gaitbelt.library.tables import load_reference
from gaitbelt.services.check import Assumptions, check_lines
from gaitbelt.services.law import load_law
from gaitbelt.services.reference import import_files
from gaitbelt.services.reference_diff import Difference, differences
from gaitbelt.services.reference_effect import effect
from gaitbelt.services.reference_law import law_with_store
from gaitbelt.services.reference_store import with_store
from gaitbelt.tables.service_line import complete
from tests.importers import official

TODAY = date(2026, 11, 21)
CLAIMS = """patient_id,claim_id,line_number,date_of_service,hcpcs_code,unit_count,modifiers,\
payer,setting,charge_amount,rendering_provider_npi,discipline
p1,c1,1,2026-08-03,97140,1,GP,medicare,practitioner,60.00,1234567893,PT
p1,c1,2,2026-08-03,95851,1,GP,medicare,practitioner,40.00,1234567893,PT
p2,c2,1,2026-08-03,97110,7,GP,medicare,practitioner,400.00,1234567893,PT
"""
UNSEPARATED, ABOVE_LIMIT = "PTP001", "PTP003"


def one(old: Path, new: Path, said: Said | None = None, was: Said | None = None) -> Difference:
    (found,) = differences(str(old), str(new), said=said or Said(), was_said=was)
    return found


@pytest.fixture
def claims(tmp_path: Path) -> Path:
    return official.put(tmp_path, "claims.csv", CLAIMS)


def pair_tables(folder: Path) -> tuple[Path, Path]:
    """Return two editions: the pair of the claims joins in the second."""
    old = official.put(
        folder, "ccipra-v322r0-f1.txt", official.pairs(official.FINAL, official.VOID)
    )
    added = (*official.LIVE[:3], "20261001", *official.LIVE[4:])
    weaker = (*official.FINAL[:5], "1", official.FINAL[6])
    new = official.put(folder, "ccipra-v323r0-f1.txt", official.pairs(weaker, added, official.VOID))
    return old, new


def test_pairs_that_join_leave_and_change_are_told(tmp_path: Path) -> None:
    found = one(*pair_tables(tmp_path))
    assert found.added.select("column_one", "column_two").rows() == [("97140", "95851")]
    assert found.removed.is_empty()
    assert found.changed.rows() == [("97110", "36591", "modifier_indicator", "0", "1")]


def test_a_pair_that_ended_before_the_edition_has_left(tmp_path: Path) -> None:
    old, new = pair_tables(tmp_path)
    ended = (*official.LIVE[:3], "20200101", "20260930", *official.LIVE[5:])
    official.put(tmp_path, old.name, official.pairs(official.FINAL, official.LIVE))
    official.put(tmp_path, new.name, official.pairs(official.FINAL, ended))
    assert one(old, new).removed.select("column_two").to_series().to_list() == ["95851"]


def test_an_edition_compared_with_itself_has_no_differences(tmp_path: Path) -> None:
    old, _ = pair_tables(tmp_path)
    found = one(old, old)
    assert (found.added.height, found.removed.height, found.changed.height) == (0, 0, 0)


def test_relative_values_are_compared_figure_by_figure(tmp_path: Path) -> None:
    old = official.relative_values(
        official.values_row("97110", "0.45", "0.41", "0.01", "0.87", factor="32.3465"), year=2025
    )
    new = official.relative_values(
        official.values_row("97110", "0.45", "0.43", "0.01", "0.89"), official.MANUAL
    )
    found = one(official.put(tmp_path, "a.csv", old), official.put(tmp_path, "b.csv", new))
    assert found.added["hcpcs_code"].to_list() == ["97140"]
    assert ("97110", None, "nonfacility_pe_rvu", "0.41", "0.43") in found.changed.rows()
    assert ("97110", None, "conversion_factor", "32.3465", "33.4009") in found.changed.rows()


def test_tables_of_two_kinds_are_not_compared(tmp_path: Path, claims: Path) -> None:
    old, _ = pair_tables(tmp_path)
    other = official.put(tmp_path, "GPCI2026.csv", official.indices(official.ALABAMA))
    with pytest.raises(ImpossibleInput, match="hold no table of one kind"):
        differences(str(old), str(other))
    with pytest.raises(ImpossibleInput, match="no table that gaitbelt reads"):
        differences(str(old), str(claims))


def test_a_descriptor_that_changed_is_named_and_not_shown(tmp_path: Path) -> None:
    old = official.put(tmp_path, "a.txt", "97110\tsecret words\n97140\tothers\n")
    new = official.put(tmp_path, "b.txt", "97110\tother words\n97140\tothers\n97112\tmore\n")
    told = str(one(old, new).to_dict())
    assert "words" not in told
    assert "97110" in told


def test_a_new_pair_changes_findings_and_dollars(tmp_path: Path, claims: Path) -> None:
    found = differences(*map(str, pair_tables(tmp_path)))
    changed = effect(found, [claims], today=TODAY)
    by_code = {each.rule_code: each for each in changed.rules}
    assert (changed.line_count, changed.claim_count) == (3, 2)
    row = by_code[UNSEPARATED]
    assert (row.old_breach_count, row.new_breach_count) == (0, 1)
    assert row.old_exposure_amount == Decimal("0.00")
    assert row.new_exposure_amount == Decimal("40.00")


def test_a_lower_unit_limit_changes_findings(tmp_path: Path, claims: Path) -> None:
    said, was = (Said(edition=date(2026, month, 1)) for month in (10, 7))
    old = official.put(tmp_path, "a.csv", official.limits("97110,8,3 Clinical,Clinical: Data"))
    new = official.put(tmp_path, "b.csv", official.limits(official.LIMIT))
    changed = effect((one(old, new, said, was),), [claims], today=TODAY)
    by_code = {each.rule_code: each for each in changed.rules}
    row = by_code[ABOVE_LIMIT]
    assert (row.old_breach_count, row.new_breach_count) == (0, 1)


def test_relative_values_change_dollars_by_code(tmp_path: Path, claims: Path) -> None:
    old = official.relative_values(
        official.values_row("97110", "0.45", "0.41", "0.01", "0.87", factor="32.3465"), year=2025
    )
    new = official.relative_values(official.EXERCISE)
    found = one(official.put(tmp_path, "a.csv", old), official.put(tmp_path, "b.csv", new))
    (change,) = effect((found,), [claims], today=TODAY).fees
    # 0.87 x 32.3465 = 28.14 and 0.87 x 33.4009 = 29.06, of seven units.
    assert (change.old_unit_amount, change.new_unit_amount) == (Decimal("28.14"), Decimal("29.06"))
    assert change.difference_amount == Decimal("6.44")


def test_a_check_by_a_store_uses_its_pairs_on_their_dates(tmp_path: Path, claims: Path) -> None:
    store = tmp_path / "store"
    begun = (*official.LIVE[:3], "20260701", *official.LIVE[4:])
    path = official.put(tmp_path, "ccipra-v323r0-f1.txt", official.pairs(official.FINAL, begun))
    import_files([path], store, today=TODAY)
    lines = complete(read(claims).lines)
    for day, expected in ((date(2026, 6, 30), 0), (date(2026, 7, 1), 1)):
        dated = lines.with_columns(date_of_service=day)
        report = check_lines(dated, law_with_store(store, today=TODAY), Assumptions())
        assert report.breaches.filter(rule_code=UNSEPARATED).height == expected


def test_a_store_says_so_in_the_digest_of_the_law(tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert (
        law_with_store(None, today=TODAY).rulebook.digest == load_law(today=TODAY).rulebook.digest
    )
    with pytest.raises(local.UnusableStore, match="holds no table"):
        law_with_store(store, today=TODAY)
    path = official.put(tmp_path, "ccipra-v323r0-f1.txt", official.pairs(official.LIVE))
    import_files([path], store, today=TODAY)
    law = law_with_store(store, today=TODAY)
    assert law.rulebook.digest != load_law(today=TODAY).rulebook.digest
    assert with_store(load_reference(), store) is with_store(load_reference(), store)


def test_pairs_outside_the_codes_of_a_part_stay_those_that_are_shipped(tmp_path: Path) -> None:
    store = tmp_path / "store"
    path = official.put(tmp_path, "ccipra-v323r0-f1.txt", official.pairs(official.LIVE))
    import_files([path], store, today=TODAY)
    shipped, held = load_reference().ptp_edits, with_store(load_reference(), store).ptp_edits
    for frame, count in ((shipped, None), (held, 1)):
        own = frame.filter(column_one="97140", setting="practitioner")
        assert count is None or own.height == count
    for column_one, setting in (("97530", "practitioner"), ("97140", "outpatient")):
        kept = {"column_one": column_one, "setting": setting}
        assert held.filter(**kept).height == shipped.filter(**kept).height


def test_unit_limits_of_a_store_hold_from_their_edition_on(tmp_path: Path) -> None:
    store = tmp_path / "store"
    name = "MCR_MUE_Eff_01-01-2027.csv"
    path = official.put(tmp_path, name, official.limits("97110,5,3 Clinical,Clinical: Data"))
    import_files([path], store, today=TODAY)
    periods = with_store(load_reference(), store).code_periods.filter(hcpcs_code="97110")
    limits = {
        day: periods.filter(
            (date.fromisoformat(day) >= periods["period_from"])
            & (date.fromisoformat(day) <= periods["period_through"])
        )["mue_practitioner"].to_list()
        for day in ("2026-12-31", "2027-01-01", "2029-05-05")
    }
    # Six in CMS's table of 2026-04-01, carried on; five in this test's table of 2027.
    assert limits == {"2026-12-31": [6], "2027-01-01": [5], "2029-05-05": [5]}


def test_an_earlier_edition_of_a_store_holds_for_its_own_quarter_only(tmp_path: Path) -> None:
    store = tmp_path / "store"
    name = "MCR_MUE_Eff_01-01-2025.csv"
    path = official.put(tmp_path, name, official.limits("97110,5,3 Clinical,Clinical: Data"))
    import_files([path], store, today=TODAY)
    before = load_reference().code_periods.filter(hcpcs_code="97110")
    after = with_store(load_reference(), store).code_periods.filter(hcpcs_code="97110")
    assert after.filter(mue_practitioner=5).select("period_from", "period_through").rows() == [
        (date(2025, 1, 1), date(2025, 3, 31))
    ]
    assert after["period_from"].min() == before["period_from"].min()
    assert after["period_through"].max() == before["period_through"].max()


def test_a_status_of_a_store_holds_from_its_release_to_the_end_of_the_year(tmp_path: Path) -> None:
    store = tmp_path / "store"
    row = official.values_row("97110", "0.45", "0.41", "0.01", "0.87", status="N", reduction="9")
    text = official.relative_values(row, year=2027, release="April")
    import_files([official.put(tmp_path, "values.csv", text)], store, today=TODAY)
    held = with_store(load_reference(), store).code_periods.filter(hcpcs_code="97110")
    told = held.filter(status_code="N")
    assert (told["period_from"].min(), told["period_through"].max()) == (
        date(2027, 4, 1),
        date(2027, 12, 31),
    )
    assert told["multiple_procedure_indicator"].unique().to_list() == ["9"]


def test_importing_what_is_shipped_changes_no_finding(corpus: Path, tmp_path: Path) -> None:
    """The shipped limits come from the official table: the import says the same of them."""
    store = tmp_path / "store"
    held = pl.read_csv(
        corpus / "data/ncci/mue_practitioner_2026Q2_official.csv.gz", infer_schema=False
    )
    rows = held.select(
        pl.format("{},{},{} {},{}", "hcpcs", "mue_value", "mai", "mai_text", "rationale")
    )
    text = official.limits(*rows.to_series())
    path = official.put(tmp_path, "MCR_MUE_Eff_04-01-2026.csv", text)
    import_files([path], store, today=TODAY)
    day = date(2026, 5, 5)
    on = (pl.col("period_from") <= day) & (pl.col("period_through") >= day)
    names = ("hcpcs_code", "mue_practitioner", "mue_indicator_practitioner", "has_mue_practitioner")
    before, after = (
        frame.code_periods.filter(on).filter("has_mue_practitioner").select(names).sort(names[0])
        for frame in (load_reference(), with_store(load_reference(), store))
    )
    assert before.join(after, on=names, how="anti", nulls_equal=True).is_empty()
