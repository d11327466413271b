"""`python -m bench.noise`: pages with nothing to read → how many words glyphwright finds on them; it should be none.

Pages are drawn with a seed: blank paper, grain, specks, surfaces such as wood and cloth, and photograph-like scenes.
"""

import argparse
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from glyphwright.options import ReadOptions
from glyphwright.pipeline import make_reader
from glyphwright_train.synth.backgrounds import photograph, surface
from glyphwright_train.synth.noise import SIDE_PX, draw_grain, draw_specks

SEED = 77

Draw = Callable[[np.random.Generator], NDArray[np.uint8]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=24, help="how many of each kind")
    parser.add_argument(
        "--side", type=int, default=SIDE_PX, help="of the pages, in pixels: up to 256 they may be signs"
    )
    arguments = parser.parse_args()
    for name, words in count_words(arguments.pages, side_px=arguments.side).items():
        print(f"{name:12} words on {len(words)} pages: {sum(words)} in all, median {np.median(words):g}, {words}")


def count_words(pages: int, *, side_px: int = SIDE_PX) -> dict[str, list[int]]:
    """Words on each page of every kind, or on a corner of it."""
    kinds: dict[str, Draw] = {
        "blank": lambda rng: np.full((SIDE_PX, SIDE_PX), rng.integers(0, 256), np.uint8),
        "grain": draw_grain,
        "specks": draw_specks,
        "surface": lambda rng: surface(rng, SIDE_PX, SIDE_PX),
        "photograph": lambda rng: photograph(rng, SIDE_PX, SIDE_PX),
    }
    reader = make_reader(ReadOptions())
    counts = {}
    for name, draw in kinds.items():
        rng = np.random.default_rng(SEED)
        counts[name] = [len(reader.read(draw(rng)[:side_px, :side_px]).text.split()) for _ in range(pages)]
    return counts


if __name__ == "__main__":
    main()
