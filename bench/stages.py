"""`python -m bench.stages PAGE…`: page images → the processor time that each stage of reading takes, on one thread."""

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from glyphwright import pipeline
from glyphwright.options import ReadOptions
from glyphwright.pipeline import Reader, make_reader
from glyphwright.runtime import Model

FUNCTIONS = (
    "prepare",
    "part_lines",
    "cut_lines",
    "plausible",
    "find_figures",
    "order_around",
    "assemble",
    "name_blocks",
)


class Clock:
    """Seconds of processor time by name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    @contextmanager
    def on(self, name: str) -> Iterator[None]:
        start = time.process_time()
        yield
        self.seconds[name] += time.process_time() - start

    def timed(self, function: Callable[..., Any], name: Callable[..., str]) -> Callable[..., Any]:
        """The same function, on the clock under the name that its arguments give."""

        def run(*arguments: Any, **options: Any) -> Any:
            with self.on(name(*arguments)):
                return function(*arguments, **options)

        return run


def measure(reader: Reader, pages: Sequence[Path]) -> dict[str, float]:
    """Milliseconds a page by stage, and of that by network; a first page is read off the clock."""
    reader.read(pages[0])
    clock = Clock()
    parts = [(pipeline, name, name) for name in FUNCTIONS]
    parts += [(type(reader.finder), "find_lines", "find_lines"), (type(reader.reader), "read_lines", "read_lines")]
    with ExitStack() as patches:
        for owner, attribute, name in parts:
            timed = clock.timed(getattr(owner, attribute), lambda *_, name=name: name)
            patches.enter_context(mock.patch.object(owner, attribute, timed))
        timed = clock.timed(Model.run, lambda model, _: f"· network, {model.description['task']}")
        patches.enter_context(mock.patch.object(Model, "run", timed))
        for page in pages:
            with clock.on("all"):
                reader.read(page)
    return {name: 1000 * seconds / len(pages) for name, seconds in sorted(clock.seconds.items())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=Path, nargs="+", help="images")
    pages = parser.parse_args().pages
    import cv2

    cv2.setNumThreads(1)
    for name, milliseconds in measure(make_reader(ReadOptions(threads=1)), pages).items():
        print(f"{name:32} {milliseconds:8.1f} ms a page")


if __name__ == "__main__":
    main()
