"""Every kind of line finder: its own targets lead back to the lines, it learns, and its file says what it says."""

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from glyphwright.detect.bars import as_bars  # noqa: E402
from glyphwright.detect.network_kinds import find_in_output  # noqa: E402
from glyphwright.errors import OptionError  # noqa: E402
from glyphwright.geometry import Polygon  # noqa: E402
from glyphwright.runtime import load_model  # noqa: E402
from glyphwright.stages import Region  # noqa: E402
from glyphwright_train.checkpoint import Weights  # noqa: E402
from glyphwright_train.networks.mask import grow, moved  # noqa: E402
from glyphwright_train.synth.views import View  # noqa: E402
from glyphwright_train.tasks.finders import FINDERS, LearningFinder, east, mask, ssd, yolo  # noqa: E402
from glyphwright_train.tasks.finders.batches import ViewBatch, make_view_batch  # noqa: E402
from glyphwright_train.tasks.finders.places import look_from_cells  # noqa: E402
from glyphwright_train.tasks.line_finder import score_view  # noqa: E402
from glyphwright_train.to_onnx import export_onnx  # noqa: E402

pytestmark = pytest.mark.train

SIZE, SMALL = 448, 160
STEPS = {"db": 70, "east": 120, "ssd": 80, "yolo": 80, "mask": 70}
TINY = {"channels": [16, 16, 24, 24], "blocks": [1, 1, 1, 1], "pyramid": 16}


def line(x: float, y: float, length: float, height: float, degrees: float) -> Polygon:
    """A line whose middle begins at (x, y)."""
    a = np.deg2rad(degrees)
    along, down = np.array([np.cos(a), np.sin(a)]) * length, np.array([-np.sin(a), np.cos(a)]) * height / 2
    start = np.array([x, y])
    return Polygon.from_array([start - down, start + along - down, start + along + down, start + down])


def view(*lines: Polygon) -> View:
    return View(np.full((SIZE, SIZE), 255, np.uint8), lines, ())


def perfect(architecture: str, batch: ViewBatch) -> np.ndarray:
    """What a network that knew the truth would say of the first view."""
    if architecture == "east":
        return east.wanted(batch)[0].numpy()
    if architecture == "ssd":
        return ssd.match(batch).values[0].numpy()
    cells = look_from_cells(batch.bars, batch.known)
    if architecture == "yolo":
        return yolo.wanted(cells)[0].numpy()
    sure = cells.centred[0] > 0
    sides = mask.wanted_proposals(cells)[:, sure, 1:] * cells.strides[sure, None]
    place = cells.places[sure]
    boxes = torch.cat([place - sides[..., :2], place + sides[..., 2:]], dim=2)
    boxes = grow(moved(boxes, mask.wanted_of_boxes(boxes, batch.bars)[0]))
    # The mask of a box is drawn in the box with room around it, which is the box that is told.
    shrunk = boxes + (boxes[..., [2, 3, 0, 1]] - boxes) * (0.1 / 1.2)
    masks = mask.wanted_of_boxes(shrunk, batch.bars)[2]
    return torch.cat([torch.full_like(boxes[..., :1], 8.0), boxes, 16 * masks - 8], dim=2)[0].numpy()


SCENES = {
    "paragraph": [line(30, 40 + 22 * i, 380 - 40 * (i % 3), 16, 0) for i in range(15)],
    "tilted": [line(40, 60 + 30 * i, 350, 20, 8) for i in range(10)],
    "small": [line(20, 30 + 14 * i, 400, 10, 0) for i in range(25)],
    "columns": [line(x, 40 + 24 * i, 180, 17, -2) for x in (20, 220) for i in range(14)],
    "words": [line(30 + 100 * k, 40 + 50 * i, 60, 24, 0) for i in range(8) for k in range(4)],
    "large": [line(40, 90, 360, 70, 0), line(60, 220, 330, 45, 3), line(60, 320, 100, 32, 0)],
    "upwards": [line(60 + 30 * k, 420, 350, 20, -90) for k in range(10)],
}


@pytest.mark.parametrize("scene", list(SCENES))
@pytest.mark.parametrize("architecture", ["east", "ssd", "yolo", "mask"])
def test_the_truth_leads_back_to_the_lines(architecture: str, scene: str) -> None:
    truth = SCENES[scene]
    output = perfect(architecture, make_view_batch([view(*truth)], SIZE))
    found = find_in_output(architecture, output, size=(SIZE, SIZE), min_score=0.5)
    assert len(found) == len(truth)
    bars, true = as_bars(found), as_bars([Region(polygon) for polygon in truth])
    assert min(max(overlap(bar, wanted) for bar in bars) for wanted in true) > 0.8


