from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from glyphwright.datasets.lines import LabelledLine, check_lines
from glyphwright.datasets.lines.check import KINDS
from glyphwright.geometry import Box

ALPHABET = "abcdefghijklmnopqrstuvwxyzé"


def kinds(text: str, source: Path | bytes, **more: object) -> list[str]:
    findings = check_lines([LabelledLine("a", text, source, **more)], alphabet=ALPHABET)  # type: ignore[arg-type]
    assert all(finding.name == "a" and finding.kind in KINDS and finding.message for finding in findings)
    return [finding.kind for finding in findings]


def test_sound_lines_are_not_complained_about(draw) -> None:
    lines = [LabelledLine(text, text, draw(number)) for number, text in enumerate(["one", "two é", "x"])]
    assert check_lines(lines, alphabet=ALPHABET) == []
    assert check_lines([LabelledLine("a", "Ω", draw())], alphabet=None) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["empty-text"]),
        (" \t", ["empty-text"]),
        (" one", ["outer-space"]),
        ("one\n", ["outer-space", "control-character"]),
        ("o\tne", ["control-character"]),
        ("o\ud800ne", ["control-character"]),
        ("e\u0301", ["not-nfc"]),
        ("Ωne 5", ["outside-alphabet"]),
        ("a" * 60, ["long-text"]),
    ],
)
def test_texts_are_looked_at(draw, text: str, found: list[str]) -> None:
    assert kinds(text, draw()) == found


def test_strange_characters_are_listed_by_their_code_points(draw) -> None:
    (finding,) = check_lines([LabelledLine("a", "5 é 5Ω", draw())], alphabet=ALPHABET)
    assert "has '5' (U+0035), 'Ω' (U+03A9): correct it" in finding.message


def test_pictures_are_looked_at(draw, tmp_path: Path) -> None:
    faint = np.random.default_rng(0).integers(100, 110, (20, 60), dtype=np.uint8)
    Image.fromarray(faint).save(tmp_path / "faint.png")
    assert kinds("one", tmp_path / "gone.png") == ["unreadable-image"]
    assert kinds("one", b"\x89PNG") == ["unreadable-image"]
    assert kinds("one", draw(), polygon=Box(100, 0, 120, 20).polygon) == ["unreadable-image"]
    assert kinds("one", draw(size=(60, 7))) == ["small-image"]
    assert kinds("one", draw(size=(2, 20))) == ["small-image"]
    assert kinds("one", tmp_path / "faint.png") == ["blank-image"]
    assert kinds("a", draw(size=(400, 20))) == ["short-text"]


def test_a_thin_stroke_is_contrast_enough() -> None:
    pixels = np.full((20, 200), 255, np.uint8)
    pixels[10, 100] = 0
    line = LabelledLine("a", ".", bytes(_png(pixels)))
    assert "blank-image" not in [finding.kind for finding in check_lines([line], alphabet=None)]


def _png(pixels: np.ndarray) -> bytes:
    import cv2

    return bytes(cv2.imencode(".png", pixels)[1])


def test_wide_characters_and_text_that_runs_down_have_room(draw) -> None:
    assert check_lines([LabelledLine("a", "漢字", draw(size=(40, 20)))], alphabet=None) == []
    assert check_lines([LabelledLine("a", "down the page", draw(size=(20, 200)))], alphabet=None) == []
    assert check_lines([LabelledLine("a", "क्षि" * 6, draw(size=(60, 20)))], alphabet=None) == []


def test_copies_of_a_picture_are_found_whatever_their_files_are(draw) -> None:
    pixels = np.asarray(LabelledLine("", "", draw(3)).pixels())
    sources = [draw(3), _png(pixels), draw(4), draw(3)]
    texts = ["one", "one", "one", "two"]
    lines = [
        LabelledLine(str(number), text, source)
        for number, (text, source) in enumerate(zip(texts, sources, strict=True))
    ]
    findings = check_lines(lines, alphabet=None)
    assert [(finding.kind, finding.name) for finding in findings] == [("duplicate", "1"), ("other-text", "3")]
    assert "says 'two', but 0, the same picture, 'one'" in findings[1].message


def test_lines_to_ignore_are_not_looked_at() -> None:
    assert check_lines([LabelledLine("a", "", b"", ignored=True)], alphabet="") == []


def test_texts_unlike_what_is_read_are_found(draw) -> None:
    lines = [LabelledLine(text, text, draw(number)) for number, text in enumerate(["Total", "TOTAL", "Summe", "gone"])]
    lines[3] = LabelledLine("gone", "gone", b"")
    done: list[int] = []
    findings = check_lines(lines, alphabet=None, read=lambda line: "total", progress=done.append)
    assert [(finding.kind, finding.name) for finding in findings] == [
        ("misread", "Summe"),
        ("unreadable-image", "gone"),
    ]
    assert done == [1, 2, 3, 4]
