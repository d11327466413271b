"""A model file of a line reader, and how to read → the reader that can work with it."""

from glyphwright.errors import OptionError
from glyphwright.options import NO_LANGUAGE_MODEL, NO_LEXICON, ReadOptions
from glyphwright.recognise.decoder_reader import DecoderLineReader
from glyphwright.recognise.hmm_reader import HmmLineReader
from glyphwright.recognise.language_model import FusedModel, load_language_model
from glyphwright.recognise.lexicon import Lexicon, load_lexicon
from glyphwright.recognise.pattern import compile_pattern
from glyphwright.recognise.reader import CtcLineReader
from glyphwright.recognise.segmenting_reader import SegmentingLineReader
from glyphwright.runtime import Model
from glyphwright.zoo import find_model

AnyLineReader = CtcLineReader | DecoderLineReader | HmmLineReader | SegmentingLineReader
CLASSIC: dict[str, type[HmmLineReader] | type[SegmentingLineReader]] = {
    "template": SegmentingLineReader,
    "knn": SegmentingLineReader,
    "hmm": HmmLineReader,
}


def open_line_reader(model: Model, options: ReadOptions | None = None, *, threads: int = 1) -> AnyLineReader:
    """The reader for what the model is.

    One that says a symbol at every step (CTC), writes symbol by symbol, compares single characters, or follows hidden
    Markov models.

    Raises:
        OptionError: The pattern is no regular expression.
            Or a language model or a lexicon is asked for, and the reader is not one that says a symbol at every step.
        MissingDependencyError: There is a pattern, and the package for it is not installed.
        FileAccessError, ModelError: There is no such language model or lexicon, or its file is damaged.
    """
    options = options or ReadOptions()
    pattern = None if options.pattern is None else compile_pattern(options.pattern)
    kind = DecoderLineReader if model.decoder is not None else CLASSIC.get(str(model.description.get("architecture")))
    if kind is not None:
        if options.language_model not in (None, NO_LANGUAGE_MODEL):
            raise OptionError(f"{model.path}: only CTC readers take a language model: leave it out")
        if options.lexicon not in (None, NO_LEXICON):
            raise OptionError(f"{model.path}: only CTC readers take a lexicon: leave it out")
        return kind(model, options.charset, threads, pattern)
    language, lexicon = _language(options), _lexicon(options)
    return CtcLineReader(
        model, options.charset, threads, pattern, options.beam, language, lexicon, lone_words=options.lexicon is None
    )


def _language(options: ReadOptions) -> FusedModel | None:
    """The language model that is asked for; running text teaches nothing about what must match a pattern."""
    name = options.language_model
    if name == NO_LANGUAGE_MODEL or (name is None and (options.charset is not None or options.pattern is not None)):
        return None
    return load_language_model(find_model("language_model", name)).fused()


def _lexicon(options: ReadOptions) -> Lexicon | None:
    """The lexicon that is asked for; none where only some characters or texts may be read."""
    name = options.lexicon
    if name == NO_LEXICON or options.charset is not None or options.pattern is not None:
        return None
    return load_lexicon(find_model("lexicon", name))
