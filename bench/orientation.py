"""`python -m bench.orientation FOLDER`: images turned by quarters → how often the network tells which way up they are.

The lines of a page have their say after the network (`glyphwright.pipeline.Reader.see`), and are not asked here;
`bench.damage` has what both together are worth.
"""

import argparse
import time
from collections import Counter
from pathlib import Path

from glyphwright.acquire import open_pages
from glyphwright.datasets import read_truth_folder
from glyphwright.options import ReadOptions
from glyphwright.preprocess.orientation import SURE, find_orientation, turn_quarters
from glyphwright.runtime import Model, load_model
from glyphwright.stages import PageImage
from glyphwright.zoo import find_model

TURNS = 4


def judge(image: PageImage, model: Model) -> list[str]:
    """What becomes of an upright page in its four orientations: "right", "left as it lies" or "turned wrongly"."""
    found = []
    for quarters in range(TURNS):
        vote = find_orientation(turn_quarters(image, quarters).pixels, model)
        upright = (vote.quarters + quarters) % TURNS == 0
        stays = vote.margin < SURE or vote.quarters == 0
        found.append("left as it lies" if stays and quarters else "right" if stays or upright else "turned wrongly")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="with a truth.json")
    parser.add_argument("--select", help="only some images: a slice (80:120, ::10) or globs")
    given = parser.parse_args()
    model = load_model(find_model("page_orientation"), task="page_orientation")
    counts: dict[str, Counter[str]] = {"upright": Counter(), "lying": Counter()}
    spent = 0.0
    for sample in read_truth_folder(given.folder, select=given.select):
        image = next(open_pages(sample.path, options=ReadOptions()))
        start = time.process_time()
        first, *others = judge(image, model)
        spent += time.process_time() - start
        counts["upright"][first] += 1
        counts["lying"].update(others)
        if "turned wrongly" in (first, *others):
            print(f"  {sample.path.name}: turned wrongly")
    for name, count in counts.items():
        print(f"{name}: " + ", ".join(f"{what} {n}" for what, n in count.most_common()))
    print(f"{1000 * spent / sum(map(Counter.total, counts.values())):.1f} ms a picture, turning included")


if __name__ == "__main__":
    main()
