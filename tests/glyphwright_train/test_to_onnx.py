import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")
onnx = pytest.importorskip("onnx")

from glyphwright.errors import OutputError  # noqa: E402
from glyphwright.options import NO_LANGUAGE_MODEL, ReadOptions  # noqa: E402
from glyphwright.recognise import open_line_reader  # noqa: E402
from glyphwright.runtime import load_model  # noqa: E402
from glyphwright.stages import LineCrop  # noqa: E402
from glyphwright.zoo import find_model  # noqa: E402
from glyphwright_train import to_onnx  # noqa: E402
from glyphwright_train.checkpoint import Weights  # noqa: E402
from glyphwright_train.networks.ctc_mix import CtcMix, CtcMixConfig  # noqa: E402
from glyphwright_train.networks.db import Db  # noqa: E402
from glyphwright_train.networks.page_features import PageConfig  # noqa: E402
from glyphwright_train.networks.upright import Upright, UprightConfig  # noqa: E402
from glyphwright_train.quantise import quantise  # noqa: E402
from glyphwright_train.recipe import Recipe, Schedule  # noqa: E402
from glyphwright_train.synth.lines import LineSample  # noqa: E402
from glyphwright_train.tasks.classifier import make_network  # noqa: E402
from glyphwright_train.tasks.learning_reader import CTC, DECODERS, LearningReader, texts  # noqa: E402

pytestmark = pytest.mark.train

READER = {"channels": [8, 8, 16], "blocks": [0, 1, 1], "mix_channels": 16, "mix_blocks": 1, "mix_kernel": 5}
FINDER = {"channels": [8, 8, 8, 8], "blocks": [1, 1, 1, 1], "pyramid": 8}


def reader_weights() -> Weights:
    torch.manual_seed(0)
    network = CtcMix(CtcMixConfig(4, (8, 8, 16), (0, 1, 1), 16, 1, 5))
    network.train()
    for _ in range(3):
        network(torch.randn(4, 1, 36, 64))
    description: dict[str, Any] = {
        "name": "tiny", "task": "line_reader", "architecture": "ctc_mix", "alphabet": "abc", "height_px": 36,
        "step_px": 4, "recipe": {"network": READER},
    }  # fmt: skip
    return Weights(network.state_dict(), description)


def finder_weights() -> Weights:
    torch.manual_seed(0)
    network = Db(PageConfig((8, 8, 8, 8), (1, 1, 1, 1), 8))
    description: dict[str, Any] = {
        "name": "tiny", "task": "line_finder", "architecture": "db", "recipe": {"network": FINDER},
    }  # fmt: skip
    return Weights(network.state_dict(), description)


