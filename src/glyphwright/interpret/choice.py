"""Candidates for one field, each with traits → the likeliest value, by a linear model whose weights are data.

A conditional logit (McFadden 1974): each candidate has the odds exp(weights · traits) against there being nothing to
find, whose odds are 1. Candidates that mean the same share their probabilities: a total that is printed three times is
three times as likely. `python -m glyphwright_train.fit_receipts` fits the weights.
"""

import json
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Generic

from glyphwright.interpret.fields import Field, Value
from glyphwright.interpret.rows import Token

Weights = dict[str, float]


@dataclass(frozen=True, slots=True)
class Candidate(Generic[Value]):
    """What a field may be; `traits` speak for or against it, by name."""

    text: str
    value: Value
    tokens: tuple[Token, ...]
    traits: dict[str, float]

    def score(self, weights: Weights) -> float:
        return sum(weights.get(name, 0.0) * size for name, size in self.traits.items())


def choose(candidates: Sequence[Candidate[Value]], weights: Weights, *, least: float) -> Field[Value] | None:
    """The likeliest value with the best of its candidates, or None where nothing is that likely.

    Args:
        candidates: All that there are on a document.
        weights: Of the traits; a trait without one counts nothing.
        least: The probability that a value must have.
    """
    if not candidates:
        return None
    scores = [candidate.score(weights) for candidate in candidates]
    highest = max(0.0, *scores)
    odds = [math.exp(score - highest) for score in scores]
    shares: defaultdict[Value, float] = defaultdict(float)
    for candidate, one in zip(candidates, odds, strict=True):
        shares[candidate.value] += one
    value = max(shares, key=lambda one: shares[one])
    sure = shares[value] / (sum(odds) + math.exp(-highest))
    if sure < least:
        return None
    best = max((i for i, one in enumerate(candidates) if one.value == value), key=lambda i: scores[i])
    return Field.of(candidates[best].tokens, value, sure=sure, text=candidates[best].text)


@cache
def receipt_weights() -> dict[str, Weights]:
    """The weights of each field of a receipt, by the names of its traits."""
    data: dict[str, Weights] = json.loads(
        files("glyphwright.interpret").joinpath("receipt_weights.json").read_text("utf-8")
    )
    return data
