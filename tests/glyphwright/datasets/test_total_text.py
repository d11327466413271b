from pathlib import Path

import pytest
from PIL import Image

from glyphwright.datasets import open_samples
from glyphwright.errors import DamagedInputError, FileAccessError

CURVED = """x: [[153 161 179 195 184 177]], y: [[347 323 305 315 331 357]], ornt: [u'c'], transcriptions: [u'the']
x: [[184 222 273 269
 230 202]], y: [[293 269 270 296
 297 317]], ornt: [u'h'], transcriptions: [u"al'paca"]
x: [[1 9 9 1]], y: [[1 1 9 9]], ornt: [u'#'], transcriptions: [u'#']
"""


def folder_of(tmp_path: Path, name: str, content: str) -> Path:
    (tmp_path / "gt").mkdir()
    (tmp_path / "gt" / name).write_text(content, encoding="utf-8")
    (tmp_path / "img").mkdir()
    Image.new("L", (400, 500)).save(tmp_path / "img" / "img7.jpg")
    return tmp_path


def test_polygons_keep_their_points_and_what_does_not_count_is_set_aside(tmp_path: Path) -> None:
    (sample,) = open_samples(folder_of(tmp_path, "poly_gt_img7.txt", CURVED))
    assert sample.path.name == "img7.jpg"
    assert sample.text == "the\nal'paca"
    assert sample.lines_known
    assert sample.page is not None
    assert (sample.page.width, sample.page.height) == (400, 500)
    first, second = sample.page.lines
    assert first.polygon.points[:3] == ((153, 347), (161, 323), (179, 305))
    assert second.polygon.points[3] == (269, 296)
    assert [len(polygon.points) for polygon in sample.ignored] == [4]


def test_rectangles_are_read_too(tmp_path: Path) -> None:
    content = "10,20,110,60,100,40,BAR, GRILL,h\n5,5,25,15,20,10,#,#\n"
    (sample,) = open_samples(folder_of(tmp_path, "rect_gt_img7.txt", content))
    assert sample.text == "BAR, GRILL"
    assert sample.page is not None
    (line,) = sample.page.lines
    assert (line.box.left, line.box.bottom) == (10, 60)
    assert len(sample.ignored) == 1


def test_what_is_wrong_is_named(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "poly_gt_img7.txt", CURVED + "x: [[1 2]], y: [[1]]\n")
    with pytest.raises(DamagedInputError, match="word 3"):
        open_samples(folder)
    (folder / "gt" / "poly_gt_img7.txt").write_text(CURVED, encoding="utf-8")
    (folder / "img" / "img7.jpg").unlink()
    with pytest.raises(FileAccessError, match="img7"):
        open_samples(folder)
