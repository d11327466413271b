import json
from pathlib import Path

import pytest
from PIL import Image

from glyphwright.datasets import read_line_samples
from glyphwright.errors import OptionError


def draw(folder: Path, *names: str) -> None:
    for name in names:
        Image.new("L", (40, 20), 255).save(folder / name)


def test_lines_with_their_texts_beside_them_are_samples(tmp_path: Path) -> None:
    draw(tmp_path, "b.png", "a.png")
    for name in "ab":
        (tmp_path / f"{name}.gt.txt").write_text(f"line {name}", encoding="utf-8")
    samples = read_line_samples(tmp_path)
    assert [(sample.path.name, sample.text) for sample in samples] == [("a.png", "line a"), ("b.png", "line b")]
    assert [sample.path.name for sample in read_line_samples(tmp_path, select="1:")] == ["b.png"]


def test_a_truth_json_is_read_as_for_pages(tmp_path: Path) -> None:
    draw(tmp_path, "a.png")
    (tmp_path / "truth.json").write_text(json.dumps({"a.png": "Sum"}), encoding="utf-8")
    assert [sample.text for sample in read_line_samples(tmp_path)] == ["Sum"]


def test_lines_within_pictures_are_refused(tmp_path: Path) -> None:
    draw(tmp_path, "img_1.png")
    (tmp_path / "gt_img_1.txt").write_text("2,2,30,2,30,15,2,15,Total\n", encoding="utf-8")
    with pytest.raises(OptionError, match="glyphwright data convert"):
        read_line_samples(tmp_path)
