import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from glyphwright.datasets import read_truth_folder, select_names
from glyphwright.errors import DamagedInputError, FileAccessError, OptionError
from glyphwright.geometry import Box


def folder_of(tmp_path: Path, truth: Any) -> Path:
    (tmp_path / "img").mkdir()
    for name in truth:
        Image.new("L", (200, 100)).save(tmp_path / name)
    (tmp_path / "truth.json").write_text(json.dumps(truth), encoding="utf-8")
    return tmp_path


def test_crops_come_sorted_by_name_with_their_text(tmp_path: Path) -> None:
    samples = read_truth_folder(folder_of(tmp_path, {"img/b.png": "EXIT", "img/a.png": "Öffnen"}))
    assert [(sample.path.name, sample.text) for sample in samples] == [("a.png", "Öffnen"), ("b.png", "EXIT")]
    assert all(sample.page is None for sample in samples)


def test_known_lines_become_lines_whose_words_bear_their_outline(tmp_path: Path) -> None:
    lines = [{"text": "CASH BILL", "bbox": [10, 20, 110, 40]}, {"text": "5.00", "bbox": [10, 50, 60, 70]}]
    (sample,) = read_truth_folder(folder_of(tmp_path, {"img/a.png": {"lines": lines, "text": "CASH BILL\n5.00"}}))
    assert sample.lines_known
    assert sample.page is not None
    assert (sample.page.width, sample.page.height) == (200, 100)
    assert sample.page.text == sample.text
    first, _ = sample.page.lines
    assert first.box == Box(10, 20, 110, 40)
    assert [word.box for word in first.words] == [first.box, first.box]


def test_known_words_keep_the_given_text_beside_them(tmp_path: Path) -> None:
    words = [{"text": "one", "bbox": [0, 0, 30.5, 10]}, {"text": "two", "bbox": [40, 0, 70, 10]}]
    (sample,) = read_truth_folder(
        folder_of(tmp_path, {"img/a.png": {"words": words, "text": "one two", "wear": "scan"}})
    )
    assert sample.text == "one two"
    assert not sample.lines_known
    assert sample.page is not None
    assert [(word.text, word.box.right) for word in sample.page.words] == [("one", 30.5), ("two", 70)]


def test_a_page_may_have_text_without_places_or_places_without_text(tmp_path: Path) -> None:
    lines = [{"text": "a b", "bbox": [0, 0, 9, 9]}, {"text": "c", "bbox": [0, 9, 9, 18]}]
    truth = {"img/a.png": {"text": "plain"}, "img/b.png": {"lines": lines}, "img/c.png": {"words": [], "text": ""}}
    plain, placed, empty = read_truth_folder(folder_of(tmp_path, truth))
    assert (plain.text, plain.page) == ("plain", None)
    assert placed.text == "a b\nc"
    assert empty.page is not None
    assert empty.page.blocks == ()


def test_only_selected_images_need_to_be_there(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {f"img/{index}.png": str(index) for index in range(5)})
    (folder / "img/0.png").unlink()
    assert [sample.text for sample in read_truth_folder(folder, select="1:")] == ["1", "2", "3", "4"]
    with pytest.raises(FileAccessError, match=r"1 of 5 images .* img/0\.png"):
        read_truth_folder(folder)


def test_names_are_selected_by_slice_or_by_globs() -> None:
    names = [f"img/{index:03}.jpg" for index in reversed(range(120))]
    assert select_names(names, "80:120") == select_names(names, "img/0[89]*,img/1*")
    assert select_names(names, "::10")[:2] == ["img/000.jpg", "img/010.jpg"]
    assert select_names(names, "-2:") == ["img/118.jpg", "img/119.jpg"]
    assert select_names(names, ":1") == ["img/000.jpg"]


@pytest.mark.parametrize("select", ["200:", "png/*", "::0"])
def test_a_selection_of_nothing_is_refused(select: str) -> None:
    with pytest.raises(OptionError, match="selection"):
        select_names(["img/000.jpg"], select)


def test_a_folder_without_truth_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError, match=r"truth\.json: No such file"):
        read_truth_folder(tmp_path)


@pytest.mark.parametrize("content", ["{", "[]", "{}", '"text"', "\ud800"])
def test_what_is_not_an_object_of_images_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "truth.json").write_text(content, encoding="utf-8", errors="surrogatepass")
    with pytest.raises(DamagedInputError, match=r"truth\.json: is not"):
        read_truth_folder(tmp_path)


@pytest.mark.parametrize(
    "truth",
    [
        3,
        None,
        {"text": 3},
        {"lines": [{"text": "a"}]},
        {"lines": [{"text": "a", "bbox": [0, 0, 1]}]},
        {"words": [{"text": "a", "bbox": [5, 0, 1, 1]}], "text": "a"},
        {"lines": ["a"]},
        {"words": [{"text": 3, "bbox": [0, 0, 1, 1]}]},
    ],
)
def test_malformed_truth_is_refused_with_the_name_of_its_image(tmp_path: Path, truth: Any) -> None:
    with pytest.raises(DamagedInputError, match=r"the truth of img/a\.png is malformed"):
        read_truth_folder(folder_of(tmp_path, {"img/a.png": truth}))


def test_a_page_that_is_no_picture_is_refused(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"img/a.png": {"words": [], "text": ""}})
    (folder / "img/a.png").write_text("no picture")
    with pytest.raises(DamagedInputError, match=r"a\.png: is not a picture"):
        read_truth_folder(folder)
