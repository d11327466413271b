import json
from pathlib import Path

import pytest
from PIL import Image

from glyphwright.datasets import open_samples
from glyphwright.errors import FileAccessError, OptionError

QUADRILATERALS = "10,12,60,10,62,30,11,32,Café\n100,50,150,50,150,70,100,70,###\n"


def icdar(folder: Path) -> Path:
    for number, content in enumerate((QUADRILATERALS, '10, 12, 60, 30, "Exit"\n'), start=1):
        (folder / f"gt_img_{number}.txt").write_text(content, encoding="utf-8-sig")
        Image.new("L", (200, 100)).save(folder / f"img_{number}.jpg")
    return folder


def test_scenes_of_icdar_are_words_in_outlines_and_unreadable_ones_set_aside(tmp_path: Path) -> None:
    first, second = open_samples(icdar(tmp_path))
    assert (first.text, second.text) == ("Café", "Exit")
    assert first.lines_known
    assert first.page is not None
    (line,) = first.page.lines
    assert line.polygon.points == ((10, 12), (60, 10), (62, 30), (11, 32))
    assert [polygon.box.left for polygon in first.ignored] == [100]
    assert second.ignored == ()


def test_some_scenes_alone_are_selected_by_name(tmp_path: Path) -> None:
    (sample,) = open_samples(icdar(tmp_path), select="img_2*")
    assert sample.path.name == "img_2.jpg"
    with pytest.raises(OptionError, match="picks none"):
        open_samples(tmp_path, select="img_3*")


def test_a_truth_json_comes_first(tmp_path: Path) -> None:
    (icdar(tmp_path) / "truth.json").write_text(json.dumps({"img_1.jpg": "text"}), encoding="utf-8")
    (sample,) = open_samples(tmp_path)
    assert sample.text == "text"


def test_a_folder_without_truth_is_refused(tmp_path: Path) -> None:
    Image.new("L", (9, 9)).save(tmp_path / "a.png")
    with pytest.raises(FileAccessError, match=r"truth\.json"):
        open_samples(tmp_path)
