"""`python -m bench.scripts MATERIAL FOLDER…`: how well scripts, and lines on their heads, are told.

On drawn lines in fonts and texts that training never saw: which script is taken for which, what is left open, how much
a verdict is worth; what becomes of whole pages. On pages in Latin script (folders with a truth.json): lines taken for
another script, what telling costs, and how many lines are righted where every tenth is turned on its head.
"""

import argparse
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from glyphwright.acquire import open_pages
from glyphwright.datasets import read_truth_folder
from glyphwright.detect import cut_lines
from glyphwright.metrics import calibration_error
from glyphwright.options import ReadOptions
from glyphwright.pipeline import Reader, make_reader
from glyphwright.preprocess import prepare
from glyphwright.recognise import ScriptLineReader
from glyphwright.recognise.script_reader import SURE
from glyphwright.recognise.scripts import CLASSES, HEIGHT_PX, SCRIPTS, WINDOW_PX, LineScript, ScriptClassifier
from glyphwright.stages import LineCrop
from glyphwright_train.batches import batch_rng
from glyphwright_train.synth.fonts import FontLibrary
from glyphwright_train.synth.script_lines import ScriptSample, ScriptSource
from glyphwright_train.tasks.line_script import CROP_HEIGHT_PX, load_source

SEED, TURNED_EVERY, PAGES, LINES_A_PAGE = 50_000, 10, 10, 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("material", type=Path, help="folder with fonts/, script-fonts/ and script-texts/")
    parser.add_argument("folders", type=Path, nargs="*", help="pages in Latin script, with their truth.json")
    parser.add_argument("--lines", type=int, default=200, help="how many of each script")
    parser.add_argument("--wear", type=float, default=0.3, help="how worn they are, from 0 to 1")
    arguments = parser.parse_args()
    reader = make_reader(ReadOptions(threads=1))
    assert isinstance(reader.reader, ScriptLineReader)
    source = load_source(arguments.material, "test")
    samples = draw_lines(source, arguments.lines, arguments.wear)
    verdicts = reader.reader.classifier.classify([LineCrop(sample.pixels) for sample in samples])
    print_confusion(samples, verdicts)
    print_drawn_pages(source, reader.reader, arguments.wear)
    for folder in arguments.folders:
        print_pages(folder, reader, reader.reader)


def draw_lines(source: ScriptSource, count: int, strength: float) -> list[ScriptSample]:
    """So many lines of each script."""
    rng = batch_rng(SEED, 0, 0)
    return [
        source.draw(rng, height=CROP_HEIGHT_PX, strength=strength, script=script)
        for script in CLASSES
        for _ in range(count)
    ]


def print_drawn_pages(source: ScriptSource, scripts: ScriptLineReader, strength: float) -> None:
    """What becomes of upright lines in one font, as many together as on a page."""
    for number, code in enumerate(SCRIPTS):
        tally = Counter[str]()
        for page in range(PAGES):
            rng = batch_rng(SEED, number, page)
            font = source.fonts[code].pick(rng)
            alone = FontLibrary.of([font], {font.kind: 1.0}, ordinary=source.fonts[code].ordinary)
            one = replace(source, fonts={**source.fonts, code: alone})
            drawn = (
                one.draw(rng, height=CROP_HEIGHT_PX, strength=strength, script=code) for _ in range(4 * LINES_A_PAGE)
            )
            upright = [LineCrop(sample.pixels) for sample in drawn if sample.upside_down is False][:LINES_A_PAGE]
            tally.update(reading.script or "read" for reading in scripts.read_lines(upright))
        print(f"pages in {code}:", ", ".join(f"{what} {n}" for what, n in tally.most_common()))


def print_confusion(samples: Sequence[ScriptSample], verdicts: Sequence[LineScript]) -> None:
    """Counts of true script against found script; shares that are right, sure, and right where sure.

    "long" are lines that are as wide as the network looks.
    """
    truth = np.array([CLASSES.index(sample.script) for sample in samples])
    found = np.array([CLASSES.index(verdict.code) for verdict in verdicts])
    confidence = np.array([verdict.confidence for verdict in verdicts])
    right, sure = truth == found, confidence >= SURE
    full = np.array([sample.pixels.shape[1] >= WINDOW_PX * CROP_HEIGHT_PX / HEIGHT_PX for sample in samples])
    print("true/found", *CLASSES, "right", "sure", "right where sure", sep="\t")
    for k, name in enumerate(CLASSES):
        counts = np.bincount(found[truth == k], minlength=len(CLASSES))
        print(name, *counts, _shares(right[truth == k], sure[truth == k]), sep="\t")
    print("all", *[""] * len(CLASSES), _shares(right, sure), sep="\t")
    print("long", *[""] * len(CLASSES), _shares(right[full], sure[full]), sep="\t")
    print(f"calibration error of scripts: {calibration_error(list(confidence), list(right)):.3f}")
    ways = [(sample.upside_down, verdict.upside_down) for sample, verdict in zip(samples, verdicts, strict=True)]
    known = np.array([(turned, chance) for turned, chance in ways if turned is not None])
    turned, chance = known[:, 0] > 0, known[:, 1]
    print(
        f"way up: {((chance > 0.5) == turned).mean():.3f} right; "
        f"of lines on their heads {(chance[turned] >= SURE).mean():.3f} surely found, "
        f"of others {(chance[~turned] >= SURE).mean():.4f} surely taken for such"
    )


def _shares(right: NDArray[np.bool_], sure: NDArray[np.bool_]) -> str:
    return f"{right.mean():.3f}\t{sure.mean():.3f}\t{right[sure].mean() if sure.any() else 0:.3f}"


def print_pages(folder: Path, reader: Reader, scripts: ScriptLineReader) -> None:
    """What telling scripts does to pages in Latin script, as they are and with lines on their heads."""
    timed = _Timed(scripts.classifier)
    scripts = replace(scripts, classifier=timed)
    tally, pages = Counter[str](), read_truth_folder(folder)
    for sample in pages:
        image = prepare(next(open_pages(sample.path, options=reader.options)), reader.options)
        crops = cut_lines(image, reader.finder.find_lines(image), height=reader.reader.height)
        kept = [r.confidence >= reader.options.min_confidence for r in scripts.readers[0].read_lines(crops)]
        timed.counting = True
        readings = scripts.read_lines(crops)
        timed.counting = False
        tally["lines"] += len(crops)
        tally["taken for another script"] += sum(r.is_foreign for r in readings)
        tally["of which would have been read"] += sum(r.is_foreign and k for r, k in zip(readings, kept, strict=True))
        tally["turned"] += sum(r.turned for r in readings)
        upset = [k and i % TURNED_EVERY == 0 for i, k in enumerate(kept)]
        again = scripts.read_lines([c.turned if u else c for c, u in zip(crops, upset, strict=True)])
        tally["put on their heads"] += sum(upset)
        tally["of which righted"] += sum(r.turned and u for r, u in zip(again, upset, strict=True))
    print(f"{folder.name}: {len(pages)} pages,", ", ".join(f"{what} {n}" for what, n in tally.items()))
    print(f"{1000 * timed.seconds / len(pages):.2f} ms of one core a page")


@dataclass
class _Timed:
    """A classifier that knows how long it took while `counting`."""

    classifier: ScriptClassifier
    seconds: float = 0.0
    counting: bool = False

    def classify(self, crops: Sequence[LineCrop]) -> list[LineScript]:
        started = time.process_time()
        verdicts = self.classifier.classify(crops)
        self.seconds += (time.process_time() - started) * self.counting
        return verdicts


if __name__ == "__main__":
    main()
