"""Model files of networks that have learnt nothing, made once, and a set of pictures of two strokes."""

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glyphwright.datasets.labelled_images import LabelledImages

SIDE_PX = 12
CLASSES = ("a", "b", "$c$")
NETWORKS: dict[str, dict[str, Any]] = {
    "cnn": {"architecture": "cnn", "channels": [4, 6], "hidden": [5]},
    "dram": {
        "architecture": "dram", "characters": 2, "glimpses": 1, "patch_px": 4, "scales": 1, "hidden": 8,
        "context_px": 4,
    },
    "modern": {"architecture": "modern", "channels": [8, 8, 8], "blocks": [1, 1, 1]},
    "perceptron": {"architecture": "perceptron", "hidden": [7]},
    "ram": {"architecture": "ram", "glimpses": 3, "patch_px": 4, "scales": 2, "features": 8, "hidden": 16},
}  # fmt: skip
READER = {"channels": [8, 8, 16], "blocks": [0, 1, 1], "mix_channels": 16, "mix_blocks": 1, "mix_kernel": 5}
DECODERS: dict[str, dict[str, Any]] = {
    "attention": {"hidden": 16, "attention": 8, "mix_blocks": 1},
    "transformer": {"heads": 2, "encoder_layers": 1, "decoder_layers": 1},
}


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """By architecture, and a line reader that says a symbol at every step."""
    torch = pytest.importorskip("torch")
    from glyphwright_train.networks.ctc_mix import CtcMix, CtcMixConfig
    from glyphwright_train.tasks.classifier import make_network
    from glyphwright_train.tasks.learning_reader import make_line_network

    folder = tmp_path_factory.mktemp("models")
    torch.manual_seed(1)
    for name, settings in NETWORKS.items():
        network = make_network(settings, classes=len(CLASSES), side_px=SIDE_PX)
        description = {
            "name": f"tiny-{name}", "task": "character_classifier", "architecture": name, "classes": CLASSES,
            "input_px": SIDE_PX, "scene": "", "light_ink": True, "recipe": {"network": settings},
        }  # fmt: skip
        export(network, description, folder / f"{name}.onnx")
    reader = CtcMix(CtcMixConfig(4, (8, 8, 16), (0, 1, 1), 16, 1, 5))
    description = {
        "name": "tiny-reader", "task": "line_reader", "architecture": "ctc_mix", "alphabet": " ab", "height_px": 36,
        "step_px": 4, "recipe": {"network": READER},
    }  # fmt: skip
    export(reader, description, folder / "reader.onnx")
    for name, settings in DECODERS.items():
        network_settings = {
            "architecture": name, "channels": [8, 8, 16], "blocks": [0, 0, 0], "width": 16, **settings,
        }  # fmt: skip
        decoder = make_line_network(network_settings, symbols=4)
        description |= {"name": f"tiny-{name}", "architecture": name, "recipe": {"network": network_settings}}
        export(decoder, description, folder / f"{name}.onnx")
    return {path.stem: path for path in folder.glob("*.onnx")}


def export(network: Any, description: dict[str, Any], path: Path) -> None:
    from glyphwright_train import to_onnx
    from glyphwright_train.checkpoint import Weights

    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
        warnings.simplefilter("ignore")  # torch warns that this exporter is the older of its two
        patch.setattr(to_onnx, "ROLLOUTS", 2)  # each of them makes the graph longer, and the tests slower
        to_onnx.export_onnx(Weights(network.state_dict(), description), path, scores={})


@pytest.fixture
def image() -> np.ndarray[Any, np.dtype[np.uint8]]:
    """A light stroke on black, of the size of the models."""
    drawn = np.zeros((SIDE_PX, SIDE_PX), np.uint8)
    drawn[2:10, 5:7] = 255
    return drawn


@pytest.fixture
def strokes() -> LabelledImages:
    """Twelve pictures of a, three of b and none of $c$; each is as bright as its place among them."""
    images = np.zeros((15, SIDE_PX, SIDE_PX), np.uint8)
    images[:, 3:9, 3:9] = np.arange(101, 116)[:, None, None]
    return LabelledImages("strokes", images, ("a", "b") * 3 + ("a",) * 9, CLASSES)
