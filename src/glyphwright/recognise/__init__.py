"""Stage 5: what line crops, and pictures of single characters, say."""

from glyphwright.recognise.characters import CharacterClassifier, Classification
from glyphwright.recognise.choose_reader import choose_line_reader
from glyphwright.recognise.decode import decode_greedy
from glyphwright.recognise.decoder_reader import DecoderLineReader
from glyphwright.recognise.hmm_reader import HmmLineReader
from glyphwright.recognise.open_reader import open_line_reader
from glyphwright.recognise.plausibility import plausible
from glyphwright.recognise.reader import CtcLineReader
from glyphwright.recognise.rescore import read_together
from glyphwright.recognise.script_reader import ScriptLineReader
from glyphwright.recognise.scripts import SCRIPTS
from glyphwright.recognise.segmenting_reader import SegmentingLineReader

__all__ = [
    "SCRIPTS",
    "CharacterClassifier",
    "Classification",
    "CtcLineReader",
    "DecoderLineReader",
    "HmmLineReader",
    "ScriptLineReader",
    "SegmentingLineReader",
    "choose_line_reader",
    "decode_greedy",
    "open_line_reader",
    "plausible",
    "read_together",
]
