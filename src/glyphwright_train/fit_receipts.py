"""Receipts whose keys are known → the weights by which `glyphwright.interpret.receipt` chooses.

    python -m glyphwright_train.fit_receipts --drawn 1000 --seed 1 -o src/glyphwright/interpret/receipt_weights.json
    python -m glyphwright_train.fit_receipts FOLDER --keys keys.json --select 0:80 --readings READINGS -o FILE

The first fits the packaged weights, to receipts that are drawn (`synth/tills`). The second fits to receipts of one's
own: FOLDER holds pictures and a truth.json; keys.json is {image: {"company", "date", "address", "total"}}, as printed;
READINGS are results of `glyphwright FOLDER/img -f json -o READINGS/`. Each receipt is learnt from twice: as it is, and
as it was read, or, where it was drawn, with faults such as readers make (`synth/misreading.py`). The weights maximise
the penalised likelihood of the right value (`glyphwright.interpret.choice`).
"""

import argparse
import json
import random
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glyphwright.datasets import read_truth_folder
from glyphwright.export import read_export
from glyphwright.interpret.choice import Candidate, Weights, choose
from glyphwright.interpret.receipt import LEAST, find_candidates
from glyphwright.interpret.receipt_keys import KEYS, Keys, likeness, score_keys
from glyphwright.interpret.receipt_sums import find_sums
from glyphwright.interpret.rows import document_rows
from glyphwright.page import Document
from glyphwright_train.synth.misreading import misread_document
from glyphwright_train.synth.tills.page import set_receipt
from glyphwright_train.synth.tills.receipt import draw_till_receipt

_ALIKE = 0.8
_RIDGE = 0.005


@dataclass(frozen=True, slots=True)
class Examples:
    """The candidates of all documents for one field, document after document, each time behind nothing at all.

    Args:
        traits: (n, t); all zero for there being nothing to find.
        right: (n,), whether that is what should be chosen.
        starts: (d,), where each document begins.
    """

    traits: NDArray[np.float64]
    right: NDArray[np.bool_]
    starts: NDArray[np.intp]


def candidates_of(document: Document) -> dict[str, list[Candidate[Any]]]:
    """The candidates for each key."""
    rows = document_rows(document)
    found = find_candidates(rows, find_sums(rows))
    return {key: getattr(found, key) for key in KEYS}


def fit(documents: Sequence[tuple[Document, Keys]], *, ridge: float = _RIDGE) -> dict[str, Weights]:
    """Weights by field and trait, from documents and their keys."""
    found = [(candidates_of(document), keys) for document, keys in documents]
    return {key: _fit_key([(one[key], keys.get(key, "")) for one, keys in found], key, ridge) for key in KEYS}


def held_out(documents: Sequence[tuple[Document, Keys]], *, folds: int) -> list[Keys]:
    """The keys that are found on each document by weights that were learnt from other companies' alone."""
    part = [zlib.crc32(keys.get("company", "").encode()) % folds for _, keys in documents]
    found: list[Keys] = [{} for _ in documents]
    for fold in range(folds):
        weights = fit([one for one, place in zip(documents, part, strict=True) if place != fold])
        for index in (index for index, place in enumerate(part) if place == fold):
            candidates = candidates_of(documents[index][0])
            chosen = {key: choose(candidates[key], weights[key], least=LEAST) for key in KEYS}
            found[index] = {key: str(field.value) for key, field in chosen.items() if field is not None}
    return found


def _fit_key(found: Sequence[tuple[list[Candidate[Any]], str]], key: str, ridge: float) -> dict[str, float]:
    from scipy.optimize import minimize

    names = sorted({name for candidates, _ in found for one in candidates for name in one.traits})
    examples = _examples(found, key, names)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        value, slope = _log_likelihood(examples, weights)
        return ridge * float(weights @ weights) / 2 - value, ridge * weights - slope

    weights = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True) if abs(weight) >= 0.0005}


