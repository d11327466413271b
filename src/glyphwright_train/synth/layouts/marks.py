"""A sheet and a box → things on pages that are not text: photographs, charts, bar codes, stamps, scribbles.

Those that look most like text are here on purpose, to be told apart from it. Charts label their axes: that is text.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from glyphwright.geometry import Box, Polygon, union_of
from glyphwright_train.synth.backgrounds import photograph, surface
from glyphwright_train.synth.layouts.faces import Colour, Pen
from glyphwright_train.synth.layouts.sheet import Figure, Sheet
from glyphwright_train.synth.layouts.style import strong_colour

Image8 = NDArray[np.uint8]


def draw_picture(sheet: Sheet, box: Box) -> None:
    """A photograph or something else without text, in a box."""
    rng = sheet.rng
    h, w = max(8, int(box.height)), max(8, int(box.width))
    makers = (photograph, _halftone, surface, _line_drawing, _gradient)
    maker = makers[int(rng.choice(len(makers), p=[0.5, 0.15, 0.1, 0.15, 0.1]))]
    sheet.figures.append(Figure("picture", sheet.paste(maker(rng, h, w), box.left, box.top)))
    if sheet.chance(0.25):
        sheet.outline(Box(box.left, box.top, box.left + w, box.top + h), sheet.ink, max(1, sheet.em * 0.08))


def scatter(sheet: Sheet) -> None:
    """Put a few things that are not text where the page is still free, and a scribble anywhere."""
    rng = sheet.rng
    makers = (draw_picture, draw_barcode, draw_matrix_code, draw_scribble, draw_dashes, draw_emblem, _draw_rings)
    for _ in range(int(rng.integers(1, 4))):
        width, height = (float(v) for v in rng.uniform(2, 14, 2) * sheet.em)
        x, y = float(rng.uniform(0, sheet.width)), float(rng.uniform(0, sheet.height))
        box = Box(x, y, x + width, y + height)
        around = Box(x - sheet.em * 0.5, y - sheet.em * 0.5, x + width + sheet.em * 0.5, y + height + sheet.em * 0.5)
        if sheet.is_free(around):
            makers[int(rng.integers(len(makers)))](sheet, box)
        elif sheet.chance(0.1):
            draw_scribble(sheet, box)


def draw_dashes(sheet: Sheet, box: Box) -> None:
    """One or two rows of dashes or dots along the top of a box, as tills and forms part with them what stands above."""
    rng, em = sheet.rng, sheet.em
    pitch = max(3.0, float(rng.uniform(0.25, 1.2)) * em)
    dash = max(1.0, float(rng.uniform(0.3, 0.85)) * pitch)
    thick = max(1.0, float(rng.uniform(0.05, 0.14)) * em)
    apart = max(thick + 2, float(rng.uniform(0.15, 0.35)) * em)
    for row in range(int(rng.choice([1, 2], p=[0.7, 0.3]))):
        top = box.top + row * apart
        for x in np.arange(box.left, box.right - dash, pitch):
            sheet.fill(Box(x, top, x + dash, top + thick), sheet.ink)


def draw_logo(sheet: Sheet, box: Box) -> None:
    """What stands at the head of a letter beside the name: an emblem or a picture."""
    (draw_emblem if sheet.chance(0.4) else draw_picture)(sheet, box)


def draw_emblem(sheet: Sheet, box: Box) -> None:
    """A heraldic or commercial device without letters: rings, rays, a swirl, a shield, battlements."""
    rng, (x, y) = sheet.rng, box.centre
    half = max(4.0, min(box.width, box.height) / 2)
    colour = sheet.ink if sheet.chance(0.7) else strong_colour(rng, sheet.paper)
    thickness = max(1, round(half * float(rng.uniform(0.05, 0.25))))

    def put(points: NDArray[np.floating], *, filled: bool) -> None:
        corners = [(points * half + (x, y)).round().astype(np.int32)]
        if filled:
            cv2.fillPoly(sheet.pixels, corners, colour, cv2.LINE_AA)
        else:
            cv2.polylines(sheet.pixels, corners, False, colour, thickness, cv2.LINE_AA)

    makers = (_swirl, _rays, _shield, _battlements)
    put(makers[int(rng.integers(len(makers)))](rng), filled=sheet.chance(0.5))
    if sheet.chance(0.5):
        sheet.ring(Box(x - half, y - half, x + half, y + half), colour, thickness)
    sheet.figures.append(Figure("emblem", Box(x - half, y - half, x + half, y + half)))
    sheet.reserve(box)


def _swirl(rng: np.random.Generator) -> NDArray[np.float64]:
    turn = np.linspace(0, rng.uniform(1.2, 3) * 2 * np.pi, 60)
    reach = (turn / turn[-1]) ** rng.uniform(0.5, 1.5)
    return np.column_stack([np.cos(turn), np.sin(turn)]) * reach[:, None]


def _rays(rng: np.random.Generator) -> NDArray[np.float64]:
    turn = np.linspace(0, 2 * np.pi, 2 * int(rng.integers(4, 13)) + 1)
    reach = np.where(np.arange(len(turn)) % 2, rng.uniform(0.3, 0.8), 1.0)
    return np.column_stack([np.cos(turn), np.sin(turn)]) * reach[:, None]


def _shield(rng: np.random.Generator) -> NDArray[np.float64]:
    curve = np.linspace(0, 1, 12)
    right = np.column_stack([np.cos(curve * np.pi / 2) ** rng.uniform(0.5, 1.2), 2 * curve - 1])
    return np.concatenate([[(-1.0, -1.0)], right, right[::-1] * (-1, 1)])


def _battlements(rng: np.random.Generator) -> NDArray[np.float64]:
    n = 2 * int(rng.integers(1, 5)) + 1
    x = np.repeat(np.linspace(-1, 1, n + 1), 2)[1:-1]
    top = np.repeat(np.where(np.arange(n) % 2, rng.uniform(-0.6, 0.0), -1.0), 2)
    return np.concatenate([[(-1.0, 1.0)], np.column_stack([x, top]), [(1.0, 1.0), (-1.0, 1.0)]])


def _draw_rings(sheet: Sheet, box: Box) -> None:
    """Circles to tick below one another or in a row, empty, as on questionnaires."""
    rng = sheet.rng
    side = sheet.em * float(rng.uniform(0.7, 1.6))
    step = side * float(rng.uniform(1.1, 2.5))
    upright = sheet.chance(0.7)
    inside = tuple(int(v) for v in np.clip(np.array(sheet.paper) + rng.integers(-10, 40), 0, 255))
    thickness = max(1.0, sheet.em * float(rng.uniform(0.03, 0.1)))
    for i in range(int(rng.integers(1, 9))):
        left, top = (box.left, box.top + i * step) if upright else (box.left + i * step, box.top)
        place = Box(left, top, left + side, top + side)
        if place.right >= sheet.width or place.bottom >= sheet.height or not sheet.is_free(place):
            return
        centre, axes = (round(left + side / 2), round(top + side / 2)), (round(side / 2),) * 2
        cv2.ellipse(sheet.pixels, centre, axes, 0, 0, 360, inside, -1, cv2.LINE_AA)
        sheet.ring(place, sheet.ink, thickness)
        sheet.reserve(place)


def draw_barcode(sheet: Sheet, box: Box) -> None:
    """Bars of 1 to 4 modules."""
    widths = sheet.rng.integers(1, 5, int(box.width))
    module = max(1, round(box.width / 110))
    edges = np.cumsum(widths) * module
    edges = edges[edges < box.width]
    sheet.fill(Box(box.left - 4 * module, box.top - 2, box.right + 4 * module, box.bottom + 2), (255, 255, 255))
    for start, end in zip(edges[:-1:2], edges[1::2], strict=False):
        sheet.fill(Box(box.left + start, box.top, box.left + end, box.bottom), (0, 0, 0))
    sheet.figures.append(Figure("code", box))
    sheet.reserve(box)


def draw_matrix_code(sheet: Sheet, box: Box) -> None:
    """A square of random modules with three finders, like a QR code."""
    n = int(sheet.rng.choice([21, 25, 29, 33, 41]))
    code = (sheet.rng.random((n, n)) < 0.5).astype(np.uint8)
    for y, x in ((0, 0), (0, n - 7), (n - 7, 0)):
        code[max(0, y - 1) : y + 8, max(0, x - 1) : x + 8] = 0
        code[y : y + 7, x : x + 7] = 1
        code[y + 1 : y + 6, x + 1 : x + 6] = 0
        code[y + 2 : y + 5, x + 2 : x + 5] = 1
    side = max(n, int(min(box.width, box.height)))
    picture = cv2.resize((1 - code) * 255, (side, side), interpolation=cv2.INTER_NEAREST)
    pasted = sheet.paste(np.repeat(picture[..., None], 3, axis=2).astype(np.uint8), box.left, box.top)
    sheet.figures.append(Figure("code", pasted))


def draw_stamp(sheet: Sheet, box: Box, pen: Pen) -> None:
    """Rings or a frame in coloured ink, sometimes with a word in it, turned a little; it may lie over text."""
    rng = sheet.rng
    ground = sheet.pixels[int(box.top) : int(box.bottom) + 1, int(box.left) : int(box.right) + 1].reshape(-1, 3)
    red, green, blue = (int(v) for v in ground.mean(axis=0)) if ground.size else sheet.paper
    colour = strong_colour(rng, (red, green, blue))
    x, y = box.centre
    angle = float(rng.uniform(-25, 25))
    layer = sheet.pixels.copy()
    thickness = max(1, round(sheet.em * 0.12))
    at = (int(x), int(y))
    axes = (max(4, int(box.width / 2)), max(4, int(box.height / 2)))
    outline = cv2.boxPoints(((x, y), (box.width, box.height), angle))
    if rng.random() < 0.5:
        for shrink in (1.0, 0.88, 0.5)[: int(rng.integers(1, 4))]:
            ring = (max(2, int(axes[0] * shrink)), max(2, int(axes[1] * shrink)))
            cv2.ellipse(layer, at, ring, angle, 0, 360, colour, thickness, cv2.LINE_AA)
    else:
        cv2.polylines(layer, [outline.astype(np.int32)], True, colour, thickness, cv2.LINE_AA)
    sheet.figures.append(Figure("stamp", Polygon.from_array(outline).box))
    share = float(rng.uniform(0.5, 0.95))
    sheet.pixels[:] = cv2.addWeighted(layer, share, sheet.pixels, 1 - share, 0)
    word = sheet.text.word(rng).upper()[:14]
    size = min(1.6 * sheet.em, box.width * 0.8 / max(1, len(word)) * 1.6)
    if sheet.is_free(box) and size > 6:
        with sheet.turned(angle, x, y):
            sheet.add(sheet.write(word, x, y + size * 0.3, Pen(pen.face.at(size), colour), align=0.5))


def draw_scribble(sheet: Sheet, box: Box, colour: Colour | None = None) -> None:
    """A pen's loops, as of a signature, a tick or a circle around something."""
    rng = sheet.rng
    ink = strong_colour(rng, sheet.paper) if colour is None else colour
    n = int(rng.integers(6, 22))
    along = np.linspace(0, 1, n)
    knots = np.stack([along + rng.normal(0, 0.05, n), 0.5 + rng.normal(0, 0.28, n)], axis=1)
    if rng.random() < 0.25:
        turn = np.linspace(0, 2 * np.pi * rng.uniform(0.9, 1.3), n)
        knots = 0.5 + 0.48 * np.stack([np.cos(turn), np.sin(turn)], axis=1) + rng.normal(0, 0.02, (n, 2))
    fine = np.linspace(0, n - 1, n * 12)
    smooth = [cv2.GaussianBlur(np.interp(fine, np.arange(n), k)[None], (0, 0), 5)[0] for k in knots.T]
    points = np.stack([box.left + smooth[0] * box.width, box.top + smooth[1] * box.height], axis=1)
    thickness = max(1, round(sheet.em * rng.uniform(0.05, 0.14)))
    cv2.polylines(sheet.pixels, [points.round().astype(np.int32)], False, ink, thickness, cv2.LINE_AA)