def overlap(bar: np.ndarray, wanted: np.ndarray) -> float:
    """Intersection over union of two bars, taken as parallel."""
    along = wanted[2:4] - wanted[:2]
    length = np.linalg.norm(along)
    start, end = ((bar[:2] - wanted[:2]) @ along / length, (bar[2:4] - wanted[:2]) @ along / length)
    off = (bar[:2] + bar[2:4] - wanted[:2] - wanted[2:4]) / 2 @ np.array([-along[1], along[0]]) / length
    deep = min((bar[4] + wanted[4]) / 2 - abs(off), bar[4], wanted[4])
    shared = max(min(end, length) - max(start, 0), 0) * max(deep, 0)
    return shared / ((end - start) * bar[4] + length * wanted[4] - shared)


@pytest.mark.parametrize("architecture", list(FINDERS))
def test_a_view_without_lines_is_learnt_from_and_gives_none(architecture: str) -> None:
    batch = make_view_batch([view(), view(*SCENES["words"])], SIZE)
    finder = LearningFinder({"architecture": architecture, **TINY}, where="test")
    torch.manual_seed(0)
    network = finder.network()
    loss = finder.loss(network(*finder.inputs(batch)), batch)
    loss.backward()
    assert torch.isfinite(loss)
    assert all(torch.isfinite(p.grad).all() for p in network.parameters() if p.grad is not None)
    if architecture not in ("db", "mask"):
        output = perfect(architecture, batch)
        assert find_in_output(architecture, output, size=(SIZE, SIZE), min_score=0.5) == []


def striped(*lines: Polygon) -> View:
    """A view whose lines are rows of dark strokes."""
    import cv2

    pixels = np.full((SMALL, SMALL), 235, np.uint8)
    for polygon in lines:
        start, end, _, bottom = polygon.array
        for k in np.arange(0, np.linalg.norm(end - start) - 2, 6):
            along = (end - start) / np.linalg.norm(end - start)
            low, high = start + along * (k + 1), bottom + along * (k + 1)
            points = [tuple(map(int, np.round(point))) for point in (low * 0.75 + high * 0.25, low * 0.2 + high * 0.8)]
            cv2.line(pixels, *points, 30, 2)
    return View(pixels, lines, ())


@pytest.mark.parametrize("architecture", list(FINDERS))
def test_every_network_learns_a_view(architecture: str, tmp_path: Path) -> None:
    shown = striped(*[line(14, 24 + 28 * i, 125 - 30 * (i % 2), 16, 4) for i in range(4)])
    batch = make_view_batch([shown], SMALL)
    finder = LearningFinder({"architecture": architecture, **TINY}, where="test")
    torch.manual_seed(0)
    network = finder.network()
    optimiser = torch.optim.Adam(network.parameters(), lr=1e-2)
    schedule = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.05, STEPS[architecture])
    for _ in range(STEPS[architecture]):
        loss = finder.loss(network(*finder.inputs(batch)), batch)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = None
            module.reset_running_stats()
    with torch.no_grad():
        network(*finder.inputs(batch))
    score = score_view(network.eval(), shown, architecture)
    assert score.recall == 1
    assert score.precision > 0.6
    check_file(architecture, network, batch, tmp_path / "tiny.onnx")


def check_file(architecture: str, network: Any, batch: ViewBatch, path: Path) -> None:
    """The model file says the same of pages of other sizes."""
    table = {"architecture": architecture, **TINY}
    description = {"name": "tiny", "task": "line_finder", "architecture": architecture, "recipe": {"network": table}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns that this exporter is the older of its two
        export_onnx(Weights(network.state_dict(), description), path, scores={})
    images = torch.cat([batch.images, batch.images.flip(2)], dim=3)[:, :, :96]
    with torch.inference_mode():
        expected = network(images).numpy()
    found = load_model(path, task="line_finder").run(images.numpy())
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() < 1e-3
    assert len(find_in_output(architecture, found[0], size=(96, 2 * SMALL), min_score=0.3)) >= 4


def test_an_unknown_architecture_is_refused() -> None:
    with pytest.raises(OptionError, match="use db, east, ssd, yolo, mask"):
        LearningFinder({"architecture": "cnn"}, where="test")
