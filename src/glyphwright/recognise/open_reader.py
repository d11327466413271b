"""A model file of a line reader → the reader that can work with it."""

from glyphwright.recognise.decoder_reader import DecoderLineReader
from glyphwright.recognise.reader import CtcLineReader
from glyphwright.runtime import Model


def open_line_reader(
    model: Model, charset: str | None = None, *, threads: int = 1
) -> CtcLineReader | DecoderLineReader:
    """A reader that says a symbol at every step (CTC), or one that writes symbol by symbol, as the model is."""
    kind = CtcLineReader if model.decoder is None else DecoderLineReader
    return kind(model, charset, threads)
