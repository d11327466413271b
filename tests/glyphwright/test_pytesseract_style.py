from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image

from glyphwright import image_to_data, image_to_string, pytesseract_style
from glyphwright.errors import OptionError
from glyphwright.options import ReadOptions
from glyphwright.pipeline import Reader

Draw = Callable[..., Path]


@pytest.fixture(autouse=True)
def asked(plain_reader: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[ReadOptions]:
    """The options of every reader that was made."""
    made: list[ReadOptions] = []

    def make_reader(options: ReadOptions) -> Reader:
        made.append(options)
        return plain_reader.open_reader(options)

    monkeypatch.setattr(pytesseract_style, "make_reader", make_reader)
    return made


def test_text_comes_from_paths_and_pillow_images_alike(draw: Draw) -> None:
    scan = draw("a.png", [40, 50])
    with Image.open(scan) as image:
        assert image_to_string(image) == image_to_string(str(scan)) == "040\n050\n"


@pytest.mark.parametrize("config", ["", "--psm 6", "--oem 3 --psm 3", "--psm=11 --oem=1 --dpi 300"])
def test_the_usual_modes_read_a_page(config: str, draw: Draw) -> None:
    assert image_to_string(draw("a.png", [40, 50]), config=config) == "040\n050\n"


@pytest.mark.parametrize("mode", [7, 8, 10, 13])
def test_line_modes_read_the_whole_image_as_one(mode: int, draw: Draw) -> None:
    assert image_to_string(draw("a.png", [40]), config=f"--psm {mode}").count("\n") == 1
    lines = image_to_data(draw("b.png", [40, 50]), config=f"--psm {mode}", output_type="dict")["line_num"]
    assert max(lines) == 1


def test_languages_and_the_whitelist_become_options(draw: Draw, asked: list[ReadOptions]) -> None:
    scan = draw("a.png", [40])
    image_to_string(scan, lang="eng+deu", config="-c tessedit_char_whitelist='0123 4'")
    image_to_string(scan, config="-l fra")
    image_to_string(scan, "deu", "-l fra")
    assert [(options.languages, options.charset) for options in asked] == [
        ("eng+deu", "0123 4"),
        ("fra", None),
        ("deu", None),
    ]


@pytest.mark.parametrize(
    "config",
    [
        "--psm 0",
        "--psm 5",
        "--psm six",
        "--psm",
        "--oem 0",
        "--tessdata-dir /usr/share",
        "-c preserve_interword_spaces=1",
        "-c",
        "hocr",
        "--user-words 'half",
    ],
)
def test_what_has_no_meaning_here_is_refused(config: str, draw: Draw) -> None:
    with pytest.raises(OptionError, match="config"):
        image_to_string(draw("a.png", [40]), config=config)


def test_data_is_tesseracts_table(draw: Draw) -> None:
    header, *rows = image_to_data(draw("a.png", [40, 50])).splitlines()
    assert header.split("\t")[-2:] == ["conf", "text"]
    assert [row.split("\t")[-1] for row in rows if row.startswith("5")] == ["040", "050"]


def test_data_as_columns_holds_whole_numbers(draw: Draw) -> None:
    data = image_to_data(draw("a.tif", [40], [50]), output_type="dict")
    words = [place for place, level in enumerate(data["level"]) if level == 5]
    assert [data["text"][place] for place in words] == ["040", "050"]
    assert [data["page_num"][place] for place in words] == [1, 2]
    assert [data["conf"][place] for place in words] == [72, 72]
    assert len(data) == 12


def test_an_unknown_output_type_is_refused(draw: Draw) -> None:
    with pytest.raises(OptionError, match="data_frame"):
        image_to_data(draw("a.png", [40]), output_type="data_frame")
