"""Blocks of lines and what was read in them → a Page in the pixels of its source."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice, pairwise
from types import MappingProxyType

import numpy as np

from glyphwright.geometry import Bend, Point, Polygon, Transform
from glyphwright.page import Block, Glyph, Line, Page, Word
from glyphwright.stages import LineCrop, PageImage, Reading, Region

# Where ascenders, baseline and descenders lie in a line's frame, as shares of its height from the top.
BASELINE = 0.77

Edge = tuple[Point, Point]


def assemble(
    image: PageImage,
    blocks: Sequence[Sequence[int]],
    lines: Sequence[Region],
    crops: Sequence[LineCrop],
    readings: Sequence[Reading],
    figures: Mapping[int, Polygon] = MappingProxyType({}),
) -> Page:
    """Put a page together; lines in which nothing was read, and blocks without lines but figures, are left out.

    Lines in a script that nobody reads stay, without words.

    Args:
        image: The page image that the regions belong to.
        blocks: Indices of lines, in reading order.
        lines: Where each line is on the page image.
        crops: What was cut for each line.
        readings: What was read in each crop.
        figures: Where the blocks that are figures stand on the page image, by their place among all.
    """
    made: list[Block] = []
    for place, block in enumerate(blocks):
        kept = tuple(
            make_line(image, lines[i], crops[i], readings[i])
            for i in block
            if readings[i].glyphs or readings[i].is_foreign
        )
        if place in figures:
            made.append(Block(kept, image.to_source(figures[place]), "figure"))
        elif kept:
            made.append(Block.around(kept))
    height, width = image.source_size or (image.height, image.width)
    return Page(image.number, width, height, tuple(made), image.dpi, image.rotation_degrees)


def make_line(image: PageImage, region: Region, crop: LineCrop, reading: Reading) -> Line:
    """One line with its words and characters, each as wide as the reader saw it and as high as the line."""
    if reading.is_foreign:
        return Line((), image.to_source(region.polygon), script=reading.script, score=region.score)
    if reading.turned:
        region, crop = replace(region, polygon=region.polygon.turned), crop.turned
    to_source = crop.to_page.then(image.to_source)
    top, bottom = _rows(region, crop)
    ranges = reading.word_ranges
    bounds = [_bounds(reading, first, end) for first, end in ranges]
    edges = iter(_edges([x for word in bounds for x in word], (top, bottom), to_source))
    words = [_make_word(reading, first, end, list(islice(edges, end - first + 1))) for first, end in ranges]
    if reading.word_confidences:
        judged = zip(words, reading.word_confidences, strict=True)
        words = [replace(word, confidence=confidence) for word, confidence in judged]
    left = min(span[0] for span in reading.spans)
    right = max(span[1] for span in reading.spans)
    row = top + BASELINE * (bottom - top)
    inner = [x for x in to_source.columns if left < x < right] if isinstance(to_source, Bend) else []
    baseline = to_source.points(np.array([[x, row] for x in (left, *inner, right)]))
    return Line(
        words=tuple(words),
        polygon=image.to_source(_inside(image, region.outline)),
        baseline=tuple((float(x), float(y)) for x, y in baseline),
        script=reading.script or "Latn",
        score=region.score,
    )


def _inside(image: PageImage, outline: Polygon) -> Polygon:
    return Polygon.from_array(outline.array.clip(0, (image.width, image.height)))


def _rows(region: Region, crop: LineCrop) -> tuple[float, float]:
    """Where the region's top and bottom edges lie in its crop."""
    outline = crop.to_page.back(region.polygon.array)
    half = len(outline) // 2
    return float(outline[:half, 1].mean()), float(outline[half:, 1].mean())


def _edges(bounds: Sequence[float], rows: tuple[float, float], to_source: Transform | Bend) -> list[Edge]:
    """Upper and lower end of the upright lines at `bounds` of a crop, all brought home at once."""
    upright = np.array([[x, row] for x in bounds for row in rows]).reshape(-1, 2)
    points = list(map(tuple, to_source.points(upright).tolist()))
    return list(zip(points[::2], points[1::2], strict=True))


def _between(left: Edge, right: Edge) -> Polygon:
    return Polygon((left[0], right[0], right[1], left[1]))


def _make_word(reading: Reading, first: int, end: int, edges: Sequence[Edge]) -> Word:
    """The word of some glyphs; `edges` are what is between them, and before and behind."""
    confidences = reading.confidences[first:end]
    glyphs = tuple(
        Glyph(glyph, _between(left, right), confidence)
        for glyph, confidence, (left, right) in zip(
            reading.glyphs[first:end], confidences, pairwise(edges), strict=True
        )
    )
    return Word(
        text="".join(reading.glyphs[first:end]),
        polygon=_between(edges[0], edges[-1]),
        confidence=math.prod(confidences),
        glyphs=glyphs,
        space_after=end < len(reading.glyphs),
    )


def _bounds(reading: Reading, first: int, end: int) -> list[float]:
    """Where one character ends and the next begins: in the middle between what CTC saw of each.

    CTC fires somewhere inside a character; the ends of a word are put half a typical character beyond its outer ones.
    """
    middles = [(a + b) / 2 for a, b in reading.spans[first:end]]
    inner = [(a + b) / 2 for a, b in pairwise(middles)]
    before = (reading.spans[first - 1][0] + reading.spans[first - 1][1]) / 2 if first else None
    after = (reading.spans[end][0] + reading.spans[end][1]) / 2 if end < len(reading.spans) else None
    pitch = (middles[-1] - middles[0]) / (len(middles) - 1) if len(middles) > 1 else 12.0
    left = middles[0] - pitch / 2 if before is None else max(middles[0] - pitch / 2, before)
    right = middles[-1] + pitch / 2 if after is None else min(middles[-1] + pitch / 2, after)
    return [max(0.0, left), *inner, right]
