from pathlib import Path

import numpy as np
import pytest

from glyphwright.errors import FileAccessError
from glyphwright.geometry import Box
from glyphwright_train.synth.lines import Strip
from glyphwright_train.synth.strips import LabelledStrip, StripStore, cut_strip, wear_strip, write_store

pytestmark = pytest.mark.train


def labelled(width: int) -> LabelledStrip:
    pixels = np.full((60, width + 40), 255, np.uint8)
    pixels[20:40, 20 : 20 + width : 5] = 0
    return LabelledStrip(Strip(pixels, Box(20, 20, 20 + width, 40)), f"line of {width}")


def test_a_store_gives_back_what_was_written_sorted_by_width(tmp_path: Path) -> None:
    assert write_store(tmp_path, [labelled(300), labelled(100), labelled(200)]) == 3
    store = StripStore.open(tmp_path)
    assert [store[i].text for i in range(3)] == ["line of 100", "line of 200", "line of 300"]
    assert (store[0].strip.pixels == labelled(100).strip.pixels).all()
    assert store[0].strip.frame == labelled(100).strip.frame


def test_picking_stays_near_the_width_asked_for(tmp_path: Path) -> None:
    write_store(tmp_path, [labelled(width) for width in range(50, 650)])
    store = StripStore.open(tmp_path)
    rng = np.random.default_rng(0)
    widths = [wear_strip(rng, store.pick(rng, 400), height=36, strength=0.3).pixels.shape[1] for _ in range(30)]
    assert min(widths) > 0.7 * 400
    assert max(widths) < 1.35 * 400


def test_a_strip_at_the_edge_of_its_page_goes_on_in_white() -> None:
    page = np.full((100, 200), 128, np.uint8)
    strip = cut_strip(page, Box(0, 0, 200, 20))
    assert strip.pixels[0, 0] == 255
    top = int(strip.frame.top)
    assert strip.pixels[top + 1, int(strip.frame.left) + 1] == 128


def test_a_folder_without_strips_says_how_to_make_them(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError, match="synth strips"):
        StripStore.open(tmp_path)
