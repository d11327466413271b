from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from glyphwright.datasets import Sample
from glyphwright.errors import OptionError
from glyphwright.evaluate import evaluate_finder
from glyphwright.geometry import Box
from glyphwright.metrics import IOU_LEVELS

LINE, BELOW = Box(20, 20, 130, 40), Box(20, 60, 70, 80)
WORDS = (("total", 20, 20), ("fifty", 80, 20), ("never", 20, 60))


def test_a_perfect_finder_leaves_nothing_to_wish_for(tmp_path: Path, drawn: ModuleType) -> None:
    found = evaluate_finder([drawn.sample_of(tmp_path, *WORDS)], drawn.Told((LINE, BELOW)))
    assert (found.count("found"), found.merges, found.false_lines) == (3, 0, 0)
    assert found.reachable.f1 == 1
    assert found.reachable_characters.edits == 0
    assert found.lines is None
    assert found.milliseconds >= 0


def test_what_goes_wrong_is_counted_and_costs_words(tmp_path: Path, drawn: ModuleType) -> None:
    boxes = (Box(20, 20, 100, 40), Box(100, 20, 130, 40), Box(200, 150, 300, 170))
    found = evaluate_finder([drawn.sample_of(tmp_path, *WORDS)], drawn.Told(boxes))
    assert [found.count(fate) for fate in ("found", "cut", "missed")] == [1, 1, 1]
    assert found.false_lines == 1
    assert (found.reachable.hits, found.reachable.n_output, found.reachable.n_truth) == (1, 3, 3)
    assert found.to_dict()["words"]["cut"] == 1


def frame_of(outline: Box) -> Box:
    """The frame of a line that is told to be here (`Region.outline`)."""
    h = outline.height / 1.25
    return Box(outline.left + 0.1 * h, outline.top + 0.15 * h, outline.right - 0.1 * h, outline.bottom - 0.1 * h)


def test_lines_of_the_truth_are_paired_one_to_one_at_every_level(tmp_path: Path, drawn: ModuleType) -> None:
    sample = replace(drawn.sample_of(tmp_path, *WORDS), lines_known=True)
    boxes = (Box(20, 20, 70, 40), Box(80, 20, 130, 36.1), Box(80, 20, 130, 35))
    found = evaluate_finder([sample], drawn.Told(tuple(map(frame_of, boxes))))
    assert found.lines is not None
    pairs = dict(zip(IOU_LEVELS, (score.truth_found for score in found.lines), strict=True))
    assert (pairs[0.5], pairs[0.8], pairs[0.85], pairs[0.95]) == (2, 2, 1, 1)
    rates = found.to_dict()
    assert rates["iou_50"] == {"recall": 0.6667, "precision": 0.6667, "h_mean": 0.6667}
    assert rates["iou_50_95"]["recall"] == pytest.approx((7 * 2 + 3) / 30, abs=1e-4)


def test_what_the_truth_leaves_aside_is_neither_missed_nor_false(tmp_path: Path, drawn: ModuleType) -> None:
    aside = Box(200, 100, 300, 120)
    sample = replace(drawn.sample_of(tmp_path, *WORDS, ignored=(aside,)), lines_known=True)
    with_it, without = (evaluate_finder([sample], drawn.Told(boxes)) for boxes in ((LINE, aside), (LINE,)))
    assert with_it.false_lines == 0
    assert with_it.lines == without.lines
    assert with_it.count("missed") == without.count("missed") == 1


def test_pages_keep_their_order_and_the_worst_come_first(tmp_path: Path, drawn: ModuleType) -> None:
    samples = [drawn.sample_of(tmp_path, (text, 20, top)) for text, top in (("a", 20), ("b", 100), ("c", 20))]
    done: list[int] = []
    found = evaluate_finder(samples, drawn.Told((LINE,)), jobs=2, progress=done.append)
    assert [page.path.stem for page in found.pages] == ["a", "b", "c"]
    assert found.worst_first[0].path.stem == "b"
    assert found.to_dict()["results"][0]["name"] == "b.png"
    assert done == [1, 2, 3]


def test_truth_without_places_is_refused(tmp_path: Path, drawn: ModuleType) -> None:
    with pytest.raises(OptionError, match=r"a\.png.*--stage read"):
        evaluate_finder([Sample(tmp_path / "a.png", "text")], drawn.Told(()))
    with pytest.raises(ValueError, match="nothing to evaluate"):
        evaluate_finder([], drawn.Told(()))
