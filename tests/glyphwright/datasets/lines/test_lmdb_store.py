import sys
from pathlib import Path

import pytest

from glyphwright.datasets.lines import LabelledLine, lmdb_store
from glyphwright.datasets.lines.lmdb_store import holds_lmdb, read_lmdb, write_lmdb
from glyphwright.errors import DamagedInputError, FileAccessError, MissingDependencyError, OutputError

lmdb = pytest.importorskip("lmdb")


def store(folder: Path, entries: dict[bytes, bytes]) -> Path:
    folder.mkdir()
    with lmdb.open(str(folder), lock=False) as environment, environment.begin(write=True) as transaction:
        for key, value in entries.items():
            transaction.put(key, value)
    return folder


def test_samples_are_numbered_from_one(tmp_path: Path, draw) -> None:
    entries = {b"num-samples": b"2", b"image-000000001": draw(1), b"label-000000001": "é\t1".encode()}
    entries |= {b"image-000000002": draw(2), b"label-000000002": b""}
    folder = store(tmp_path / "db", entries)
    lines = read_lmdb(folder)
    assert [(line.text, line.source) for line in lines] == [("é\t1", draw(1)), ("", draw(2))]
    assert read_lmdb(folder / "data.mdb") != []
    assert holds_lmdb(folder)
    assert holds_lmdb(folder / "data.mdb")
    assert not holds_lmdb(tmp_path)


def test_a_store_grows_as_it_must(tmp_path: Path, draw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lmdb_store, "_FIRST_MAP_BYTES", 1 << 15)
    monkeypatch.setattr(lmdb_store, "_AT_ONCE", 2)
    lines = [LabelledLine(str(number), str(number), draw(number, size=(100, 100))) for number in range(9)]
    lines[4] = LabelledLine("4", "x", draw(4), ignored=True)
    written = read_lmdb(write_lmdb(lines, tmp_path / "db"))
    assert [(line.text, line.source) for line in written] == [
        (line.text, line.source) for line in lines if not line.ignored
    ]


@pytest.mark.parametrize(
    ("entries", "what"),
    [
        ({b"x": b"y"}, "has no num-samples"),
        ({b"num-samples": b"many"}, "has no num-samples"),
        ({b"num-samples": b"1", b"image-000000001": b"x"}, "lacks sample 1 of 1"),
        ({b"num-samples": b"1", b"image-000000001": b"x", b"label-000000001": b"\xff"}, "label 1 is not UTF-8"),
    ],
)
def test_a_store_of_another_kind_is_named(tmp_path: Path, entries: dict[bytes, bytes], what: str) -> None:
    with pytest.raises(DamagedInputError, match=rf"data\.mdb: {what}"):
        read_lmdb(store(tmp_path / "db", entries))


@pytest.mark.parametrize("share", [0, 0.05, 0.5, 0.9])
def test_a_store_that_is_cut_short_is_refused(tmp_path: Path, draw, share: float) -> None:
    lines = [LabelledLine(str(number), "x", draw(number, size=(100, 100))) for number in range(5)]
    file = write_lmdb(lines, tmp_path / "db") / "data.mdb"
    file.write_bytes(file.read_bytes()[: int(share * file.stat().st_size)])
    with pytest.raises(DamagedInputError, match=r"data\.mdb: is cut short"):
        read_lmdb(tmp_path / "db")


def test_what_is_no_store_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError, match=r"data\.mdb: there is no such file"):
        read_lmdb(tmp_path)
    (tmp_path / "data.mdb").write_bytes(b"<!doctype html>" * 1000)
    with pytest.raises(DamagedInputError, match=r"data\.mdb: is cut short or no LMDB"):
        read_lmdb(tmp_path)


def test_half_a_surrogate_pair_is_refused(tmp_path: Path, draw) -> None:
    with pytest.raises(OutputError, match="a: its text is not Unicode"):
        write_lmdb([LabelledLine("a", "\ud800", draw())], tmp_path / "db")


def test_what_to_install_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data.mdb").touch()
    monkeypatch.setitem(sys.modules, "lmdb", None)
    with pytest.raises(MissingDependencyError, match=r"needs lmdb: pip install 'glyphwright\[datasets\]'"):
        read_lmdb(tmp_path)
