"""A regular expression that every line must match → what a line that begins so may go on with."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from glyphwright.errors import MissingDependencyError, OptionError


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a whole line looks like; made by `compile_pattern`."""

    text: str
    compiled: Any = field(repr=False, compare=False)

    def allows(self, beginning: str) -> bool:
        """Whether some line that matches begins so."""
        return _begins(self.compiled, beginning)

    def matches(self, line: str) -> bool:
        """Whether this is a whole line that matches."""
        return self.compiled.fullmatch(line) is not None


@lru_cache(maxsize=65_536)
def _begins(compiled: Any, beginning: str) -> bool:
    return compiled.fullmatch(beginning, partial=True) is not None


def compile_pattern(text: str) -> Pattern:
    """Understand a regular expression, as the `regex` package has them (Python's, and more).

    Raises:
        OptionError: It is none.
        MissingDependencyError: That package is not installed.
    """
    try:
        import regex  # type: ignore[import-untyped]
    except ImportError as error:
        raise MissingDependencyError("patterns need the package regex: pip install 'glyphwright[patterns]'") from error
    try:
        return Pattern(text, regex.compile(text))
    except regex.error as error:
        raise OptionError(f"--regex {text!r} is no regular expression ({error}): mend it") from error
