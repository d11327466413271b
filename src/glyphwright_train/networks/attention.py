"""Attention reader: the features of a line, and a recurrent decoder that looks at one part of them for each character.

After Bahdanau et al. 2015, Neural Machine Translation by Jointly Learning to Align and Translate, section 3.1 (one
head, context vectors), with the location features of Chorowski et al. 2015, Attention-Based Models for Speech
Recognition, section 2.1, by which the decoder knows where it has just been: much in a long line looks alike. What it
looks at is taught to spell by CTC, too, or it takes very long to learn where to look (Kim, Hori and Watanabe 2017,
Joint CTC-Attention Based End-to-End Speech Recognition Using Multi-Task Learning, section 3).
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from glyphwright_train.networks.line_features import make_features, make_flatten
from glyphwright_train.networks.mixing import MixingBlock

STOP = 0


@dataclass(frozen=True, slots=True)
class AttentionConfig:
    """Channels and blocks of the features, width of a step, units of the decoder and of the attention."""

    symbols: int
    channels: tuple[int, int, int] = (32, 64, 128)
    blocks: tuple[int, int, int] = (0, 1, 2)
    width: int = 256
    mix_blocks: int = 2
    mix_kernel: int = 9
    hidden: int = 256
    attention: int = 128
    location_kernel: int = 15
    dropout: float = 0.1


class AttentionReader(nn.Module):
    """Input (n, 1, 36, w); symbol 0 stops, and `symbols` itself starts."""

    def __init__(self, config: AttentionConfig) -> None:
        super().__init__()
        self.config = config
        self.features = make_features(config.channels, config.blocks)
        self.flatten = make_flatten(config.channels[2], config.width)
        self.mixing = nn.Sequential(
            *[MixingBlock(config.width, config.mix_kernel, config.dropout) for _ in range(config.mix_blocks)]
        )
        self.spell = nn.Linear(config.width, config.symbols)
        self.embed = nn.Embedding(config.symbols + 1, config.hidden)
        self.cell = nn.GRUCell(config.hidden + config.width, config.hidden)
        self.of_memory = nn.Linear(config.width, config.attention)
        self.of_state = nn.Linear(config.hidden, config.attention, bias=False)
        self.of_places = nn.Conv1d(1, config.attention, config.location_kernel, padding="same", bias=False)
        self.score = nn.Linear(config.attention, 1, bias=False)
        self.dropout = nn.Dropout(config.dropout)
        self.head = nn.Linear(config.hidden + config.width, config.symbols)

    @property
    def state_shape(self) -> tuple[int, int]:
        """Of the state before the first symbol, for each line."""
        return 1, self.config.hidden

    @property
    def memory_width(self) -> int:
        """Of what the decoder looks at: by the one part it finds its place, the other is what it sees there."""
        return self.config.attention + self.config.width

    def encode(self, images: Tensor) -> Tensor:
        """(n, 1, 36, w) → memory (n, t, memory_width)."""
        return self._remember(self._encode(images))

    def _encode(self, images: Tensor) -> Tensor:  # (n, t, width)
        x = self.mixing(self.flatten(self.features(images)))
        return x.squeeze(2).transpose(1, 2).float()

    def _remember(self, encoded: Tensor) -> Tensor:
        return torch.cat([self.of_memory(encoded), encoded], dim=2)

    def step(self, memory: Tensor, symbol: Tensor, state: Tensor, attention: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """One symbol further.

        Args:
            memory: (n, t, memory_width).
            symbol: (n,), the one before; `symbols` at the start.
            state: (n, 1, hidden).
            attention: (n, t), where was looked for the symbol before; zeros at the start.

        Returns:
            Logits (n, symbols), the new state, the new attention.
        """
        keys, values = memory.split([self.config.attention, self.config.width], dim=2)
        places = self.of_places(attention[:, None]).transpose(1, 2)  # (n, t, attention)
        looked = torch.tanh(keys + self.of_state(state) + places)
        weights = self.score(looked)[:, :, 0].softmax(dim=1)  # (n, t)
        context = torch.einsum("nt,ntc->nc", weights, values)
        hidden = self.cell(torch.cat([self.embed(symbol), context], dim=1), state[:, 0])
        logits = self.head(self.dropout(torch.cat([hidden, context], dim=1)))
        return logits, hidden[:, None], weights

    def forward(self, images: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """With the true symbols (n, k) given one by one (teacher forcing), logits (n, k + 1, symbols), (n, t, symbols).

        The latter are those for CTC, of which 0 is the blank.
        """
        encoded = self._encode(images)
        memory = self._remember(encoded)
        n, t = memory.shape[:2]
        state = memory.new_zeros(n, *self.state_shape)
        attention = memory.new_zeros(n, t)
        start = torch.full((n, 1), self.config.symbols, device=targets.device)
        given = torch.cat([start, targets], dim=1)
        logits = []
        for k in range(given.shape[1]):
            said, state, attention = self.step(memory, given[:, k], state, attention)
            logits.append(said)
        return torch.stack(logits, dim=1), self.spell(encoded)
