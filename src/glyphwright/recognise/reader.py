"""The default line reader: crops in batches of equal width → a CTC network → readings."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from glyphwright.recognise.batches import allowed_symbols, read_in_batches
from glyphwright.recognise.beam import align, likely_texts
from glyphwright.recognise.certainty import WEIGHTS_KEY, describe_words, judge_words
from glyphwright.recognise.decode import bridge_wide, decode_greedy
from glyphwright.recognise.language_model import FusedModel
from glyphwright.recognise.lexicon import Lexicon
from glyphwright.recognise.line_model import LineModel
from glyphwright.recognise.respell import respell
from glyphwright.stages import LineCrop, Reading

T = TypeVar("T")
LEAST_BEAM = 8
SURE = 0.9
"""A line of which each character is read with no less confidence needs no search, nor one that says nothing."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is seen in one crop: probabilities (steps, symbols), what that says, and what it may say besides.

    `texts` are those of a search and the share of each, none where the best path was taken.
    """

    probabilities: NDArray[np.float32]
    reading: Reading
    texts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class CtcLineReader(LineModel):
    """Reads lines with a CTC network.

    In lines that are not read surely, `beam` beginnings of a text are followed at once, a `language` model has its say,
    and words are looked up in a `lexicon`, which with `lone_words` are only those that stand alone on a line. A batch
    holds crops of equal padded width only, so what is read of a crop depends on that crop alone.
    """

    beam: int = 1
    language: FusedModel | None = None
    lexicon: Lexicon | None = None
    lone_words: bool = True

    def read_lines(self, crops: Sequence[LineCrop]) -> list[Reading]:
        """One reading a crop, in the order of the crops.

        Raises:
            OptionError: If `charset` has characters that the model cannot read.
        """
        return read_in_batches(crops, self._over(self.decode), threads=self.threads)

    def decode(self, probabilities: NDArray[np.float32]) -> list[Reading]:
        """What lines say by their probabilities, (lines, steps, 1 + len(alphabet)).

        Its words are judged where the model file has the weights for it.
        """
        return [self.judge(seen) for seen in self.search(probabilities)]

    def judge(self, seen: Look) -> Reading:
        """What is seen, with how likely each of its words is right."""
        weights = self.model.description.get(WEIGHTS_KEY)
        if weights is None:
            return seen.reading
        return replace(seen.reading, word_confidences=tuple(judge_words(self.describe(seen), weights).tolist()))

    def describe(self, seen: Look) -> NDArray[np.float64]:
        """What judging looks at: the traits of the words, (words, TRAITS)."""
        return describe_words(seen.probabilities, seen.reading, seen.texts, step_px=self.step_px)

    def search(self, probabilities: NDArray[np.float32]) -> list[Look]:
        """The same, not judged yet, with the texts that a line may be besides, if it was not read surely."""
        found = []
        probabilities = bridge_wide(probabilities, self.alphabet)
        for line, best in zip(
            probabilities, decode_greedy(probabilities, self.alphabet, step_px=self.step_px), strict=True
        ):
            texts = self._search(line, best)
            text = next(iter(texts), best.text)
            reading = best if text == best.text else self._align(line, text)
            if self.lexicon is not None and (len(reading.words) == 1 or not self.lone_words):
                texts = respell(line, reading, texts, self.lexicon, self.alphabet, step_px=self.step_px)
                text = next(iter(texts), text)
                reading = reading if text == reading.text else self._align(line, text)
            found.append(Look(line, reading, texts))
        return found

    def look_at(self, crops: Sequence[LineCrop]) -> list[Look]:
        """What is seen in each of some crops, in their order; errors as those of `read_lines`."""
        return read_in_batches(crops, self._over(self.search), threads=self.threads)

    def _over(self, decode: Callable[[NDArray[np.float32]], list[T]]) -> Callable[[NDArray[np.float32]], list[T]]:
        """From images to what is made of their probabilities, those of characters that may not be read left out."""
        allowed = allowed_symbols(self.alphabet, self.charset, reader=self.name)
        return lambda images: decode(self.model.run(images) if allowed is None else self.model.run(images) * allowed)

    def _align(self, probabilities: NDArray[np.float32], text: str) -> Reading:
        return align(probabilities, text, self.alphabet, step_px=self.step_px)

    def _search(self, probabilities: NDArray[np.float32], best: Reading) -> dict[str, float]:
        """Texts that may be better than that of the best path, and their shares; none where no search is needed."""
        pattern, language = self.pattern, self.language
        if pattern is None and (min(best.confidences, default=1) >= SURE or (self.beam <= 1 and language is None)):
            return {}
        width = max(self.beam, LEAST_BEAM)
        return likely_texts(probabilities, self.alphabet, width=width, pattern=pattern, language=language)
