"""Truth that leaves punctuation out, as that of IIIT5K does, and a reader that does not → both without it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from glyphwright.datasets import Sample
from glyphwright.evaluate.reading import EvaluatedReader
from glyphwright.page import Document, Line


@dataclass(frozen=True, slots=True)
class LettersReader:
    """Reads crops as another reader does, but of every word its letters and digits alone; pages as that reader does."""

    reader: EvaluatedReader

    def read(self, source: Path, /) -> Document:
        return self.reader.read(source)

    def read_line(self, source: Path, /) -> Line:
        line = self.reader.read_line(source)
        words = tuple(replace(word, text=letters_of(word.text)) for word in line.words)
        return replace(line, words=tuple(word for word in words if word.text))


def ignore_punctuation(samples: Sequence[Sample], reader: EvaluatedReader) -> tuple[list[Sample], LettersReader]:
    """Samples of crops, and a reader for them, in which there is no punctuation."""
    return [replace(sample, text=letters_of(sample.text)) for sample in samples], LettersReader(reader)


def letters_of(text: str) -> str:
    """The letters and digits of a text, and its spaces."""
    return "".join(character for character in text if character.isalnum() or character.isspace())
