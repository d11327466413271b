"""`glyphwright synth …`: what models learn from, drawn or harvested, as folders on disk."""

import logging
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glyphwright.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from glyphwright.page import Page
    from glyphwright.recognise import CtcLineReader
    from glyphwright_train.synth.fonts import FontLibrary
    from glyphwright_train.synth.lines import LineSample
    from glyphwright_train.synth.text import TextSource

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Draw or harvest what models learn from.")

_SHOWN = 40
PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))

Out = Annotated[Path, typer.Option("--out", "-o", help="Folder to write to; made if it is missing.")]
Count = Annotated[int, typer.Option("--count", "-n", min=1, help="How many.")]
Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same samples.")]
Fonts = Annotated[Path | None, typer.Option(help="Folder that `synth fonts` filled; by default one in your cache.")]
Corpus = Annotated[Path | None, typer.Option(help="Folder of real texts, as `synth corpus` writes it.")]
Preview = Annotated[Path | None, typer.Option(help="Also draw the first of them into one picture, to look at.")]
Strength = Annotated[float, typer.Option(min=0, max=1, help="How worn, from 0 to 1.")]
Fetch = Annotated[bool, typer.Option("--fetch", help="First download those of the catalogue there.")]


@app.command()
def lines(  # noqa: PLR0913  an option is a parameter
    out: Out,
    count: Count = 100,
    seed: Seed = 0,
    strength: Strength = 0.5,
    height: Annotated[int, typer.Option(min=8, help="Of the pictures, in pixels.")] = 36,
    fonts: Fonts = None,
    corpus: Corpus = None,
    font: Annotated[
        str | None,
        typer.Option(help='One font alone, as "Courier Prime Code": printable ASCII, cut close, for evaluate --line.'),
    ] = None,
    preview: Preview = None,
) -> None:
    """Draw single lines: 000001.png with its text in 000001.gt.txt, and so on."""
    import numpy as np

    from glyphwright_train.synth.lines import draw_line
    from glyphwright_train.synth.placed_lines import draw_close_line, find_fonts
    from glyphwright_train.synth.sample_folder import draw_line_sheet, write_lines

    library, text = _fonts_and_text(fonts, corpus, alphabet=None if font is None else PRINTABLE)
    face = None if font is None else find_fonts(library, [font])[0]

    def drawn(number: int) -> "LineSample":
        rng = np.random.default_rng([seed, number])
        characters = int(rng.integers(1, 80))
        if face is not None:
            line = text.line(rng, characters=characters)
            return draw_close_line(rng, face, line, height=height, strength=strength)
        return draw_line(rng, library, text, characters=characters, height=height, strength=strength)

    _tell(f"{write_lines(out, map(drawn, range(count)))} lines in {out}")
    if preview is not None:
        draw_line_sheet([drawn(number) for number in range(min(count, _SHOWN))]).save(preview)


@app.command()
def pages(  # noqa: PLR0913  an option is a parameter
    out: Out,
    count: Count = 20,
    seed: Seed = 0,
    strength: Annotated[float | None, typer.Option(min=0, max=1, help="Wear them, from 0 to 1, and grey.")] = None,
    kind: Annotated[str | None, typer.Option(help="Only pages of this kind, as letter or receipt.")] = None,
    from_pdf: Annotated[
        Path | None, typer.Option(help="Take pages of the PDFs below this folder instead, into a cache to train on.")
    ] = None,
    fonts: Fonts = None,
    corpus: Corpus = None,
    preview: Preview = None,
) -> None:
    """Draw whole pages: 000001.png and so on, with text and places of lines and words in truth.json."""
    if from_pdf is not None:
        if kind is not None or strength is not None or preview is not None:
            raise OptionError("--from-pdf takes pages as they are: leave --kind, --strength and --preview out")
        _harvest(from_pdf, out, count=count, seed=seed)
        return
    import numpy as np

    from glyphwright_train.synth import pages as synth_pages
    from glyphwright_train.synth.sample_folder import worn_page, write_pages

    library, text = _fonts_and_text(fonts, corpus, alphabet=None)

    def drawn(number: int) -> "tuple[NDArray[np.uint8], Page]":
        rng = np.random.default_rng([seed, number])
        pixels, truth = synth_pages.draw_page(rng, library, text, kind=kind)
        return (pixels, truth) if strength is None else worn_page(rng, pixels, truth, strength=strength)

    _tell(f"{write_pages(out, map(drawn, range(count)))} pages in {out}")
    if preview is not None:
        synth_pages.preview((drawn(number) for number in range(min(count, _SHOWN))), preview)


