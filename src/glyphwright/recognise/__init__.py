"""Stage 5: what line crops, and pictures of single characters, say."""

from glyphwright.recognise.characters import CharacterClassifier, Classification
from glyphwright.recognise.decode import decode_greedy
from glyphwright.recognise.decoder_reader import DecoderLineReader
from glyphwright.recognise.hmm_reader import HmmLineReader
from glyphwright.recognise.languages import check_languages
from glyphwright.recognise.open_reader import open_line_reader
from glyphwright.recognise.plausibility import plausible
from glyphwright.recognise.reader import CtcLineReader
from glyphwright.recognise.segmenting_reader import SegmentingLineReader

__all__ = [
    "CharacterClassifier",
    "Classification",
    "CtcLineReader",
    "DecoderLineReader",
    "HmmLineReader",
    "SegmentingLineReader",
    "check_languages",
    "decode_greedy",
    "open_line_reader",
    "plausible",
]
