from pathlib import Path

import numpy as np
from PIL import Image

from bench.stages import measure
from glyphwright.options import ReadOptions
from glyphwright.pipeline import make_reader


def test_every_stage_and_network_is_on_the_clock(tmp_path: Path) -> None:
    Image.fromarray(np.full((300, 400), 255, np.uint8)).save(tmp_path / "blank.png")
    spent = measure(make_reader(ReadOptions(threads=1)), [tmp_path / "blank.png"])
    assert {
        "prepare",
        "find_lines",
        "part_lines",
        "cut_lines",
        "read_lines",
        "find_figures",
        "order_around",
        "assemble",
        "name_blocks",
    } < set(spent)
    assert 0 < spent["· network, line_finder"] <= spent["find_lines"] <= spent["all"]