def _harvest(folder: Path, out: Path, *, count: int, seed: int) -> None:
    from glyphwright_train.synth.pdf_cache import harvest

    logging.basicConfig(format="%(message)s")
    tally = harvest(folder, out, count=count, seed=seed)
    _tell(f"{tally.pop('kept', 0)} pages with {tally.pop('lines', 0)} lines in {out}", *_counts("left out", tally))


@app.command()
def strips(
    cache: Annotated[Path, typer.Argument(help="What `synth pages --from-pdf` made.", show_default=False)],
    out: Out,
    per_page: Annotated[int, typer.Option(min=1, help="The most that one page gives, at random.")] = 40,
    seed: Seed = 0,
) -> None:
    """Cut the lines out of harvested pages, to train and to test with: OUT/train and OUT/test."""
    from glyphwright_train.synth.alphabet import load_alphabet
    from glyphwright_train.synth.pdf_cache import load_truth_pages
    from glyphwright_train.synth.strips import harvest_strips, write_store

    for split, folder in (("train", out / "train"), ("val", out / "test")):
        source = load_truth_pages(cache, split=split)
        if not len(source):
            print(f"{cache}: holds no pages for {folder.name}, which is left out: harvest more", file=sys.stderr)
            continue
        cut = harvest_strips(source, alphabet=load_alphabet(), per_page=per_page, seed=seed)
        _tell(f"{write_store(folder, cut)} strips of {len(source)} pages in {folder}")


@app.command()
def fonts(
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Folder; by default one in your cache.")] = None,
    archives: Annotated[Path | None, typer.Option(help="Where packages are looked for first, and kept.")] = None,
    sheet: Annotated[Path | None, typer.Option(help="Also draw a picture with a line in each font.")] = None,
    other_scripts: Annotated[
        bool, typer.Option("--scripts", help="Those of other scripts than Latin instead, into a folder of their own.")
    ] = False,
) -> None:
    """Fetch the fonts of the catalogue from Debian and npm, and index what each can draw."""
    from glyphwright_train.synth.fetch_fonts import fetch_fonts
    from glyphwright_train.synth.font_catalogue import SCRIPT_CATALOGUE, FontCatalogue
    from glyphwright_train.synth.font_sheet import draw_font_sheet
    from glyphwright_train.synth.fonts import default_folder, load_fonts
    from glyphwright_train.synth.scripts import LATIN, scripts

    folder = out or default_folder()
    catalogue = FontCatalogue.load(SCRIPT_CATALOGUE) if other_scripts else None
    wanted = tuple(scripts().values()) if other_scripts else (LATIN,)
    report = fetch_fonts(folder, archives=archives, catalogue=catalogue, scripts=wanted)
    _tell(f"{report.families} families, {report.faces} faces, {report.bytes / 1e6:.0f} MB in {folder}")
    _tell(*_counts("families", Counter(report.families_by_kind)), f"left out: {len(report.left_out)}")
    for message in (*report.warnings, *report.failures):
        print(message, file=sys.stderr)
    if sheet is not None:
        fonts = [font for script in wanted for font in load_fonts(folder, script=script.code).fonts]
        draw_font_sheet(fonts).save(sheet)


@app.command()
def corpus(
    archives: Annotated[Path, typer.Argument(help="Folder of Debian packages (.deb).", show_default=False)],
    out: Out,
    fetch: Fetch = False,
    other_scripts: Annotated[
        bool, typer.Option("--scripts", help="With --fetch: translations into many scripts, to test with, instead.")
    ] = False,
) -> None:
    """Gather real texts from Debian packages: one file a language, and one of program code."""
    from glyphwright_train.synth.corpus import corpus_from_debs
    from glyphwright_train.synth.debian_packages import CORPUS_PACKAGES, SCRIPT_TEXT_PACKAGES

    found = _archives(archives, (SCRIPT_TEXT_PACKAGES if other_scripts else CORPUS_PACKAGES) if fetch else None)
    _tell(*(f"{name}: {size / 1e6:.2f} MB" for name, size in corpus_from_debs(found, out).items()))


@app.command()
def pdfs(
    archives: Annotated[Path, typer.Argument(help="Folder of documentation packages (.deb).", show_default=False)],
    out: Out,
    fetch: Fetch = False,
) -> None:
    """Take the PDFs out of Debian documentation packages, for `synth pages --from-pdf`."""
    from glyphwright_train.synth.debian_packages import PDF_PACKAGES
    from glyphwright_train.synth.pdf_archives import extract_archives

    _archives(archives, PDF_PACKAGES if fetch else None)
    _tell(f"{len(extract_archives(archives, out))} PDFs in {out}")


