"""What all tasks of line readers share: the network of a recipe, its loss, what it reads, and what its file says of it.

The tasks differ in where their lines come from: drawn and cut from PDFs (line_reader.py), or a user's own
(own_lines.py).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from glyphwright.errors import OptionError
from glyphwright.metrics import levenshtein
from glyphwright.recognise.batches import padded_width, to_input
from glyphwright.recognise.decode import decode_greedy
from glyphwright_train.batches import LineBatch
from glyphwright_train.networks.attention import STOP, AttentionConfig, AttentionReader
from glyphwright_train.networks.crnn import Crnn, CrnnConfig
from glyphwright_train.networks.ctc_mix import CtcMix, CtcMixConfig
from glyphwright_train.networks.line_features import HEIGHT, STEP_PX
from glyphwright_train.networks.transformer import TransformerConfig, TransformerReader
from glyphwright_train.recipe import Recipe, from_table
from glyphwright_train.synth.lines import LineSample

CTC: dict[str, tuple[Callable[[Any], nn.Module], type]] = {
    "crnn": (Crnn, CrnnConfig),
    "ctc_mix": (CtcMix, CtcMixConfig),
}
"""Networks that say a symbol, or none, at every step of a line."""

DECODERS: dict[str, tuple[Callable[[Any], nn.Module], type]] = {
    "attention": (AttentionReader, AttentionConfig),
    "transformer": (TransformerReader, TransformerConfig),
}
"""Networks that write symbol by symbol until they say stop."""

UNSAID = -1
CTC_WEIGHT = 0.3
"""How much of what a decoder learns is to spell at every step what it looks at."""


@dataclass(frozen=True, slots=True)
class LearningReader:
    """How a recipe's network learns to read the characters of an alphabet.

    Raises OptionError where the recipe names no architecture that is known.
    """

    recipe: Recipe
    alphabet: str

    def __post_init__(self) -> None:
        if self.architecture not in CTC | DECODERS:
            known = ", ".join(CTC | DECODERS)
            raise OptionError(f"{self.recipe.name}: architecture {self.architecture!r} is unknown: use {known}")

    @property
    def architecture(self) -> str:
        return str(self.recipe.network.get("architecture", "ctc_mix"))

    @property
    def symbols(self) -> dict[str, int]:
        """What each character is to the network; 0 is the blank, or the stop symbol."""
        return {character: i + 1 for i, character in enumerate(self.alphabet)}

    def network(self) -> nn.Module:
        return make_line_network(self.recipe.network, symbols=len(self.alphabet) + 1)

    def inputs(self, batch: LineBatch) -> tuple[Tensor, ...]:
        """The pictures, and for a decoder what it shall have written."""
        return (batch.images,) if self.architecture in CTC else (batch.images, batch.padded(STOP))

    def loss(self, outputs: Any, batch: LineBatch) -> Tensor:
        """CTC (Graves et al. 2006); of a decoder also the cross-entropy of every symbol and of the stop behind them."""
        if self.architecture in CTC:
            return _ctc_loss(outputs, batch)
        written, spelt = outputs
        spelling = _ctc_loss(spelt.float().log_softmax(2), batch)
        wanted = nn.functional.pad(batch.padded(UNSAID), (0, 1), value=UNSAID)
        wanted[torch.arange(len(wanted)), batch.lengths] = STOP
        writing = nn.functional.cross_entropy(written.float().flatten(0, 1), wanted.flatten(), ignore_index=UNSAID)
        return CTC_WEIGHT * spelling + (1 - CTC_WEIGHT) * writing

    def description(self) -> dict[str, Any]:
        return {
            "task": "line_reader",
            "architecture": self.architecture,
            "alphabet": self.alphabet,
            "height_px": HEIGHT,
            "step_px": STEP_PX,
            "licence": self.recipe.licence,
        }


def _ctc_loss(log_probabilities: Tensor, batch: LineBatch) -> Tensor:  # (n, t, symbols)
    steps = torch.full((len(batch.lengths),), log_probabilities.shape[1])
    by_step = log_probabilities.float().transpose(0, 1)
    return nn.functional.ctc_loss(by_step, batch.targets, steps, batch.lengths, zero_infinity=True)


def make_line_network(settings: dict[str, Any], *, symbols: int) -> nn.Module:
    """The network that the table `network` of a recipe describes."""
    table = dict(settings)
    network, config = (CTC | DECODERS)[table.pop("architecture", "ctc_mix")]
    return network(from_table(config, {"symbols": symbols, **table}, "network"))


def log_probabilities(network: nn.Module, samples: Sequence[LineSample]) -> Iterator[NDArray[Any]]:
    """(1, steps, symbols) of each line from a CTC network, computed one by one as the reader does."""
    for sample in samples:
        with torch.inference_mode():
            yield network(_picture(sample)).numpy()


def texts(network: nn.Module, samples: Sequence[LineSample], alphabet: str) -> Iterator[str]:
    """What a network reads, one line after the other."""
    if hasattr(network, "step"):
        for sample in samples:
            yield _write(network, _picture(sample), alphabet)
        return
    for output in log_probabilities(network, samples):
        yield decode_greedy(output, alphabet, step_px=STEP_PX)[0].text


def _write(network: Any, picture: Tensor, alphabet: str) -> str:
    """Let a decoder write; no more symbols than a line has steps."""
    written: list[int] = []
    with torch.inference_mode():
        memory = network.encode(picture).float()
        state = memory.new_zeros(1, *network.state_shape)
        symbol, attention = torch.tensor([len(alphabet) + 1]), memory.new_zeros(1, memory.shape[1])
        for _ in range(memory.shape[1]):
            logits, state, attention = network.step(memory, symbol, state, attention)
            symbol = logits.argmax(dim=1)
            if int(symbol) == STOP:
                break
            written.append(int(symbol))
    return "".join(alphabet[symbol - 1] for symbol in written).strip()


def _picture(sample: LineSample) -> Tensor:
    return torch.from_numpy(to_input([sample.pixels], padded_width(sample.pixels.shape[1])))


def character_error_rate(network: nn.Module, samples: Sequence[LineSample], alphabet: str) -> float:
    """Edits over characters of all samples together."""
    edits = length = 0
    for sample, text in zip(samples, texts(network, samples, alphabet), strict=True):
        edits += levenshtein(text, sample.text)
        length += len(sample.text)
    return edits / max(1, length)