def draw_chart(sheet: Sheet, box: Box, pen: Pen) -> None:
    """Bars or curves between axes with ticks, numbers and a title."""
    rng = sheet.rng
    plot = Box(box.left + pen.width("000.0") + pen.face.size, box.top + pen.face.size * 2,
               box.right - pen.face.size, box.bottom - pen.face.size * 3)  # fmt: skip
    if plot.width < 40 or plot.height < 40:
        return draw_picture(sheet, box)
    sheet.outline(plot, sheet.ink, 1)
    _fill_chart(sheet, plot)
    lines = list(sheet.write(sheet.text.title(rng), plot.centre[0], box.top + pen.face.size, pen, align=0.5))
    top, ticks = float(rng.choice([1, 5, 10, 40, 100, 500])), int(rng.integers(3, 7))
    for i in range(ticks + 1):
        y = plot.bottom - plot.height * i / ticks
        sheet.fill(Box(plot.left - 4, y, plot.left, y + 1), sheet.ink)
        lines += sheet.write(f"{top * i / ticks:.4g}", plot.left - 7, y + pen.face.x_height / 2, pen, align=1.0)
        x = plot.left + plot.width * i / ticks
        sheet.fill(Box(x, plot.bottom, x + 1, plot.bottom + 4), sheet.ink)
        lines += sheet.write(str(i + 1), x, plot.bottom + 5 + pen.face.ascent, pen, align=0.5)
    lines += sheet.write(
        sheet.text.title(rng), plot.centre[0], plot.bottom + 6 + pen.face.height * 2, pen, align=0.5
    )  # fmt: skip
    sheet.add(lines, "figure")
    sheet.figures.append(Figure("chart", union_of([plot, *(line.box for line in lines)])))
    sheet.reserve(box)
    return None


