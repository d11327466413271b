import json
from pathlib import Path
from typing import Any

import pytest

from glyphwright.datasets.lines.labels_json import holds_labels_json, read_labels_json
from glyphwright.errors import DamagedInputError, FileAccessError, InputError, UnsupportedFormatError


def write(folder: Path, labels: Any) -> Path:
    (folder / "labels.json").write_text(json.dumps(labels), encoding="utf-8")
    return folder


def test_pictures_lie_in_images_or_beside(pictures: Path) -> None:
    (pictures / "images").mkdir()
    (pictures / "images" / "4.png").touch()
    lines = read_labels_json(write(pictures, {"4.png": "four", "1.png": ""}))
    assert holds_labels_json(pictures)
    assert [(line.text, line.source) for line in lines] == [
        ("four", pictures / "images" / "4.png"),
        ("", pictures / "1.png"),
    ]
    assert read_labels_json(pictures / "labels.json") == lines


@pytest.mark.parametrize(
    ("labels", "error", "what"),
    [
        (["a"], DamagedInputError, "is not an object"),
        ({"1.png": 5}, DamagedInputError, r"the text of 1\.png is not a string"),
        ({"1.png": {"polygons": [], "img_hash": ""}}, UnsupportedFormatError, "has outlines without texts"),
    ],
)
def test_other_json_is_named(pictures: Path, labels: Any, error: type[InputError], what: str) -> None:
    with pytest.raises(error, match=rf"labels\.json: {what}"):
        read_labels_json(write(pictures, labels))


def test_a_picture_with_two_texts_is_named(pictures: Path) -> None:
    (pictures / "labels.json").write_text('{"1.png": "a", "1.png": "b"}', encoding="utf-8")
    with pytest.raises(DamagedInputError, match=r"'1\.png' is there twice"):
        read_labels_json(pictures)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert not holds_labels_json(tmp_path)
    with pytest.raises(FileAccessError, match=r"labels\.json"):
        read_labels_json(tmp_path)
