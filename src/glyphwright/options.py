"""Every choice a person can make about a reading, in one frozen object that is passed along and never stored."""

from dataclasses import dataclass

from glyphwright.errors import OptionError

DEFAULT_DPI = 300
DEFAULT_MAX_PIXELS = 250_000_000
DEFAULT_MIN_CONFIDENCE = 0.6
NO_LANGUAGE_MODEL = NO_LEXICON = "none"
SHOW_THROUGH = "show-through"
STEPS = (
    "fax",
    "orientation",
    "deskew",
    SHOW_THROUGH,
    "background",
    "rules",
    "despeckle",
    "contrast",
    "otsu",
    "sauvola",
    "edges",
)
"""The steps of preparation by name, in the order in which they are taken."""
DEFAULT_STEPS = ("fax", "orientation", SHOW_THROUGH, "rules", "contrast")
"""Those that were measured to help where they are needed and to do no harm elsewhere (docs/preprocess.md)."""


def parse_steps(text: str | None) -> tuple[str, ...] | None:
    """Names with commas between, as they are typed, to what `ReadOptions.steps` takes; "none" takes no step at all."""
    if text is None or text.strip() == "none":
        return None if text is None else ()
    return tuple(name.strip() for name in text.split(",") if name.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """How to read.

    Args:
        pages: Which pages, as "1,3-5,8-"; None for all.
        dpi: Resolution at which PDF pages are rendered.
        password: For encrypted PDFs.
        max_pixels: An image with more is refused, as a guard against decompression bombs; 0 for no limit.
        languages: Tesseract-style codes joined by "+", as "eng+deu", for the reader whose alphabet covers them; "auto"
            has the script of the lines choose it, and names scripts that no reader knows.
        min_score: Regions whose score is lower are not read.
        min_confidence: Lines whose characters are on average less sure are left out: drawings, dirt and ruled lines
            that looked like text; rows of dashes and dots must be surer still. 0 keeps everything.
        charset: Only these characters (and the space) may be read; None for the whole alphabet.
        pattern: A regular expression that every line must match as a whole, others are left out; None for any text.
        beam: How many beginnings of a text a CTC reader follows at once in lines that it is not sure of; 1 takes the
            likeliest symbol at every step, unless a pattern or a language model asks for a search.
        language_model: What helps a CTC reader with lines that it is not sure of: one of the catalogue by name, an .npz
            file, or "none"; None for the default one, which keeps out where there is a charset or pattern.
        lexicon: In which words a CTC reader looks up those that it is not sure of: one of the catalogue by name, an
            .npz file, a .txt file of words, or "none". None takes the default one, and that for words that stand alone
            on a line only: among others, names and codes outnumber the words that it puts right.
        steps: Names of the steps that mend a page before it is read (`STEPS`), in any order; each leaves alone what
            does not need it. () reads the page as it is; None takes `DEFAULT_STEPS`.
        threads: Threads that one model may use; 0 for as many as there are cores.
    """

    pages: str | None = None
    dpi: int = DEFAULT_DPI
    password: str | None = None
    max_pixels: int = DEFAULT_MAX_PIXELS
    languages: str = "auto"
    min_score: float = 0.0
    min_confidence: float = DEFAULT_MIN_CONFIDENCE
    charset: str | None = None
    pattern: str | None = None
    beam: int = 1
    language_model: str | None = None
    lexicon: str | None = None
    steps: tuple[str, ...] | None = None
    threads: int = 0

    @property
    def taken_steps(self) -> tuple[str, ...]:
        """The names of the steps that are asked for, in the order in which they are taken."""
        chosen = DEFAULT_STEPS if self.steps is None else self.steps
        return tuple(step for step in STEPS if step in chosen)

    def __post_init__(self) -> None:
        if not 30 <= self.dpi <= 2400:
            raise OptionError(f"dpi {self.dpi} is outside 30 to 2400: choose 300 for most documents")
        if self.max_pixels < 0:
            raise OptionError(f"max_pixels {self.max_pixels} is negative: give 0 for no limit")
        for name, share in (("min_score", self.min_score), ("min_confidence", self.min_confidence)):
            if not 0 <= share <= 1:
                raise OptionError(f"{name} {share} is outside 0 to 1")
        if self.beam < 1:
            raise OptionError(f"beam {self.beam} is less than 1: give 1 for the fastest reading, 8 for a search")
        for step in self.steps or ():
            if step not in STEPS:
                raise OptionError(f"step {step!r} is unknown: use {', '.join(STEPS)}, or none at all")
        if self.lexicon not in (None, NO_LEXICON) and (self.charset is not None or self.pattern is not None):
            raise OptionError("a lexicon puts in words that a charset or pattern may not allow: leave one of them out")
        if self.threads < 0:
            raise OptionError(f"threads {self.threads} is negative: give 0 for all cores")
