"""Samples, one after another or several at once → what becomes of each, in their order."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from glyphwright.datasets import Sample

T = TypeVar("T")


def look_at_each(
    samples: Sequence[Sample], look: Callable[[Sample], T], *, jobs: int, progress: Callable[[int], None]
) -> tuple[T, ...]:
    """What `look` says of every sample; `progress` is told after each how many are done."""
    made: list[T] = []
    with ThreadPoolExecutor(jobs) as pool:
        for one in pool.map(look, samples) if jobs > 1 else map(look, samples):
            made.append(one)
            progress(len(made))
    return tuple(made)
