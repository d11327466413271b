"""Stage 5: what line crops say."""

from glyphwright.recognise.decode import decode_greedy
from glyphwright.recognise.languages import check_languages
from glyphwright.recognise.reader import CtcLineReader

__all__ = ["CtcLineReader", "check_languages", "decode_greedy"]
