"""The local store holds a table whole or not at all."""

import hashlib
import json
import stat
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from gaitbelt.edges.cms.reading import Said
from gaitbelt.library import local
from gaitbelt.services.reference import Imported, descriptors, import_files
from tests.importers import official

TODAY = date(2026, 11, 21)
PAIRS = official.pairs(official.LIVE, official.VOID)


def imported(
    store: Path, *paths: Path, today: date = TODAY, is_replacing: bool = False
) -> Imported:
    return import_files(paths, store, today=today, is_replacing=is_replacing)


def files(store: Path) -> dict[str, tuple[int, str]]:
    """Return every file of a store, when it was written and what it holds."""
    return {
        path.relative_to(store).as_posix(): (
            path.stat().st_mtime_ns,
            hashlib.sha256(path.read_bytes()).hexdigest(),
        )
        for path in store.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return official.put(tmp_path, "ccipra-v323r0-f1.txt", PAIRS)


def test_an_imported_table_is_listed_with_what_it_is(store: Path, table: Path) -> None:
    (entry,) = imported(store, table).kept
    assert local.entries(store) == (entry,)
    assert (entry.kind, entry.variant, entry.edition) == (
        "ptp_edits",
        "practitioner",
        date(2026, 10, 1),
    )
    assert (entry.rows, entry.imported_on) == (2, TODAY)
    assert entry.source_digests == (hashlib.sha256(PAIRS.encode()).hexdigest(),)
    assert local.table(store, entry).height == 2


def test_importing_the_same_file_again_changes_nothing(store: Path, table: Path) -> None:
    imported(store, table)
    before = files(store)
    done = imported(store, table, today=date(2027, 1, 2))
    assert files(store) == before
    assert (done.kept, len(done.unchanged)) == ((), 1)


def test_the_same_table_from_a_zip_is_the_same_table(store: Path, table: Path) -> None:
    imported(store, table)
    packed = official.put(table.parent, "q.zip", official.zipped({table.name: PAIRS}))
    assert imported(store, packed).kept == ()


def test_only_the_user_may_read_the_store(store: Path, tmp_path: Path) -> None:
    imported(store, official.put(tmp_path, "own.txt", "97110\twords of mine\n"))
    assert stat.S_IMODE(store.stat().st_mode) == 0o700
    modes = {stat.S_IMODE(path.stat().st_mode) for path in store.rglob("*.parquet")}
    assert modes == {0o600}
    assert stat.S_IMODE((store / local.MANIFEST).stat().st_mode) == 0o600


def test_descriptors_are_told_to_a_user_who_asks(store: Path, tmp_path: Path) -> None:
    imported(store, official.put(tmp_path, "own.txt", "97110\twords of mine\n"))
    assert descriptors(store) == {"97110": "words of mine"}
    assert "words of mine" not in (store / local.MANIFEST).read_text()


def test_parts_of_one_table_become_one_table(store: Path, tmp_path: Path) -> None:
    one = official.put(tmp_path, "ccipra-v323r0-f1.txt", official.pairs(official.FINAL))
    two = official.put(tmp_path, "ccipra-v323r0-f2.txt", official.pairs(official.LIVE))
    (entry,) = imported(store, one, two).kept
    assert (entry.rows, entry.sources) == (2, (one.name, two.name))


def test_one_bad_file_keeps_the_good_ones_out_too(store: Path, table: Path) -> None:
    bad = official.put(
        table.parent, "GPCI2026.csv", official.indices("10112,AL,00,ALABAMA,x,1,1,1")
    )
    done = imported(store, table, bad)
    assert done.is_refused
    assert not store.exists()


@pytest.mark.parametrize("moment", ["before the file has its name", "before the manifest has"])
def test_an_import_that_is_cut_short_leaves_the_store_as_it_was(
    store: Path, table: Path, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(store, official.put(table.parent, "GPCI2026.csv", official.indices(official.ALABAMA)))
    before = local.entries(store)
    plainly = local._name  # noqa: SLF001 (the step between write and rename)

    def cut_short(unfinished: Path, path: Path) -> None:
        if moment.startswith("before the file") or path.name == local.MANIFEST:
            raise KeyboardInterrupt
        plainly(unfinished, path)

    monkeypatch.setattr(local, "_name", cut_short)
    with pytest.raises(KeyboardInterrupt):
        imported(store, table)
    assert local.entries(store) == before
    monkeypatch.undo()
    assert len(imported(store, table).kept) == 1
    listed = {each.path for each in local.entries(store)} | {local.MANIFEST, ".lock"}
    assert set(files(store)) == listed


def test_another_file_of_the_same_edition_is_kept_only_on_request(store: Path, table: Path) -> None:
    imported(store, table)
    changed = official.pairs((*official.LIVE[:5], "0", official.LIVE[6]))
    again = official.put(table.parent, "ccipra-v323r1-f1.txt", changed)
    with pytest.raises(local.UnusableStore, match="--replace"):
        imported(store, again)
    assert local.table(store, local.entries(store)[0]).height == 2
    imported(store, again, is_replacing=True)
    (entry,) = local.entries(store)
    assert local.table(store, entry)["modifier_indicator"].to_list() == [0]


def test_another_edition_stands_beside_the_first(store: Path, table: Path) -> None:
    later = official.put(table.parent, "ccipra-v330r0-f1.txt", PAIRS.replace("VOID", ""))
    imported(store, table)
    imported(store, later)
    assert [each.edition for each in local.entries(store)] == [date(2026, 10, 1), date(2027, 1, 1)]


def test_a_table_that_was_changed_by_hand_is_not_used(store: Path, table: Path) -> None:
    (entry,) = imported(store, table).kept
    pl.DataFrame({"column_one": ["97110"]}).write_parquet(store / entry.path)
    with pytest.raises(local.UnusableStore, match="is not the file that was imported"):
        local.table(store, entry)
    imported(store, table)
    assert local.table(store, entry).height == 2


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 1}', '{"format": 9, "tables": []}'])
def test_a_manifest_that_cannot_be_read_is_said_and_not_overwritten(
    store: Path, table: Path, content: str
) -> None:
    imported(store, table)
    (store / local.MANIFEST).write_text(content)
    with pytest.raises(local.UnusableStore):
        imported(store, table)
    assert (store / local.MANIFEST).read_text() == content


def test_files_that_are_not_the_stores_own_stay(store: Path, table: Path) -> None:
    (store / "ptp_edits").mkdir(parents=True)
    own = official.put(store / "ptp_edits", "mine.parquet", "x")
    imported(store, table)
    assert own.read_text() == "x"


def test_the_usual_store_is_among_the_users_own_data(tmp_path: Path) -> None:
    assert local.default_store({"GAITBELT_STORE": "/a"}) == Path("/a")
    data = local.default_store({"XDG_DATA_HOME": str(tmp_path)})
    assert data == tmp_path / "gaitbelt" / "reference"
    home = local.default_store({"HOME": str(tmp_path)})
    assert home == tmp_path / ".local/share/gaitbelt/reference"


def test_the_manifest_holds_digests(store: Path, table: Path) -> None:
    imported(store, table)
    (row,) = json.loads((store / local.MANIFEST).read_text())["tables"]
    path = store / row["kind"] / f"{row['name']}.parquet"
    assert row["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_whole_practitioner_table_is_imported(corpus: Path, store: Path) -> None:
    path = store.parent / "ccipra-v302r0-f1.txt"
    count = _whole_table(corpus, path)
    (entry,) = import_files([path], store, today=TODAY, said=Said()).kept
    assert entry.rows == count == 1_669_820
    held = local.table(store, entry)
    row = held.row(by_predicate=_is_pair("97140", "95851"), named=True)
    assert row["modifier_indicator"] == 1


def _is_pair(one: str, two: str) -> pl.Expr:
    return (pl.col("column_one") == one) & (pl.col("column_two") == two)


def _whole_table(corpus: Path, path: Path) -> int:
    """Write the collected active pairs in CMS's layout; no first day is known of them."""
    held = pl.read_csv(corpus / "data/ncci/ncci_ptp_prac_active_2024Q3.csv.gz", infer_schema=False)
    cells: Sequence[str] = ("column1", "column2", "modifier_indicator")
    lines = held.select(pl.format("{}\t{}\t\t20240701\t*\t{}\twhy", *cells)).to_series()
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(official.pairs())
        file.write("\r\n".join(lines))
    return held.height
