"""Synthetic data: text and fonts → lines and pages, worn as scanners and phones wear them, and PDFs as truth."""

from glyphwright_train.synth.alphabet import load_alphabet
from glyphwright_train.synth.corpus import load_corpus
from glyphwright_train.synth.fonts import FontLibrary, load_fonts
from glyphwright_train.synth.text import TextSource

__all__ = ["FontLibrary", "TextSource", "load_alphabet", "load_corpus", "load_fonts"]