@app.command("language-model")
def language_model(
    out: Annotated[Path, typer.Option("--out", "-o", help="The .npz file to write.")],
    corpus: Corpus = None,
    drawn: Annotated[int, typer.Option(min=0, help="How many drawn lines to learn from besides the corpus.")] = 150_000,
    largest: Annotated[int, typer.Option(min=1, help="About how many n-grams to keep; a million is 2 MB.")] = 600_000,
    seed: Seed = 0,
) -> None:
    """Learn which characters follow which, from real texts and drawn lines, for `glyphwright --language-model`."""
    from glyphwright_train.language_model import count_model, training_lines, write_model
    from glyphwright_train.synth.alphabet import load_alphabet
    from glyphwright_train.synth.corpus import load_corpus
    from glyphwright_train.synth.text import TextSource

    paragraphs = () if corpus is None else load_corpus(corpus)
    alphabet = load_alphabet()
    text = training_lines(TextSource(alphabet, corpus=paragraphs), paragraphs, drawn=drawn, seed=seed)
    arrays = count_model(text, alphabet, largest=largest)
    write_model(out, arrays)
    _tell(f"{len(arrays['symbols'])} n-grams, {out.stat().st_size / 1e6:.2f} MB in {out}")


@app.command()
def lexicon(
    archives: Annotated[Path, typer.Argument(help="Folder of word-list packages (.deb).", show_default=False)],
    out: Annotated[Path, typer.Option("--out", "-o", help="The .npz file to write.")],
    corpus: Corpus = None,
    fetch: Fetch = False,
) -> None:
    """Gather the words of lists and texts, and how common they are, for `glyphwright --lexicon`."""
    from glyphwright_train.language_model import write_model
    from glyphwright_train.lexicon import make_lexicon, read_word_lists
    from glyphwright_train.synth.corpus import load_corpus
    from glyphwright_train.synth.debian_packages import WORD_PACKAGES

    paragraphs = [] if corpus is None else load_corpus(corpus)
    made = make_lexicon(read_word_lists(_archives(archives, WORD_PACKAGES if fetch else None)), paragraphs)
    write_model(out, made.to_arrays())
    _tell(f"{len(made.chances)} words, {out.stat().st_size / 1e6:.2f} MB in {out}")


@app.command("language-weight")
def language_weight(
    model: Annotated[Path, typer.Argument(help="What `synth language-model` made; rewritten.", show_default=False)],
    fonts: Fonts = None,
    strips: Annotated[Path | None, typer.Option(help="What `synth strips` made for tests (OUT/test).")] = None,
    reader: Annotated[str | None, typer.Option(metavar="NAME|FILE", help="Another line reader.")] = None,
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="How many lines of each kind.")] = 300,
    seed: Seed = 0,
) -> None:
    """Find how much a language model shall weigh beside a line reader, on lines in test fonts and of test pages."""
    from glyphwright.options import NO_LANGUAGE_MODEL, NO_LEXICON
    from glyphwright.recognise.language_model import load_language_model
    from glyphwright_train.fusion import choose, fit_fusion
    from glyphwright_train.language_model import set_fusion

    line_reader = _ctc_reader(reader, language_model=NO_LANGUAGE_MODEL, lexicon=NO_LEXICON)
    kinds = _test_lines(fonts, strips, height=line_reader.height, count=count, seed=seed)
    without, trials = fit_fusion(line_reader, load_language_model(model), kinds)
    _tell("weight\tbonus\t" + "\t".join(without), "–\t–\t" + _errors(without))
    _tell(*(f"{trial.weight}\t{trial.bonus}\t{_errors(trial.errors)}" for trial in trials))
    chosen = choose(trials, without)
    set_fusion(model, weight=chosen.weight, bonus=chosen.bonus)
    _tell(f"{model}: weight {chosen.weight}, bonus {chosen.bonus}")


@app.command()
def word_confidence(
    reader: Annotated[Path, typer.Argument(help="An .onnx file of a line reader; rewritten.", show_default=False)],
    fonts: Fonts = None,
    strips: Annotated[Path | None, typer.Option(help="What `synth strips` made for tests (OUT/test).")] = None,
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="How many lines of each kind.")] = 600,
    seed: Seed = 0,
) -> None:
    """Fit how sure a line reader is of words, with its language model, on lines in test fonts and of test pages.

    Whoever changes the language model or its weight fits this anew.
    """
    from glyphwright_train.word_confidence import PRODUCT, fit_word_confidence, judge_lines, set_word_confidence

    line_reader = _ctc_reader(str(reader))
    kinds = _test_lines(fonts, strips, height=line_reader.height, count=count, seed=seed)
    judged = {kind: judge_lines(line_reader, some) for kind, some in kinds.items()}
    weights = fit_word_confidence(judged)
    _tell("lines\twords\tcalibration error of the product of characters\tand of these weights")
    for kind, words in judged.items():
        _tell(f"{kind}\t{len(words.right)}\t{words.error(PRODUCT):.4f}\t{words.error(weights):.4f}")
    set_word_confidence(reader, reader, weights)
    _tell(f"{reader}: {' '.join(f'{weight:.3f}' for weight in weights)}")


