import numpy as np

from glyphwright.geometry import Box
from glyphwright.layout.columns import regions
from glyphwright.layout.gutters import Gutter
from glyphwright.layout.judge import is_between_columns
from glyphwright.layout.level import LevelLines, level_lines
from glyphwright.layout.neighbours import Neighbours, find_neighbours
from glyphwright.layout.ruled import find_ruling, level_rules


def scattered(n: int, *, seed: int) -> LevelLines:
    rng = np.random.default_rng(seed)
    left, top = rng.uniform(0, 80 * np.sqrt(n), (2, n))
    right, bottom = left + rng.uniform(30, 200, n), top + rng.uniform(18, 26, n)
    return level_lines([Box(*map(float, sides)).polygon for sides in zip(left, top, right, bottom, strict=True)])


def test_few_of_the_gutters_between_scattered_words_are_judged() -> None:
    lines = scattered(400, seed=1)
    neighbours, ruling = find_neighbours(lines), find_ruling(lines, level_rules((), 0.0))
    judged = []

    def judge(lines: LevelLines, strip: Gutter, inside: Neighbours) -> bool:
        judged.append(strip)
        return is_between_columns(lines, strip, inside)

    found = regions(lines, neighbours, ruling, judge=judge)
    assert sorted(np.concatenate(found).tolist()) == list(range(400))
    assert len(judged) < 400
