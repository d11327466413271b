import numpy as np
import pytest

torch = pytest.importorskip("torch")

from glyphwright.recognise.scripts import CLASSES, COMMON, HEIGHT_PX, WINDOW_PX  # noqa: E402
from glyphwright_train.networks.script import ScriptConfig, ScriptNetwork  # noqa: E402
from glyphwright_train.synth.script_lines import ScriptSample  # noqa: E402
from glyphwright_train.tasks.line_script import TEST_TEXTS, LineScriptTask, make_script_batch  # noqa: E402

pytestmark = pytest.mark.train


def test_a_batch_says_of_each_line_its_script_and_the_way_up_where_it_is_known() -> None:
    pixels = np.full((36, 90), 255, np.uint8)
    batch = make_script_batch(
        [ScriptSample(pixels, "Grek", True), ScriptSample(pixels, "Latn", False), ScriptSample(pixels, COMMON, None)]
    )
    assert batch.images.shape == (3, 1, HEIGHT_PX, WINDOW_PX)
    assert batch.classes.tolist() == [CLASSES.index(code) for code in ("Grek", "Latn", COMMON)]
    assert batch.turned.tolist() == [1, 0, -1]


def test_the_way_up_counts_only_where_it_is_known() -> None:
    pixels = np.full((36, 90), 255, np.uint8)
    batch = make_script_batch([ScriptSample(pixels, "Latn", False), ScriptSample(pixels, COMMON, None)])
    outputs = torch.zeros(2, len(CLASSES) + 1)
    right = LineScriptTask.loss(None, outputs, batch)
    outputs[1, -1] = 50
    assert LineScriptTask.loss(None, outputs, batch) == right
    outputs[0, -1] = 5
    assert LineScriptTask.loss(None, outputs, batch) > right + 1


def test_the_network_is_small_and_says_two_things_of_a_line() -> None:
    network = ScriptNetwork(ScriptConfig(), classes=len(CLASSES)).eval()
    assert sum(parameter.numel() for parameter in network.parameters()) < 150_000
    assert network(torch.zeros(3, 1, HEIGHT_PX, WINDOW_PX)).shape == (3, len(CLASSES) + 1)


def test_there_are_texts_to_test_every_script_with() -> None:
    assert {*TEST_TEXTS, COMMON} == set(CLASSES)
