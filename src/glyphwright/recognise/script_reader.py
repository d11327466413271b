"""Line crops → readings, each by the reader for its script; a script without a reader is named, not read as nonsense.

A few lines tell whether a page is one for the first reader. On such a page only lines that it reads badly are looked
at: whether they stand on their heads, or are in another script after all. So ordinary pages cost next to nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from glyphwright.recognise.language_model import FusedModel
from glyphwright.recognise.languages import readable_scripts
from glyphwright.recognise.open_reader import AnyLineReader
from glyphwright.recognise.plausibility import WORD
from glyphwright.recognise.scripts import CLASSES, COMMON, LineScript, ScriptClassifier
from glyphwright.stages import LineCrop, Reading

SAMPLED, FEWEST = 6, 3
"""How many lines stand for a page, the longest. Fewer than the least are no page, and the first reader's: of single
words in photographs the classifier knows too little (`icdar15-words`: 0.47 right instead of 0.57)."""
LEAST_CHANCE = 0.02
"""What no line says is less likely, so that one that is mistaken cannot outvote the others."""
SURE, LIKELY = 0.95, 0.3
"""How likely a line must be in a script to be taken for such, and to stand on its head to be read that way too."""
DOUBTFUL, LEGIBLE = 0.85, 0.93
"""Lines read with less confidence are looked at; a page whose longest lines are read with more is for the first
reader, whatever it looks like: three signs `EXIT` might be Greek, but Greek is hardly ever read so surely."""
ALIKE, LIKE_LANGUAGE = frozenset({"Cyrl", "Grek"}), -0.56
"""What looks like these, but is read as a text that the language model finds so likely, is in no other script, however
unsure the reader is: much handwriting in Latin letters looks Greek to the classifier. The longest lines of pages in it
are at −0.25 to −0.5, what the reader makes of pages in Greek and Cyrillic is at −0.64 and less."""
BETTER, LEAST_TURNED = 0.1, 0.75
"""By how much surer a line must be read the other way up to be read so, and how surely at least."""


@dataclass(frozen=True, slots=True)
class ScriptLineReader:
    """Readers for several scripts as one; the first has the lines that are in no other script.

    `language` is that of the first reader.
    """

    readers: tuple[AnyLineReader, ...]
    classifier: ScriptClassifier
    language: FusedModel | None = None

    @property
    def name(self) -> str:
        return self.readers[0].name

    @property
    def height(self) -> int:
        return self.readers[0].height

    @property
    def alphabet(self) -> str:
        return self.readers[0].alphabet

    def read_lines(self, crops: Sequence[LineCrop]) -> list[Reading]:
        """One reading a crop, in their order; what it says of a line may depend on the script of the others."""
        if len(crops) < FEWEST:
            return self.readers[0].read_lines(crops)
        foreign = self._foreign_lines(crops)
        home = [i for i in range(len(crops)) if i not in foreign]
        readings = dict(zip(home, self.readers[0].read_lines([crops[i] for i in home]), strict=True))
        doubtful = [i for i in home if readings[i].confidence < DOUBTFUL]
        verdicts = dict(zip(doubtful, self.classifier.classify([crops[i] for i in doubtful]), strict=True))
        odd = {
            i: verdict.code
            for i, verdict in verdicts.items()
            if self._is_foreign(verdict) and not self._reads_well(verdict.code, [readings[i]])
        }
        readings |= self._read_foreign(crops, foreign | odd)
        turned = [i for i, verdict in verdicts.items() if verdict.upside_down >= LIKELY and i not in odd]
        readings |= self._read_turned(crops, turned, readings)
        if 2 * sum(reading.turned for reading in readings.values()) > len(crops):
            # It is the page that stands on its head, and those that could have been read so were not looked at.
            readings |= self._read_turned(crops, [i for i in doubtful if not readings[i].turned], readings)
        return [readings[i] for i in range(len(crops))]

    def _read_turned(
        self, crops: Sequence[LineCrop], places: Sequence[int], readings: Mapping[int, Reading]
    ) -> dict[int, Reading]:
        """Those of some lines that are read surely, and more so than before, the other way up."""
        others = zip(places, self.readers[0].read_lines([crops[i].turned for i in places]), strict=True)
        return {
            i: replace(other, turned=True)
            for i, other in others
            if other.confidence > max(LEAST_TURNED, readings[i].confidence + BETTER) and WORD.search(other.text)
        }

    def _foreign_lines(self, crops: Sequence[LineCrop]) -> dict[int, str]:
        """The lines that are not for the first reader, by their scripts, if the page is not; else none."""
        widths = [-crop.pixels.shape[1] for crop in crops]
        longest = [crops[i] for i in np.argsort(widths, kind="stable")[:SAMPLED]]
        script = self._page_script(self.classifier.classify(longest))
        if script is None:
            return {}
        readings = self.readers[0].read_lines(longest)
        if np.mean([reading.confidence for reading in readings]) >= LEGIBLE or self._reads_well(script, readings):
            return {}
        verdicts = self.classifier.classify(crops)
        page = self._page_script(verdicts)
        if page is None:
            return {}
        codes = [verdict.code if verdict.confidence >= SURE else page for verdict in verdicts]
        return {i: code for i, code in enumerate(codes) if code not in self._home}

    def _page_script(self, verdicts: Sequence[LineScript]) -> str | None:
        """The script that is likeliest for all lines with letters together; None where it is for the first reader."""
        lettered = [verdict.chances for verdict in verdicts if verdict.code != COMMON]
        likelihood = np.log(np.array(lettered).reshape(-1, len(CLASSES)) + LEAST_CHANCE).sum(axis=0)
        code = CLASSES[int(likelihood[:-1].argmax())]
        return None if code in self._home or not lettered else code

    def _is_foreign(self, verdict: LineScript) -> bool:
        return verdict.code not in self._home and verdict.confidence >= SURE

    def _reads_well(self, script: str, readings: Sequence[Reading]) -> bool:
        """Whether what seems to be in a script that looks like the first reader's is read as a likely text."""
        if self.language is None or script not in ALIKE:
            return False
        return self.language.likeness(reading.text for reading in readings) >= LIKE_LANGUAGE

    @property
    def _home(self) -> frozenset[str]:
        return readable_scripts(self.readers[0].alphabet) | {COMMON}

    def _read_foreign(self, crops: Sequence[LineCrop], codes: Mapping[int, str]) -> dict[int, Reading]:
        """Read lines by the readers for their scripts; what has none says so."""
        readings: dict[int, Reading] = {}
        for code in set(codes.values()):
            places = [i for i in codes if codes[i] == code]
            reader = next((reader for reader in self.readers if code in readable_scripts(reader.alphabet)), None)
            found = None if reader is None else reader.read_lines([crops[i] for i in places])
            for i, reading in zip(places, found or [Reading((), (), ())] * len(places), strict=True):
                readings[i] = replace(reading, script=code)
        return readings