def _fill_chart(sheet: Sheet, plot: Box) -> None:
    rng = sheet.rng
    if sheet.chance(0.5):
        count = int(rng.integers(3, 14))
        width = plot.width / count
        for i, value in enumerate(rng.uniform(0.05, 0.95, count)):
            left = plot.left + (i + 0.15) * width
            sheet.fill(Box(left, plot.bottom - value * plot.height, left + 0.7 * width, plot.bottom),
                       strong_colour(rng, sheet.paper))  # fmt: skip
        return
    for _ in range(int(rng.integers(1, 4))):
        steps = np.cumsum(rng.normal(0, 1, 40))
        steps = (steps - steps.min()) / max(1e-6, float(np.ptp(steps))) * 0.9 + 0.05
        xs = np.linspace(plot.left, plot.right, 40)
        points = np.stack([xs, plot.bottom - steps * plot.height], axis=1).round().astype(np.int32)
        cv2.polylines(sheet.pixels, [points], False, strong_colour(rng, sheet.paper), 2, cv2.LINE_AA)


def _halftone(rng: np.random.Generator, height: int, width: int) -> Image8:
    """A photograph in printer's dots."""
    grey = cv2.cvtColor(photograph(rng, height, width), cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    pitch = rng.uniform(3, 7)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32) * np.float32(np.pi / pitch)
    screen = 0.5 + 0.25 * (np.cos(x + y) + np.cos(x - y))
    dots = np.where(grey > screen, 255, 20).astype(np.uint8)
    return np.repeat(dots[..., None], 3, axis=2)


