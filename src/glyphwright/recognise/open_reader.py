"""A model file of a line reader, and how to read → the reader that can work with it."""

from glyphwright.options import ReadOptions
from glyphwright.recognise.decoder_reader import DecoderLineReader
from glyphwright.recognise.pattern import compile_pattern
from glyphwright.recognise.reader import CtcLineReader
from glyphwright.runtime import Model


def open_line_reader(
    model: Model, options: ReadOptions | None = None, *, threads: int = 1
) -> CtcLineReader | DecoderLineReader:
    """A reader that says a symbol at every step (CTC), or one that writes symbol by symbol, as the model is.

    Raises:
        OptionError: The pattern is no regular expression.
        MissingDependencyError: There is a pattern, and the package for it is not installed.
    """
    options = options or ReadOptions()
    pattern = None if options.pattern is None else compile_pattern(options.pattern)
    if model.decoder is not None:
        return DecoderLineReader(model, options.charset, threads, pattern)
    return CtcLineReader(model, options.charset, threads, pattern, options.beam)
