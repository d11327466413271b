"""What was understood: a value, how sure it is, and the words that it came from."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

from glyphwright.interpret.rows import Token

Value = TypeVar("Value", str, Decimal, date, bool)


@dataclass(frozen=True, slots=True)
class Field(Generic[Value]):
    """One value that was found in a document.

    `text` is what was read, `value` what it means. `confidence`, 0 to 1, is how sure it is that these are the words,
    times the confidences of reading them; it ranks fields, and is no calibrated probability (`docs/interpret.md`).
    `tokens` lead back to the page and to the pixels of its source.
    """

    text: str
    value: Value
    confidence: float
    tokens: tuple[Token, ...] = ()

    @classmethod
    def of(cls, tokens: Sequence[Token], value: Value, *, sure: float = 1.0, text: str | None = None) -> "Field[Value]":
        """The field that these words give; `sure`, 0 to 1, says how sure it is that they are the ones."""
        read = math.prod(token.word.confidence for token in tokens)
        shown = " ".join(token.word.text for token in tokens) if text is None else text
        return cls(shown, value, sure * read, tuple(tokens))

    def to_dict(self) -> dict[str, Any]:
        """JSON: dates in ISO 8601, amounts as strings, and each word with its page and outline."""
        return {
            "text": self.text,
            "value": self.value if isinstance(self.value, bool) else str(self.value),
            "confidence": round(self.confidence, 4),
            "words": [
                {
                    "text": token.word.text,
                    "page": token.page,
                    "polygon": [[round(x, 2), round(y, 2)] for x, y in token.word.polygon.points],
                }
                for token in self.tokens
            ],
        }


def fields_to_dict(fields: Iterable[tuple[str, Field[Any] | None]]) -> dict[str, Any]:
    """Those that were found, by name."""
    return {name: field.to_dict() for name, field in fields if field is not None}
