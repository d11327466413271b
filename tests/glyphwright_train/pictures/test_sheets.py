from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("matplotlib")

from glyphwright.errors import FileAccessError, OptionError
from glyphwright_train.pictures.sheets import Cell, contact_sheet, legible, new_sheet, save, tiles

pytestmark = pytest.mark.train


def test_a_figure_is_written_as_its_name_says(tmp_path: Path) -> None:
    figure = new_sheet(2, 1).figure
    save(figure, tmp_path / "a.png")
    save(figure, tmp_path / "a.SVG")
    assert (tmp_path / "a.png").read_bytes()[:4] == b"\x89PNG"
    assert "<svg" in (tmp_path / "a.SVG").read_text(encoding="utf-8")


def test_other_kinds_and_missing_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"\.png or \.svg"):
        save(new_sheet(1, 1).figure, tmp_path / "a.gif")
    with pytest.raises(FileAccessError, match="cannot be written"):
        save(new_sheet(1, 1).figure, tmp_path / "nowhere" / "a.png")


def test_tiles_stand_row_by_row_with_paper_between_them() -> None:
    maps = np.arange(3, dtype=np.float32)[:, None, None] * np.ones((3, 28, 28), np.float32)
    paper = tiles(maps, columns=2)
    assert paper.shape == (58, 58)
    assert (paper[:28, :28] == 0).all()
    assert (paper[:28, 30:] == 1).all()
    assert (paper[30:, :28] == 2).all()
    assert np.isnan(paper[28:30]).all()
    assert np.isnan(paper[30:, 30:]).all()


def test_small_maps_are_enlarged_by_whole_factors() -> None:
    assert tiles(np.zeros((1, 7, 14), np.float32), columns=1).shape == (28, 56)


def test_pictures_of_any_form_keep_it_within_their_square() -> None:
    figure = contact_sheet("two", [Cell((np.zeros((10, 20), np.uint8), None), ("x",))], columns=1, side=1.0)
    (drawn,) = figure.axes[0].images
    left, right, bottom, top = drawn.get_extent()
    assert right - left == pytest.approx(1.0)
    assert bottom - top == pytest.approx(0.5)
    assert [text.get_text() for text in figure.axes[0].texts] == ["two", "none", "x"]


def test_blanks_and_what_the_font_lacks_stay_legible() -> None:
    assert legible("a b") == "a␣b"
    assert legible("") == "(nothing)"
    assert legible("\U00013000") == "U+13000"
