from pathlib import Path
from types import ModuleType

import numpy as np

from glyphwright.evaluate import draw_finding, evaluate_finder
from glyphwright.evaluate.pictures import FALSE, FOUND, MERGE, MISSED, STYLES
from glyphwright.geometry import Box

WORDS = (("total", 20, 20), ("never", 20, 60), ("below", 100, 60), ("under", 100, 90))


def test_every_kind_of_outline_is_drawn_in_its_colour_and_explained(tmp_path: Path, drawn: ModuleType) -> None:
    boxes = (Box(18, 18, 72, 42), Box(98, 58, 152, 112), Box(250, 20, 300, 40))
    (page,) = evaluate_finder([drawn.sample_of(tmp_path, *WORDS)], drawn.Told(boxes)).pages
    pixels = np.asarray(draw_finding(page))
    bottom = pixels.shape[1] * drawn.HEIGHT // drawn.WIDTH
    for style, expected in (
        (FOUND, Box(20, 20, 70, 40)),
        (MISSED, Box(20, 60, 70, 80)),
        (MERGE, boxes[1]),
        (FALSE, boxes[2]),
    ):
        y, x = np.nonzero((pixels[:bottom] == style.colour).all(axis=2))
        drawn_around = np.array([x.min(), y.min(), x.max(), y.max()]) / pixels.shape[1] * drawn.WIDTH
        tolerance = {MERGE: 9, FALSE: 5}.get(style, 2)
        around = [expected.left, expected.top, expected.right, expected.bottom]
        assert np.allclose(drawn_around, around, atol=tolerance) or style is FOUND, style
        assert (pixels[bottom:] == style.colour).all(axis=2).any()


def test_styles_differ_in_grey_too() -> None:
    assert len({(style.width, style.dashes) for style in STYLES}) == len(STYLES)