@app.command()
def rescoring(
    fonts: Fonts = None,
    count: Annotated[int, typer.Option("--count", "-n", min=20, help="How many pictures.")] = 3000,
    seed: Seed = 0,
) -> None:
    """Fit what several cuts of one picture of a word are worth together, on drawn signs in test fonts.

    They are for glyphwright/recognise/rescore.py and hold for all CTC readers.
    """
    from glyphwright.metrics import calibration_error
    from glyphwright.recognise.certainty import judge_words
    from glyphwright_train.fit_rescoring import choices_of, chosen, draw_pictures, fit_certainty, fit_rescoring
    from glyphwright_train.synth.alphabet import load_alphabet
    from glyphwright_train.synth.fonts import load_fonts
    from glyphwright_train.synth.text import TextSource

    pictures = draw_pictures(load_fonts(fonts, split="test"), TextSource(load_alphabet()), count=count, seed=seed)
    choices = choices_of(_ctc_reader(None), pictures)
    most, held = [choice for i, choice in enumerate(choices) if i % 5], choices[::5]
    weights = fit_rescoring(most)
    described, right = chosen(held, weights)
    error = calibration_error(judge_words(described, fit_certainty(most, weights)), right)
    _tell(f"{len(choices)} pictures; of every fifth {right.mean():.4f} right, calibration error {error:.4f}")
    weights = fit_rescoring(choices)
    for name, some in (("WEIGHTS", weights), ("CERTAINTY", fit_certainty(choices, weights))):
        _tell(f"{name}: {', '.join(f'{weight:.3f}' for weight in some)}")


def _archives(folder: Path, catalogue: Path | None) -> list[Path]:
    """The packages in a folder, after those of a catalogue were fetched there; OptionError where there are none."""
    from glyphwright_train.synth.debian_packages import fetch_packages

    if catalogue is not None:
        _tell(f"{len(fetch_packages(catalogue, folder))} packages in {folder}")
    found = sorted(folder.glob("*.deb"))
    if not found:
        raise OptionError(f"{folder}: holds no .deb files: add --fetch to download those of the catalogue")
    return found


def _ctc_reader(name: str | None, *, language_model: str | None = None, lexicon: str | None = None) -> "CtcLineReader":
    """A line reader that says a symbol at every step; OptionError for others."""
    from glyphwright.options import ReadOptions
    from glyphwright.recognise import CtcLineReader, open_line_reader
    from glyphwright.runtime import load_model
    from glyphwright.zoo import find_model

    options = ReadOptions(language_model=language_model, lexicon=lexicon)
    reader = open_line_reader(load_model(find_model("line_reader", name), task="line_reader"), options)
    if not isinstance(reader, CtcLineReader):
        raise OptionError(f"{reader.name}: writes symbol by symbol, without a language model: give a CTC reader")
    return reader


def _test_lines(
    fonts: Path | None, strips: Path | None, *, height: int, count: int, seed: int
) -> "dict[str, list[LineSample]]":
    """So many lines of each kind that no training sees."""
    from glyphwright_train.fusion import draw_kinds
    from glyphwright_train.synth.alphabet import load_alphabet
    from glyphwright_train.synth.fonts import load_fonts
    from glyphwright_train.synth.strips import StripStore
    from glyphwright_train.synth.text import TextSource

    store = None if strips is None else StripStore.open(strips)
    faces = load_fonts(fonts, split="test")
    return draw_kinds(faces, TextSource(load_alphabet()), store, height=height, count=count, seed=seed)


def _errors(errors: "Mapping[str, float]") -> str:
    return "\t".join(f"{error:.4f}" for error in errors.values())


def _fonts_and_text(
    fonts_folder: Path | None, corpus_folder: Path | None, *, alphabet: str | None
) -> "tuple[FontLibrary, TextSource]":
    from glyphwright_train.synth.alphabet import load_alphabet
    from glyphwright_train.synth.corpus import load_corpus
    from glyphwright_train.synth.fonts import load_fonts
    from glyphwright_train.synth.text import TextSource

    paragraphs = () if corpus_folder is None else load_corpus(corpus_folder)
    return load_fonts(fonts_folder), TextSource(alphabet or load_alphabet(), corpus=paragraphs)


def _counts(what: str, tally: "Counter[str]") -> list[str]:
    return [f"{what}: " + ", ".join(f"{name} {n}" for name, n in tally.most_common())] if tally else []


def _tell(*lines: str) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    app()
