from pathlib import Path

import numpy as np
import pytest

from glyphwright.datasets.lines import LabelledLine
from glyphwright.datasets.lines.output_folder import (
    copy_pictures,
    crop_png,
    new_folder,
    one_row,
    text_or_mark,
    write_text,
)
from glyphwright.errors import DamagedInputError, FileAccessError, OutputError
from glyphwright.geometry import Box


def test_nothing_is_written_over(tmp_path: Path) -> None:
    assert new_folder(tmp_path / "a" / "b").is_dir()
    with pytest.raises(FileAccessError, match="is not empty: name a new folder"):
        new_folder(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(FileAccessError, match="file: "):
        new_folder(tmp_path / "file")


def test_a_whole_png_is_copied_and_anything_else_becomes_one(draw) -> None:
    assert crop_png(LabelledLine("1", "x", draw(1))) == draw(1)
    line = LabelledLine("1", "x", draw(1, kind="JPEG"))
    assert np.array_equal(LabelledLine("1", "x", crop_png(line)).pixels(), line.pixels())
    part = LabelledLine("1", "x", draw(1), Box(3, 4, 30, 14).polygon)
    assert np.array_equal(LabelledLine("1", "x", crop_png(part)).pixels(), part.pixels())


def test_copies_of_pictures_never_share_a_name(tmp_path: Path, draw) -> None:
    sources = [tmp_path / name for name in ("a/1.png", "b/1.PNG", "b/1.jpg", "b/tab\t.png")]
    for number, source in enumerate(sources):
        source.parent.mkdir(exist_ok=True)
        source.write_bytes(draw(number))
    encoded = [draw(9, kind="JPEG"), draw(10, kind="TIFF")]
    lines = [LabelledLine(str(i), "x", source) for i, source in enumerate([*sources, *encoded, sources[0]])]
    named = copy_pictures(lines, tmp_path / "out")
    assert [name for name, _ in named] == ["1.png", "1_2.PNG", "1_3.jpg", "tab_.png", "000005.jpg", "000006.tif"]
    assert [line.name for line in named[0][1]] == ["0", "6"]
    assert (tmp_path / "out" / "1_2.PNG").read_bytes() == draw(1)


def test_what_is_no_picture_is_not_copied(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("words", encoding="utf-8")
    with pytest.raises(DamagedInputError, match=r"secret \(of a\): is not a picture"):
        copy_pictures([LabelledLine("a", "x", tmp_path / "secret")], tmp_path / "out")


def test_texts_that_would_not_come_back_are_refused(tmp_path: Path) -> None:
    for text in ("a\nb", "a\r", "\ufeffa"):
        with pytest.raises(OutputError, match="line 1: its text"):
            one_row(LabelledLine("line 1", text, b""))
    with pytest.raises(OutputError, match="line 1: its text is ###"):
        text_or_mark(LabelledLine("line 1", "###", b""))
    with pytest.raises(OutputError, match=r"gt\.txt: a text is not Unicode"):
        write_text(tmp_path / "gt.txt", "\ud800")
