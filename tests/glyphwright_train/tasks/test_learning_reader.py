"""Every line network: it learns, and a decoder that writes step by step says what it said when it was taught."""

from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from glyphwright.errors import OptionError  # noqa: E402
from glyphwright_train.batches import LineBatch  # noqa: E402
from glyphwright_train.recipe import Recipe, Schedule  # noqa: E402
from glyphwright_train.synth.lines import LineSample  # noqa: E402
from glyphwright_train.tasks.learning_reader import CTC, DECODERS, LearningReader, texts  # noqa: E402

pytestmark = pytest.mark.train

ALPHABET = "abcde "
TEXTS = ("abc", "d", "eaab")


def learner(architecture: str, **network: Any) -> LearningReader:
    table = {"architecture": architecture, "channels": [8, 8, 16], "blocks": [0, 0, 0], **network}
    recipe = Recipe(name="tiny", task="line_reader", seed=1, schedule=Schedule(steps=1), data={}, network=table)
    return LearningReader(recipe, ALPHABET)


def samples() -> list[LineSample]:
    """Texts written as columns of grey, one shade a letter, with gaps between."""
    lines = []
    for text in TEXTS:
        pixels = np.full((36, 64), 255, np.uint8)
        for i, letter in enumerate(text):
            pixels[6:30, 4 + 14 * i : 14 + 14 * i] = 30 * ALPHABET.index(letter)
        lines.append(LineSample(pixels, text))
    return lines


def batch() -> LineBatch:
    pictures = np.stack([sample.pixels for sample in samples()])[:, None] / 127.5 - 1
    symbols = [ALPHABET.index(letter) + 1 for text in TEXTS for letter in text]
    return LineBatch(
        torch.from_numpy(pictures.astype(np.float32)), torch.tensor(symbols), torch.tensor([len(t) for t in TEXTS])
    )


@pytest.mark.parametrize("architecture", [*CTC, *DECODERS])
def test_every_network_learns_three_lines(architecture: str) -> None:
    torch.manual_seed(0)
    reader = learner(architecture, dropout=0.0)
    network, data = reader.network(), batch()
    optimiser = torch.optim.Adam(network.parameters(), lr=1e-3)
    network.train()
    for _ in range(300):
        loss = reader.loss(network(*reader.inputs(data)), data)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if loss < 0.02:
            break
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = None
            module.reset_running_stats()
    with torch.no_grad():
        network(*reader.inputs(data))
    assert tuple(texts(network.eval(), samples(), ALPHABET)) == TEXTS


@pytest.mark.parametrize("architecture", list(DECODERS))
def test_a_decoder_says_the_same_step_by_step_as_when_taught(architecture: str) -> None:
    torch.manual_seed(0)
    reader = learner(architecture)
    network: Any = reader.network().eval()
    images, targets = reader.inputs(batch())
    with torch.inference_mode():
        taught, _ = network(images, targets)
        memory = network.encode(images).float()
        state = memory.new_zeros(3, *network.state_shape)
        symbol, attention = torch.full((3,), len(ALPHABET) + 1), memory.new_zeros(memory.shape[:2])
        for k in range(taught.shape[1]):
            logits, state, attention = network.step(memory, symbol, state, attention)
            assert torch.allclose(logits, taught[:, k], atol=1e-5)
            assert torch.allclose(attention.sum(dim=1), torch.ones(3), atol=1e-5)
            if k < targets.shape[1]:
                symbol = targets[:, k]


def test_symbols_behind_the_stop_teach_nothing() -> None:
    reader, data = learner("attention"), batch()
    outputs, spelt = torch.randn(3, 5, len(ALPHABET) + 1), torch.randn(3, 16, len(ALPHABET) + 1)
    changed = outputs.clone()
    changed[1, 2:] += 5  # "d" and its stop come before
    loss = reader.loss((outputs, spelt), data)
    assert torch.equal(loss, reader.loss((changed, spelt), data))
    changed[1, 1] += torch.arange(len(ALPHABET) + 1)
    assert not torch.equal(loss, reader.loss((changed, spelt), data))


@pytest.mark.parametrize("architecture", list(DECODERS))
def test_what_a_decoder_looks_at_learns_to_spell(architecture: str) -> None:
    torch.manual_seed(0)
    reader, data = learner(architecture, dropout=0.0), batch()
    network: Any = reader.network()
    images, targets = reader.inputs(data)
    written, spelt = network(images, targets)
    reader.loss((written.detach(), spelt), data).backward()
    assert next(network.features.parameters()).grad.abs().max() > 0


def test_an_unknown_architecture_is_refused() -> None:
    with pytest.raises(OptionError, match="use crnn, ctc_mix, attention, transformer"):
        learner("lstm")
