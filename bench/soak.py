"""`python -m bench.soak FOLDER`: a Reader that runs for long, in several threads → what its memory and results do.

One Reader reads the pages of a folder over and over, all threads at once. Printed are the memory of the process
as it goes, the pages a minute, and every page whose result differs from its first one; there should be none.
"""

import argparse
import itertools
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from glyphwright.datasets.truth_folder import read_truth_folder
from glyphwright.export import export
from glyphwright.options import ReadOptions
from glyphwright.pipeline import make_reader


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="images with a truth.json")
    parser.add_argument("--pages", type=int, default=500, help="how many to read in all")
    parser.add_argument("--threads", type=int, default=2, help="how many read at once")
    parser.add_argument("--select", default=None, help="a part of the folder, such as 0:20")
    options = parser.parse_args()
    images = [sample.path for sample in read_truth_folder(options.folder, select=options.select)]
    sys.exit(soak(images, pages=options.pages, threads=options.threads))


def soak(images: list[Path], *, pages: int, threads: int) -> int:
    """Read `pages` pages in all; returns how many came out unlike the first time."""
    reader = make_reader(ReadOptions(threads=1))
    first: dict[Path, bytes] = {}
    lock = threading.Lock()
    started = time.monotonic()
    unlike = done = 0

    def read(place: int, image: Path) -> None:
        nonlocal unlike, done
        result = export(reader.read(image), "json")
        with lock:
            if first.setdefault(image, result) != result:
                unlike += 1
                print(f"{image}: read {place} differs from the first")
            done += 1
            if done % max(1, pages // 10) == 0:
                minutes = (time.monotonic() - started) / 60
                print(
                    f"{place + 1:6} pages  {resident_mb():6.0f} MB  {(place + 1) / minutes:6.0f} a minute", flush=True
                )

    with ThreadPoolExecutor(threads) as pool:
        for task in [
            pool.submit(read, i, image) for i, image in zip(range(pages), itertools.cycle(images), strict=False)
        ]:
            task.result()
    print(f"{unlike} of {pages} reads differ; {threads} threads, {len(images)} different pages")
    return 1 if unlike else 0


def resident_mb() -> float:
    """What the process holds of the machine's memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20


if __name__ == "__main__":
    main()