def _gradient(rng: np.random.Generator, height: int, width: int) -> Image8:
    ends = rng.uniform(20, 250, (2, 3)).astype(np.float32)
    along = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    row = ends[0] * (1 - along) + ends[1] * along
    return np.repeat(row, width, axis=1).astype(np.uint8)


def _line_drawing(rng: np.random.Generator, height: int, width: int) -> Image8:
    """Boxes, circles, arrows and hatching in thin lines, as in plans and diagrams."""
    picture = np.full((height, width, 3), 255, np.uint8)
    reach = min(height, width)
    for _ in range(int(rng.integers(5, 40))):
        x, y = int(rng.integers(width)), int(rng.integers(height))
        size = int(rng.uniform(0.03, 0.4) * reach) + 2
        thickness = int(rng.integers(1, 3))
        shape = rng.random()
        if shape < 0.3:
            cv2.rectangle(picture, (x, y), (x + size, y + int(size * rng.uniform(0.3, 1.5))), (0, 0, 0), thickness)
        elif shape < 0.55:
            cv2.circle(picture, (x, y), size // 2, (0, 0, 0), thickness, cv2.LINE_AA)
        elif shape < 0.8:
            end = (int(rng.integers(width)), int(rng.integers(height)))
            cv2.arrowedLine(picture, (x, y), end, (0, 0, 0), thickness, cv2.LINE_AA, tipLength=0.05)
        else:
            for offset in range(0, size, 5):
                cv2.line(picture, (x + offset, y), (x + offset - size // 3, y + size // 2), (0, 0, 0), 1, cv2.LINE_AA)
    return picture
