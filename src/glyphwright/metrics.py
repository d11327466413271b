"""What was read, found or claimed, and the truth → how good it is: words, characters, boxes, confidence.

Text is compared after `fold`. Scores of several pages are added before they are divided (micro-average), so that
every word counts alike, whatever page it stands on. Nothing here knows files or engines.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from glyphwright.geometry import Polygon
from glyphwright.overlaps import boxes_of, overlaps
from glyphwright.page import Word

_TYPOGRAPHIC = str.maketrans(
    dict.fromkeys("‘’‚‛", "'")
    | dict.fromkeys("“”„‟", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "…": "..."}
)
_LEADER = re.compile(r"\.{4,}")
_SAME_PLACE_IOU = 0.1
IOU_LEVELS = tuple(level / 100 for level in range(50, 100, 5))


def fold(text: str) -> str:
    """The text with what typography alone decides taken out: its tokens, one space apart.

    Typographic quotes, dashes, ligatures and the ellipsis become ASCII, composed and decomposed letters the same;
    dotted leaders vanish: runs of four or more dots, and tokens that are only dots, hence spaced leaders too.
    """
    plain = unicodedata.normalize("NFC", text).translate(_TYPOGRAPHIC)
    return " ".join(token for token in _LEADER.sub(" ", plain).split() if token.strip("."))


@dataclass(frozen=True, slots=True)
class WordScore:
    """How many words of an output are in the truth. Scores add up; what nobody asked for scores 1."""

    hits: int = 0
    n_output: int = 0
    n_truth: int = 0

    def __add__(self, other: "WordScore") -> "WordScore":
        return WordScore(self.hits + other.hits, self.n_output + other.n_output, self.n_truth + other.n_truth)

    @property
    def precision(self) -> float:
        return _ratio(self.hits, self.n_output)

    @property
    def recall(self) -> float:
        return _ratio(self.hits, self.n_truth)

    @property
    def f1(self) -> float:
        return _ratio(2 * self.hits, self.n_output + self.n_truth)


def word_f1(output: str, truth: str, *, ignore_case: bool = False) -> WordScore:
    """Compare the multisets of whitespace-separated tokens of both texts, folded; their order does not count."""
    found, wanted = (Counter(_folded(text, ignore_case).split()) for text in (output, truth))
    return WordScore((found & wanted).total(), found.total(), wanted.total())


def levenshtein(left: Sequence[Hashable], right: Sequence[Hashable]) -> int:
    """The least number of insertions, deletions and substitutions that turn one sequence into the other.

    Bit-parallel over a whole column of the edit matrix, which is one integer: Myers 1999 in the form of Hyyrö 2003,
    figure 3. 6,000 characters against 6,000 take some hundredths of a second.
    """
    if not left or not right:
        return len(left) + len(right)
    places: dict[Hashable, int] = {}
    for index, item in enumerate(left):
        places[item] = places.get(item, 0) | 1 << index
    everywhere = (1 << len(left)) - 1
    last = 1 << (len(left) - 1)
    rises, falls, distance = everywhere, 0, len(left)
    for item in right:
        equal = places.get(item, 0)
        kept = (((equal & rises) + rises) ^ rises) | equal | falls
        up = (falls | ~(kept | rises)) & everywhere
        down = rises & kept
        distance += (up & last != 0) - (down & last != 0)
        up = up << 1 | 1
        rises = (down << 1 | ~(kept | up)) & everywhere
        falls = up & kept & everywhere
    return distance


@dataclass(frozen=True, slots=True)
class EditScore:
    """Edits between an output and a truth of some length. Scores add up; `rate` may exceed 1."""

    edits: int = 0
    length: int = 0

    def __add__(self, other: "EditScore") -> "EditScore":
        return EditScore(self.edits + other.edits, self.length + other.length)

    @property
    def rate(self) -> float:
        """Edits per item of the truth; an empty truth counts as one item long."""
        return self.edits / max(1, self.length)


def order_edits(order: Sequence[int]) -> EditScore:
    """How many of these distinct numbers must be taken out, put in or replaced until they rise, by how many they are.

    The normalised edit distance of reading order, as OmniDocBench (Ouyang et al. 2024, section 3.3) has it of blocks.
    """
    return EditScore(levenshtein(order, sorted(order)), len(order))


def kendall_tau(order: Sequence[int]) -> float:
    """1 where these distinct numbers rise, −1 where they fall: by how many more pairs of them are in order than not.

    Kendall 1938; 1 for fewer than two. A column that is read too late costs much here and little in `order_edits`.
    """
    numbers = np.asarray(order, dtype=np.int64)
    pairs = len(numbers) * (len(numbers) - 1) / 2
    falling = np.triu(numbers[:, None] > numbers, 1).sum()
    return 1 - 2 * float(falling) / pairs if pairs else 1.0


def cer(output: str, truth: str, *, ignore_case: bool = False) -> EditScore:
    """Character errors over the folded texts in reading order."""
    found, wanted = (_folded(text, ignore_case) for text in (output, truth))
    return EditScore(levenshtein(found, wanted), len(wanted))


def wer(output: str, truth: str, *, ignore_case: bool = False) -> EditScore:
    """Word errors over the folded texts in reading order."""
    found, wanted = (_folded(text, ignore_case).split() for text in (output, truth))
    return EditScore(levenshtein(found, wanted), len(wanted))


@dataclass(frozen=True, slots=True)
class Match:
    """Whether a crop was read right: `exact` after folding, `letters` by lower-case letters and digits alone."""

    exact: bool
    letters: bool


def exact_match(output: str, truth: str) -> Match:
    """Compare the readings of one word or line both ways; without letters and digits in the truth both are one."""
    exact = fold(output) == fold(truth)
    wanted = _letters(truth)
    return Match(exact, _letters(output) == wanted if wanted else exact)


@dataclass(frozen=True, slots=True)
class DetectionScore:
    """How much of what was found is true, and how much of the truth was found. Scores add up."""

    found_right: int = 0
    n_found: int = 0
    truth_found: int = 0
    n_truth: int = 0

    def __add__(self, other: "DetectionScore") -> "DetectionScore":
        return DetectionScore(
            self.found_right + other.found_right,
            self.n_found + other.n_found,
            self.truth_found + other.truth_found,
            self.n_truth + other.n_truth,
        )

    @property
    def precision(self) -> float:
        return _ratio(self.found_right, self.n_found)

    @property
    def recall(self) -> float:
        return _ratio(self.truth_found, self.n_truth)

    @property
    def h_mean(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def detection_score(found: Sequence[Polygon], truth: Sequence[Polygon], *, iou: float = 0.5) -> DetectionScore:
    """Pair outlines one to one, the best overlap first, and count the pairs of at least this overlap."""
    (score,) = detection_scores(overlaps(found, truth).iou, (iou,))
    return score


def detection_scores(overlap: NDArray[np.float64], levels: Sequence[float] = IOU_LEVELS) -> list[DetectionScore]:
    """Pair found with true outlines as above, once for each least overlap, as COCO does from 0.5 to 0.95.

    Args:
        overlap: Intersection over union of what was found with what is true, shape (n, m).
        levels: What counts as found at the least.
    """
    n_found, n_truth = overlap.shape
    pairs = [len(_pair_greedily(overlap, level)) for level in levels]
    return [DetectionScore(n_pairs, n_found, n_pairs, n_truth) for n_pairs in pairs]


def coverage_score(found: Sequence[Polygon], words: Sequence[Polygon], *, share: float = 0.5) -> DetectionScore:
    """Score found lines where only words are known: a word is found when one line holds this share of its area.

    A found line is right when it holds a word. It does not tell a line that swallows its neighbours from a good one.
    """
    held = overlaps(found, words).share >= share
    return DetectionScore(int(held.any(axis=1).sum()), len(found), int(held.any(axis=0).sum()), len(words))


def pair_words(found: Sequence[Word], truth: Sequence[Word], *, ignore_case: bool = False) -> list[tuple[int, int]]:
    """Pair found words with true ones of the same text, folded, in the same place, by index, each at most once.

    The place is the same where the boxes overlap by a tenth or the found centre lies in the true box, so that a word
    of the truth may bear the outline of the line that it stands in.
    """
    overlap = overlaps([word.polygon for word in found], [word.polygon for word in truth]).iou
    centres = np.array([word.box.centre for word in found]).reshape(-1, 1, 2)
    edges = boxes_of([word.polygon for word in truth])
    inside = ((edges[:, :2] <= centres) & (centres <= edges[:, 2:])).all(axis=2)  # (n, m)
    texts = [np.array([_folded(word.text, ignore_case) for word in side], np.str_) for side in (found, truth)]
    same = (texts[0][:, None] == texts[1][None]) & (inside | (overlap >= _SAME_PLACE_IOU))
    return _pair_greedily(np.where(same, 1.0 + overlap, 0.0), 1.0)


def words_right(found: Sequence[Word], truth: Sequence[Word], *, ignore_case: bool = False) -> list[bool]:
    """Tell for each found word whether the truth has this word in this place, each true word once: `pair_words`."""
    right = {index for index, _ in pair_words(found, truth, ignore_case=ignore_case)}
    return [index in right for index in range(len(found))]


def tokens_right(found: Sequence[str], truth: str, *, ignore_case: bool = False) -> list[bool]:
    """Tell for each found token whether the truth still has one like it, first come first served: without places."""
    left = Counter(_folded(truth, ignore_case).split())
    right = []
    for token in found:
        folded = _folded(token, ignore_case)
        right.append(left[folded] > 0)
        left[folded] -= 1
    return right


class Bin(NamedTuple):
    """One row of a reliability table: what was claimed with a confidence in (low, high], on average, and was true."""

    low: float
    high: float
    n: int
    confidence: float
    accuracy: float


def reliability_table(confidences: ArrayLike, correct: ArrayLike, *, bins: int = 15) -> list[Bin]:
    """Sort claims into bins of equal width by their confidence; empty bins are left out."""
    claimed, true = np.asarray(confidences, dtype=np.float64), np.asarray(correct, dtype=np.float64)
    places = _places(claimed, bins)
    return [
        Bin(place / bins, (place + 1) / bins, int(here.sum()), float(claimed[here].mean()), float(true[here].mean()))
        for place in range(bins)
        if (here := places == place).any()
    ]


def calibration_error(confidences: ArrayLike, correct: ArrayLike, *, bins: int = 15) -> float:
    """Expected calibration error (ECE): how far confidence and accuracy lie apart, averaged over the claims.

    Naeini et al. 2015 with the bins of Guo et al. 2017; 0 where nothing is claimed.
    """
    table = reliability_table(confidences, correct, bins=bins)
    return sum(row.n * abs(row.confidence - row.accuracy) for row in table) / max(1, sum(row.n for row in table))


def calibration_floor(confidences: ArrayLike, *, bins: int = 15) -> float:
    """The calibration error that chance alone makes where every confidence is exactly right; the fewer, the more.

    The mean deviation of a normal distribution that has the variance of each bin's claims. That the binned error is
    never 0 for a perfect reader, Roelofs et al. 2022 show (Mitigating Bias in Calibration Error Estimation, section 4).
    """
    claimed = np.asarray(confidences, dtype=np.float64)
    variances = np.bincount(_places(claimed, bins), claimed * (1 - claimed), bins)
    return float(np.sqrt(2 / np.pi * variances).sum()) / max(1, len(claimed))


def _places(claimed: NDArray[np.float64], bins: int) -> NDArray[np.int64]:
    """The bin of each claim, from 0."""
    return np.clip(np.ceil(claimed * bins).astype(np.int64) - 1, 0, bins - 1)


def risk_coverage(confidences: ArrayLike, correct: ArrayLike) -> NDArray[np.float64]:
    """The share of wrong claims among those kept, as the least sure are dropped: rows (coverage, risk), shape (n, 2).

    One row per distinct confidence, the surest first (Geifman and El-Yaniv 2017); claims of equal confidence are kept
    or dropped together.
    """
    claimed, true = np.asarray(confidences, dtype=np.float64), np.asarray(correct, dtype=np.float64)
    order = np.argsort(-claimed, kind="stable")
    kept = np.arange(1, len(order) + 1)
    rows = np.column_stack([kept / max(1, len(order)), np.cumsum(1.0 - true[order]) / kept])
    ends = np.append(np.diff(claimed[order]) != 0, True)[: len(order)]
    return np.asarray(rows[ends])


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _folded(text: str, ignore_case: bool) -> str:
    return fold(text).casefold() if ignore_case else fold(text)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text).lower()))


def _pair_greedily(scores: NDArray[np.float64], least: float) -> list[tuple[int, int]]:
    """Pair rows with columns one to one, the best score first, as long as scores are at least this."""
    rows, columns = np.nonzero(scores >= least)
    pairs: list[tuple[int, int]] = []
    used_rows, used_columns = set[int](), set[int]()
    for place in np.argsort(-scores[rows, columns], kind="stable"):
        row, column = int(rows[place]), int(columns[place])
        if row not in used_rows and column not in used_columns:
            pairs.append((row, column))
            used_rows.add(row)
            used_columns.add(column)
    return pairs
