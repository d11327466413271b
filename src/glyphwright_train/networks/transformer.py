"""Transformer reader: features of a line, self-attention over its steps, and a decoder that writes symbol by symbol.

After Vaswani et al. 2017, Attention Is All You Need, section 3 (here with normalisation before each part, Xiong et al.
2020), over convolutional features instead of patches: lines are long, and their strokes are local. What the decoder
looks at is taught to spell by CTC, too (see attention.py).
"""

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from glyphwright_train.networks.line_features import make_features, make_flatten

STOP = 0


@dataclass(frozen=True, slots=True)
class TransformerConfig:
    """Channels and blocks of the features, width and heads of the attention, layers on either side."""

    symbols: int
    channels: tuple[int, int, int] = (32, 64, 128)
    blocks: tuple[int, int, int] = (0, 1, 2)
    width: int = 192
    heads: int = 6
    encoder_layers: int = 2
    decoder_layers: int = 2
    dropout: float = 0.1


class Attention(nn.Module):
    """Multi-head attention of queries (n, k, c) to keys and values made of (n, t, c)."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key_value = nn.Linear(width, 2 * width)
        self.out = nn.Linear(width, width)

    def attend(self, x: Tensor, key_value: Tensor, *, causal: bool = False) -> tuple[Tensor, Tensor]:
        """The attended values (n, k, c) and the weights, mean over heads (n, k, t)."""
        query = self._split(self.query(x))  # (n, heads, k, c / heads)
        key, value = (self._split(part) for part in key_value.chunk(2, dim=2))
        scores = query @ key.transpose(2, 3) / math.sqrt(query.shape[3])
        if causal:
            later = torch.ones(scores.shape[2:], dtype=torch.bool, device=x.device).triu(1)
            scores = scores.masked_fill(later, float("-inf"))
        weights = scores.softmax(dim=3)
        mixed = (weights @ value).transpose(1, 2).flatten(2)
        return self.out(mixed), weights.mean(dim=1)

    def _split(self, x: Tensor) -> Tensor:
        return x.unflatten(2, (self.heads, -1)).transpose(1, 2)


class Feed(nn.Module):
    """Two layers on each position."""

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.LayerNorm(width),
            nn.Linear(width, 4 * width),
            nn.GELU(),
            nn.Dropout(dropout),
            nn.Linear(4 * width, width),
        )

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = x + self.layers(x)
        return y


class EncoderLayer(nn.Module):
    """Self-attention, then a feed-forward part."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(config.width)
        self.own = Attention(config.width, config.heads)
        self.feed = Feed(config.width, config.dropout)

    def forward(self, x: Tensor) -> Tensor:  # (n, t, c) → (n, t, c)
        y = self.norm(x)
        attended, _ = self.own.attend(y, self.own.key_value(y))
        fed: Tensor = self.feed(x + attended)
        return fed


