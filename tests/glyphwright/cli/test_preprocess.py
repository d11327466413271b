from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from glyphwright.cli import main

Draw = Callable[..., Path]


def test_a_page_is_mended_and_every_step_shown(tmp_path: Path, draw: Draw) -> None:
    page = draw("a.png", [40, 90])
    mended, explained = tmp_path / "mended.png", tmp_path / "why"
    assert main(["preprocess", str(page), "-o", str(mended), "--steps", "otsu", "--explain", str(explained)]) == 0
    with Image.open(mended) as picture:
        assert set(np.unique(np.asarray(picture))) == {0, 255}
    with Image.open(explained / "mended.png") as picture:
        assert picture.size[0] == 2 * 640


def test_pages_go_into_a_folder_one_file_each(tmp_path: Path, draw: Draw) -> None:
    page = draw("b.tif", [40], [50, 60])
    assert main(["preprocess", str(page), "-o", f"{tmp_path}/out/", "--steps", "none"]) == 0
    assert [file.name for file in sorted((tmp_path / "out").iterdir())] == ["b-1.png", "b-2.png"]


@pytest.mark.parametrize(
    ("out", "steps", "said"),
    [
        ("one.png", "none", "2 pages"),
        ("one.jpg", "none", "are PNG"),
        ("one.png", "deskw", "'deskw' is unknown: use fax, orientation, deskew"),
    ],
)
def test_what_cannot_be_is_said(
    tmp_path: Path, draw: Draw, capsys: pytest.CaptureFixture[str], out: str, steps: str, said: str
) -> None:
    page = draw("c.tif", [40], [50, 60])
    assert main(["preprocess", str(page), "-o", str(tmp_path / out), "--steps", steps]) == 1
    assert said in capsys.readouterr().err
    assert not (tmp_path / out).exists()


def test_what_is_read_is_never_written_over(draw: Draw) -> None:
    page, other = draw("d.png", [40]), draw("d-1.png", [50])
    before = page.read_bytes(), other.read_bytes()
    assert main(["preprocess", str(page), "-o", str(page)]) == 1
    assert main(["preprocess", str(page), str(other), "-o", str(page.parent)]) == 1
    assert (page.read_bytes(), other.read_bytes()) == before


def test_explanations_do_not_take_the_place_of_mended_pages(draw: Draw, tmp_path: Path) -> None:
    page = draw("d.png", [40])
    assert main(["preprocess", str(page), "-o", str(tmp_path / "out.png"), "--explain", str(tmp_path)]) == 1


def test_a_source_that_fails_does_not_stop_the_others(
    draw: Draw, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.png").write_bytes(b"")
    inputs = [str(tmp_path / "none.png"), str(tmp_path / "a.png"), str(draw("b.png", [40]))]
    assert main(["preprocess", *inputs, "-o", f"{tmp_path}/out/"]) == 5
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["b-1.png"]
    assert "2 errors in 3 inputs" in capsys.readouterr().err
