"""`python -m bench.receipts FOLDER --keys KEYS.json`: how many of SROIE's four keys are found on receipts, and rightly.

FOLDER holds images and a truth.json, KEYS.json is {image: {"company", "date", "address", "total"}}, as printed;
images without keys are left out. Each receipt is understood twice: as glyphwright read it, and from the text that
truth.json tells, which parts what was misunderstood from what was misread. `glyphwright.interpret.receipt_keys` tells
how keys are compared.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from glyphwright.datasets import read_truth_folder
from glyphwright.interpret import read_receipt
from glyphwright.interpret.receipt_keys import KEYS, Keys, keys_of, score_keys
from glyphwright.metrics import WordScore
from glyphwright.page import Document
from glyphwright.pipeline import make_reader


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="images and truth.json")
    parser.add_argument("--keys", type=Path, required=True, help="{image: {company, date, address, total}}")
    parser.add_argument("--select", help="only some images, as of `glyphwright evaluate`")
    parser.add_argument("--errors", action="store_true", help="also list what was found wrongly")
    given = parser.parse_args()
    truth: dict[str, Keys] = json.loads(given.keys.read_text("utf-8"))
    samples = {
        name: sample
        for sample in read_truth_folder(given.folder, select=given.select)
        if (name := sample.path.relative_to(given.folder).as_posix()) in truth
    }
    reader = make_reader()
    wanted = [truth[name] for name in samples]
    read = [keys_of(read_receipt(reader.read(sample.path))) for sample in samples.values()]
    known = [keys_of(read_receipt(Document((sample.page,)))) for sample in samples.values() if sample.page is not None]
    for name, found in (("as read", read), ("true text", known)):
        if len(found) == len(wanted):
            print_scores(f"{name}, {len(found)} receipts", found, wanted)
        if given.errors and len(found) == len(wanted):
            print_errors(list(samples), found, wanted)


def print_scores(title: str, found: Sequence[Keys], truth: Sequence[Keys]) -> None:
    """A table of keys: precision, recall and F1 of exact values, and F1 by letters and digits alone."""
    print(f"{title:24} precision  recall     F1  letters")
    total, letters = WordScore(), WordScore()
    for key in KEYS:
        exact, loose = (score_keys(found, truth, key, letters=way) for way in (False, True))
        total, letters = total + exact, letters + loose
        print(f"  {key:22} {exact.precision:9.3f}  {exact.recall:6.3f}  {exact.f1:5.3f}  {loose.f1:7.3f}")
    print(f"  {'all':22} {total.precision:9.3f}  {total.recall:6.3f}  {total.f1:5.3f}  {letters.f1:7.3f}")


def print_errors(names: Sequence[str], found: Sequence[Keys], truth: Sequence[Keys]) -> None:
    """What was found beside what is true, one to a line."""
    for name, one, other in zip(names, found, truth, strict=True):
        for key in KEYS:
            if not score_keys([one], [other], key, letters=True).f1:
                print(f"  {name} {key}: {one.get(key)!r} for {other.get(key)!r}")


if __name__ == "__main__":
    main()