class DecoderLayer(nn.Module):
    """Attention to what is written already, attention to the line, a feed-forward part."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(config.width)
        self.own = Attention(config.width, config.heads)
        self.norm_across = nn.LayerNorm(config.width)
        self.across = Attention(config.width, config.heads)
        self.feed = Feed(config.width, config.dropout)

    def forward(self, x: Tensor, past: Tensor, memory: Tensor, *, causal: bool) -> tuple[Tensor, Tensor, Tensor]:
        """Symbols x (n, k, c), keys and values of those before (n, j, 2 c) and of the line (n, t, 2 c).

        Returns x, keys and values of all symbols, attention (n, k, t).
        """
        y = self.norm(x)
        past = torch.cat([past, self.own.key_value(y)], dim=1)
        attended, _ = self.own.attend(y, past, causal=causal)
        x = x + attended
        across, weights = self.across.attend(self.norm_across(x), memory)
        return self.feed(x + across), past, weights


class TransformerReader(nn.Module):
    """Input (n, 1, 36, w); symbol 0 stops, and `symbols` itself starts."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.config = config
        self.features = make_features(config.channels, config.blocks)
        self.flatten = make_flatten(config.channels[2], config.width)
        self.encoder = nn.Sequential(*[EncoderLayer(config) for _ in range(config.encoder_layers)])
        self.encoded = nn.LayerNorm(config.width)
        self.spell = nn.Linear(config.width, config.symbols)
        self.embed = nn.Embedding(config.symbols + 1, config.width)
        self.decoder = nn.ModuleList([DecoderLayer(config) for _ in range(config.decoder_layers)])
        self.dropout = nn.Dropout(config.dropout)
        self.head = nn.Sequential(nn.LayerNorm(config.width), nn.Linear(config.width, config.symbols))

    @property
    def state_shape(self) -> tuple[int, int]:
        """Of the state before the first symbol, for each line: keys and values of all layers, of no symbol yet."""
        return 0, 2 * self.config.width * self.config.decoder_layers

    @property
    def memory_width(self) -> int:
        """Of what the decoder looks at: keys and values for each of its layers."""
        return 2 * self.config.width * self.config.decoder_layers

    def encode(self, images: Tensor) -> Tensor:
        """(n, 1, 36, w) → memory (n, t, memory_width)."""
        return self._remember(self._encode(images))

    def _encode(self, images: Tensor) -> Tensor:  # (n, t, width)
        steps = self.flatten(self.features(images)).squeeze(2).transpose(1, 2).float()
        places = positions(torch.arange(steps.shape[1], device=steps.device), self.config.width)
        encoded: Tensor = self.encoded(self.encoder(self.dropout(steps + places)))
        return encoded

    def _remember(self, encoded: Tensor) -> Tensor:
        layers: list[Any] = list(self.decoder)
        return torch.cat([layer.across.key_value(encoded) for layer in layers], dim=2)

    def step(self, memory: Tensor, symbol: Tensor, state: Tensor, attention: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """One symbol further.

        Args:
            memory: (n, t, memory_width).
            symbol: (n,), the one before; `symbols` at the start.
            state: (n, k, 2 width layers) for the k symbols before that.
            attention: (n, t); other decoders need to know where was looked before, this one does not.

        Returns:
            Logits (n, symbols), the state with one more, attention (n, t).
        """
        logits, state, weights = self._decode(memory, symbol[:, None], state, causal=False)
        return logits[:, 0], state, weights[:, 0]

    def forward(self, images: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """With the true symbols (n, k) given (teacher forcing), logits (n, k + 1, symbols), (n, t, symbols).

        The latter are those for CTC, of which 0 is the blank.
        """
        encoded = self._encode(images)
        memory, n = self._remember(encoded), len(encoded)
        start = torch.full((n, 1), self.config.symbols, device=targets.device)
        state = memory.new_zeros(n, *self.state_shape)
        logits, _, _ = self._decode(memory, torch.cat([start, targets], dim=1), state, causal=True)
        return logits, self.spell(encoded)

    def _decode(self, memory: Tensor, symbols: Tensor, state: Tensor, *, causal: bool) -> tuple[Tensor, Tensor, Tensor]:
        places = torch.arange(symbols.shape[1], device=memory.device) + state.shape[1]
        x = self.dropout(self.embed(symbols) + positions(places, self.config.width))
        pasts, weights = [], memory.new_zeros(0)
        layers = len(self.decoder)
        for layer, past, line in zip(self.decoder, state.chunk(layers, 2), memory.chunk(layers, 2), strict=True):
            x, past, weights = layer(x, past, line, causal=causal)
            pasts.append(past)
        return self.head(self.dropout(x)), torch.cat(pasts, dim=2), weights


def positions(places: Tensor, width: int) -> Tensor:
    """Sines and cosines of places (k,) at many wavelengths, (k, width): section 3.5."""
    rates = torch.exp(torch.arange(0, width, 2, device=places.device) * (-math.log(10_000.0) / width))
    angles = places[:, None].float() * rates
    return torch.cat([angles.sin(), angles.cos()], dim=1)