def export(weights: Weights, path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns that this exporter is the older of its two
        to_onnx.export_onnx(weights, path, scores={"cer": 0.5})


def test_an_exported_reader_gives_probabilities_for_lines_of_any_width(tmp_path: Path) -> None:
    export(reader_weights(), tmp_path / "tiny.onnx")
    model = load_model(tmp_path / "tiny.onnx", task="line_reader")
    assert model.description["alphabet"] == "abc"
    assert model.description["scores"] == {"cer": 0.5}
    for n, width in ((1, 32), (3, 416)):
        output = model.run(np.zeros((n, 1, 36, width), np.float32))
        assert output.shape == (n, width // 4, 4)
        assert np.allclose(output.sum(axis=2), 1, atol=1e-5)


def test_an_exported_finder_gives_maps_of_pages_of_any_size(tmp_path: Path) -> None:
    export(finder_weights(), tmp_path / "tiny.onnx")
    model = load_model(tmp_path / "tiny.onnx", task="line_finder")
    assert model.run(np.zeros((1, 1, 96, 64), np.float32)).shape == (1, 3, 24, 16)


def test_an_exported_page_orientation_scores_any_number_of_pictures(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = Upright(UprightConfig((4, 8, 8, 8)))
    described = {
        "name": "tiny", "task": "page_orientation", "architecture": "upright", "side_px": 64,
        "recipe": {"network": {"channels": [4, 8, 8, 8]}},
    }  # fmt: skip
    export(Weights(network.state_dict(), described), tmp_path / "tiny.onnx")
    model = load_model(tmp_path / "tiny.onnx", task="page_orientation")
    assert model.run(np.zeros((7, 1, 64, 64), np.float32)).shape == (7, 1)


def test_a_model_that_differs_from_its_network_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(to_onnx, "largest_difference", lambda *_: 0.01)
    with pytest.raises(OutputError, match=r"differs from PyTorch by 0\.01"):
        export(reader_weights(), tmp_path / "tiny.onnx")
    assert list(tmp_path.iterdir()) == []


def ram_weights() -> Weights:
    """Of a network that is led far by what it sees."""
    torch.manual_seed(0)
    settings = {"architecture": "ram", "glimpses": 2, "patch_px": 4, "scales": 1, "hidden": 16}
    network = make_network(settings, classes=2, side_px=12)
    description: dict[str, Any] = {
        "name": "tiny", "task": "character_classifier", "architecture": "ram", "classes": ["a", "b"], "input_px": 12,
        "scene": "", "light_ink": True, "recipe": {"network": settings},
    }  # fmt: skip
    return Weights(network.state_dict(), description)


@pytest.mark.parametrize(("calm", "own", "written"), [(1e-5, 1e-3, True), (1e-3, 1e-5, False), (1e-5, 2e-2, False)])
def test_one_that_is_led_by_what_it_sees_may_round_but_its_graph_may_not_differ(
    calm: float, own: float, written: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(to_onnx, "ROLLOUTS", 2)
    monkeypatch.setattr(to_onnx, "rounding", lambda _: 1e-3)
    monkeypatch.setattr(to_onnx, "largest_difference", lambda built, _: own if built.calm is not None else calm)
    if written:
        export(ram_weights(), tmp_path / "tiny.onnx")
        return
    with pytest.raises(OutputError, match="differs from PyTorch"):
        export(ram_weights(), tmp_path / "tiny.onnx")
    assert list(tmp_path.iterdir()) == []


def test_eight_bits_say_nearly_the_same_and_keep_the_description(tmp_path: Path) -> None:
    export(reader_weights(), tmp_path / "tiny.onnx")
    rng = np.random.default_rng(0)
    batches = [rng.uniform(-1, 1, (1, 1, 36, 64)).astype(np.float32) for _ in range(8)]
    quantise(tmp_path / "tiny.onnx", tmp_path / "small.onnx", batches)
    large, small = (load_model(tmp_path / name, task="line_reader") for name in ("tiny.onnx", "small.onnx"))
    assert small.description == large.description
    assert np.abs(large.run(batches[0]) - small.run(batches[0])).max() < 0.1


def test_eight_bits_stay_eight_bits_through_rectifiers(tmp_path: Path) -> None:
    export(reader_weights(), tmp_path / "tiny.onnx")
    batches = [np.random.default_rng(0).uniform(-1, 1, (1, 1, 36, 64)).astype(np.float32)]
    quantise(tmp_path / "tiny.onnx", tmp_path / "small.onnx", batches)
    for path in (tmp_path / "small.onnx", find_model("line_reader")):
        nodes = onnx.load(str(path)).graph.node
        made_by = {output: node.op_type for node in nodes for output in node.output}
        rectified = [made_by[node.input[0]] for node in nodes if node.op_type == "Relu"]
        assert "DequantizeLinear" not in rectified
        assert any(node.op_type == "DequantizeLinear" for node in nodes)


@pytest.mark.parametrize("architecture", [*CTC, *DECODERS])
def test_every_line_reader_reads_the_same_from_its_file(architecture: str, tmp_path: Path) -> None:
    torch.manual_seed(0)
    table = {"architecture": architecture, "channels": [8, 8, 16], "blocks": [0, 0, 0]}
    recipe = Recipe(name="tiny", task="line_reader", seed=1, schedule=Schedule(steps=1), data={}, network=table)
    learner = LearningReader(recipe, "abc ")
    network = learner.network()
    network.train()
    rng = np.random.default_rng(0)
    samples = [LineSample(rng.integers(0, 256, (36, width), np.uint8), "abc") for width in (64, 64, 100)]
    with torch.no_grad():
        images = torch.rand(4, 1, 36, 64)
        network(*((images,) if architecture in CTC else (images, torch.ones(4, 2, dtype=torch.long))))
    described = {"name": "tiny", **learner.description(), "recipe": {"network": table}}
    export(Weights(network.state_dict(), described), tmp_path / "tiny.onnx")
    options = ReadOptions(language_model=NO_LANGUAGE_MODEL)
    reader = open_line_reader(load_model(tmp_path / "tiny.onnx", task="line_reader"), options)
    read = [reading.text for reading in reader.read_lines([LineCrop(sample.pixels) for sample in samples])]
    expected = list(texts(network.eval(), samples, "abc "))
    if architecture in CTC:
        assert read == expected
    else:  # the reader stops a decoder that stays in one place, which one that learnt nothing does
        assert all(said.startswith(text) for text, said in zip(read, expected, strict=True))
