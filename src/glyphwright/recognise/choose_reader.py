"""Options → what reads the lines: one reader that is named or knows the languages, or one for every script there is."""

from collections.abc import Sequence
from dataclasses import replace

from glyphwright.errors import OptionError
from glyphwright.options import NO_LANGUAGE_MODEL, NO_LEXICON, ReadOptions
from glyphwright.recognise.languages import ANY, check_languages, readable_scripts
from glyphwright.recognise.open_reader import AnyLineReader, open_line_reader
from glyphwright.recognise.reader import CtcLineReader
from glyphwright.recognise.script_reader import ScriptLineReader
from glyphwright.recognise.scripts import ScriptClassifier
from glyphwright.runtime import load_model
from glyphwright.zoo import catalogue, find_model

TASK = "line_reader"


def choose_line_reader(
    options: ReadOptions, name: str | None = None, *, threads: int = 1
) -> AnyLineReader | ScriptLineReader:
    """The reader for some options.

    Where no languages are named, scripts are told apart, unless only some characters or texts may be read.

    Args:
        options: How to read.
        name: A reader of the catalogue or an .onnx file; None for any of the catalogue, the default one first.
        threads: Threads that it may use.

    Raises:
        OptionError: No reader can write one of the languages; or as `open_line_reader`.
        ModelError, FileAccessError: There is no such model, or its file is damaged.
    """
    readers = _readers(options, name, threads)
    if options.languages != ANY:
        return _knowing(readers, options.languages)
    if options.charset is not None or options.pattern is not None or not readable_scripts(readers[0].alphabet):
        return readers[0]
    scripts = load_model(find_model("line_script"), task="line_script")
    language = readers[0].language if isinstance(readers[0], CtcLineReader) else None
    return ScriptLineReader(tuple(readers), ScriptClassifier(scripts), language)


def _knowing(readers: Sequence[AnyLineReader], languages: str) -> AnyLineReader:
    """The first reader that can write all languages; raises OptionError as the first of all does where none can."""
    for reader in readers:
        try:
            check_languages(languages, reader.alphabet, reader=reader.name)
        except OptionError:
            continue
        return reader
    check_languages(languages, readers[0].alphabet, reader=readers[0].name)
    return readers[0]


def _readers(options: ReadOptions, name: str | None, threads: int) -> list[AnyLineReader]:
    """The reader of a name, or all of the catalogue; only the default one has a language model and a lexicon."""
    default = load_model(find_model(TASK, name), task=TASK)
    first = open_line_reader(default, options, threads=threads)
    others = (
        [] if name is not None else [entry.name for entry in catalogue() if entry.task == TASK and not entry.default]
    )
    plain = replace(options, language_model=NO_LANGUAGE_MODEL, lexicon=NO_LEXICON)
    models = (load_model(find_model(TASK, other), task=TASK) for other in others)
    return [first, *(open_line_reader(model, plain, threads=threads) for model in models)]