def _examples(found: Sequence[tuple[list[Candidate[Any]], str]], key: str, names: Sequence[str]) -> Examples:
    """Right are the candidates most like the truth, if they are like it at all; else it is right to find nothing."""
    place = {name: i for i, name in enumerate(names)}
    found = [(candidates, truth) for candidates, truth in found if candidates]
    starts = np.cumsum([0, *(len(candidates) + 1 for candidates, _ in found)])
    traits, right = np.zeros((starts[-1], len(names))), np.zeros(starts[-1], bool)
    for start, (candidates, truth) in zip(starts, found, strict=False):
        alike = np.array([likeness(key, str(one.value), truth) for one in candidates])
        chosen = (alike >= max(_ALIKE, alike.max() - 1e-9)) & (alike > 0)
        right[start : start + len(alike) + 1] = [not chosen.any(), *chosen]
        for i, one in enumerate(candidates, start=start + 1):
            traits[i, [place[name] for name in one.traits]] = list(one.traits.values())
    return Examples(traits, right, starts[:-1])


def _log_likelihood(examples: Examples, weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
    """The mean over documents of the log-likelihood of a right choice, and its gradient."""
    scores, starts = examples.traits @ weights, examples.starts
    sizes = np.diff(starts, append=len(scores))
    odds = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
    every, good = np.add.reduceat(odds, starts), np.add.reduceat(odds * examples.right, starts)
    slope = (odds * examples.right / np.repeat(good, sizes) - odds / np.repeat(every, sizes)) @ examples.traits
    return float(np.log(good / every).mean()), slope / len(starts)


def draw_documents(count: int, *, seed: int) -> list[tuple[Document, Keys]]:
    """Drawn receipts and their keys, each as it was printed and as it may be read."""
    found: list[tuple[Document, Keys]] = []
    for number in range(count):
        dice = random.Random(f"{seed}:{number}")
        receipt = draw_till_receipt(dice)
        document = set_receipt(dice, receipt)
        found += [(document, receipt.keys), (misread_document(dice, document), receipt.keys)]
    return found


def load_documents(
    folder: Path, keys: dict[str, Keys], select: str | None, readings: Path | None
) -> list[tuple[Document, Keys]]:
    """The receipts of a folder whose keys are known, as they are and, where there are readings, as they were read."""
    found: list[tuple[Document, Keys]] = []
    for sample in read_truth_folder(folder, select=select):
        name = sample.path.relative_to(folder).as_posix()
        if name not in keys or sample.page is None:
            continue
        found.append((Document((sample.page,)), keys[name]))
        if readings is not None:
            found.append((read_export((readings / f"{sample.path.stem}.json").read_bytes(), "json"), keys[name]))
    return found


def main(arguments: Iterable[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Fit the weights of glyphwright.interpret.receipt.")
    parser.add_argument("folder", type=Path, nargs="?", help="pictures and truth.json of your own")
    parser.add_argument("--keys", type=Path, help="of the folder: {image: {company, date, address, total}}")
    parser.add_argument("--select", help="only some images, as of `glyphwright evaluate`")
    parser.add_argument("--readings", type=Path, help="folder of results in JSON, named after the images")
    parser.add_argument("--drawn", type=int, default=0, metavar="N", help="learn from N drawn receipts")
    parser.add_argument("--seed", type=int, default=1, help="of what is drawn")
    parser.add_argument("--out", "-o", type=Path, required=True, help="file for the weights")
    parser.add_argument("--folds", type=int, default=0, help="also measure on parts that hold other companies")
    given = parser.parse_args(None if arguments is None else list(arguments))
    if (given.folder is None) != (given.keys is None) or (given.folder is None) == (given.drawn == 0):
        parser.error("give a folder and its --keys, or --drawn N")
    if given.drawn:
        documents, ways = draw_documents(given.drawn, seed=given.seed), 2
    else:
        documents = load_documents(
            given.folder, json.loads(given.keys.read_text("utf-8")), given.select, given.readings
        )
        ways = 2 if given.readings else 1
    if given.folds:
        found = held_out(documents, folds=given.folds)
        for way, name in enumerate(("true text", "as read")[:ways]):
            _print_scores(name, found[way::ways], [keys for _, keys in documents[way::ways]])
    given.out.write_text(json.dumps(fit(documents), indent=1, sort_keys=True) + "\n", "utf-8")
    print(f"{len(documents)} documents learnt from")


def _print_scores(name: str, found: Sequence[Keys], truth: Sequence[Keys]) -> None:
    for key in KEYS:
        exact, letters = (score_keys(found, truth, key, letters=way) for way in (False, True))
        print(f"companies not learnt from, {name}, {key}: F1 {exact.f1:.3f}, letters and digits {letters.f1:.3f}")


if __name__ == "__main__":
    main()
