"""A line reader and a line → what it is given, and below it, step by step, where it sees what it reads.

Of a CTC reader these are the probabilities of its symbols; of one that writes symbol by symbol, where it looks for
each (the attention of Bahdanau et al. 2015, figure 3).
"""

import textwrap

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from glyphwright.errors import ModelError
from glyphwright.recognise import DecoderLineReader, decode_greedy
from glyphwright.recognise.decoder_reader import STOP
from glyphwright_train.pictures.impressions import likely_symbols
from glyphwright_train.pictures.layers import Inspection
from glyphwright_train.pictures.sheets import HEADING, LINE, MARGIN, legible, new_sheet

Values = NDArray[np.float32]

LABELS = 0.75
CHANCES = 0.55
ROW = 0.17
PX_AN_INCH = 45
NARROWEST, WIDEST = 6.0, 16.0
LONGEST = 40


def draw_symbols(inspection: Inspection) -> Figure:
    """The probabilities that a CTC reader gives at every step to those symbols that are ever likely."""
    description = inspection.model.description
    chances = inspection.model.run(inspection.sight)
    (reading,) = decode_greedy(chances, description["alphabet"], step_px=description["step_px"])
    names = ["blank", *map(legible, description["alphabet"])]
    shown = likely_symbols(chances[0])
    heading = f"{_says(inspection, reading.text)}: symbols by step, black is certain"
    return _draw(inspection, chances[0][:, shown].T, heading, [(names[symbol], "") for symbol in shown])


def draw_attention(inspection: Inspection) -> Figure:
    """Where a reader that writes symbol by symbol looks for each, from the first to the last, and how sure it then is.

    Raises:
        ModelError: The file does not say where it looks.
    """
    model = inspection.model
    if "new_attention" not in {output.name for output in model.decoder.get_outputs()}:
        raise ModelError(f"{model.path}: does not say where it looks: export it again with `glyphwright train`")
    written = DecoderLineReader(model).write(inspection.sight)
    count = int(np.argmax(np.append(written.symbols[0], STOP) == STOP))
    alphabet = model.description["alphabet"]
    text = "".join(alphabet[symbol - 1] for symbol in written.symbols[0, :count])
    labels = [(legible(c), f"{100 * chance:.0f} %") for c, chance in zip(text, written.chances[0], strict=False)]
    looks = written.attention[0, :count]
    heading = f"{_says(inspection, text)}: where it looks, black is most of a row"
    return _draw(inspection, looks / looks.max(axis=1, keepdims=True, initial=1e-6), heading, labels)


def _says(inspection: Inspection, text: str) -> str:
    description = inspection.model.description
    shown = textwrap.shorten(text, LONGEST, placeholder="…") if len(text) > LONGEST else text
    return f"{description.get('name', description['architecture'])} reads {legible(shown)}"


def _draw(inspection: Inspection, rows: Values, heading: str, labels: list[tuple[str, str]]) -> Figure:
    """The line, and below it rows (k, t) from 0 (white) to 1 (black), each with what stands left and right of it."""
    sight = inspection.sight[0, 0]
    h, w = sight.shape
    width = float(np.clip(w / PX_AN_INCH, NARROWEST, WIDEST))
    picture = width * h / w
    left, top = MARGIN + LABELS, HEADING + picture + 0.1
    sheet = new_sheet(left + width + CHANCES + MARGIN, top + ROW * max(1, len(rows)) + MARGIN)
    sheet.head(heading)
    sheet.draw(sight, (left, HEADING, width, picture), low=min(0.0, float(sight.min())), high=1)
    if len(rows):
        sheet.draw(1 - rows, (left, top, width, ROW * len(rows)), low=0, high=1)
    for k, (before, behind) in enumerate(labels):
        middle = top + (k + 0.5) * ROW - LINE / 3
        sheet.write(left - 0.08, middle, before, size=8, align="right")
        sheet.write(left + width + 0.08, middle, behind, size=7)
    return sheet.figure
