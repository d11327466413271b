"""The strips of a JPEG-compressed TIFF page → one JPEG file with the same coefficients, bit for bit.

Each strip is a JPEG of its own with tables in common (TIFF Technical Note 2). Their compressed data are put one after
another with restart markers between: what a restart resets (ITU-T T.81, F.1.1.5.1) is just what starts afresh with
every strip.
"""

import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_STRIP_OFFSETS, _STRIP_LENGTHS, _ROWS_PER_STRIP = 273, 279, 278
_COMPRESSION, _PHOTOMETRIC, _PLANES, _TABLES = 259, 262, 284, 347
_JPEG, _CHUNKY = 7, 1
_RGB, _CMYK = 2, 5

_SOI, _EOI = b"\xff\xd8", b"\xff\xd9"
_SOF0, _SOF1, _DHT, _EOI_CODE, _SOS, _DQT, _DRI, _APP14 = 0xC0, 0xC1, 0xC4, 0xD9, 0xDA, 0xDB, 0xDD, 0xEE
_MARKER_IN_DATA = re.compile(rb"\xff[^\x00\xff]")
_BLOCK = 8


@dataclass(frozen=True, slots=True)
class _Jpeg:
    """The parts of a baseline JPEG: table segments as they are, payloads of SOF and SOS, compressed data."""

    tables: bytes
    frame: bytes
    scan: bytes
    data: bytes


def jpeg_of_strips(tags: Mapping[int, Any], tiff: bytes, height: int) -> bytes | None:
    """The page as one JPEG; None where it is not stored in strips of baseline JPEG, or in CMYK.

    Args:
        tags: Those of the page, by number.
        tiff: The whole file.
        height: Of the page, in pixels.
    """
    if tags.get(_COMPRESSION) != _JPEG or tags.get(_PLANES, _CHUNKY) != _CHUNKY or tags.get(_PHOTOMETRIC) == _CMYK:
        return None
    places = list(zip(tags.get(_STRIP_OFFSETS, ()), tags.get(_STRIP_LENGTHS, ()), strict=False))
    strips = [strip for start, length in places if (strip := _parse(tiff[start : start + length])) is not None]
    common = _parse(tags.get(_TABLES, _SOI + _EOI))
    if common is None or not strips or len(strips) != len(places):
        return None
    first = strips[0]
    if any((strip.tables, strip.scan, _shape(strip)) != (first.tables, first.scan, _shape(first)) for strip in strips):
        return None
    restart = _restart_interval(first, min(tags.get(_ROWS_PER_STRIP, height), height), several=len(strips) > 1)
    if restart is None:
        return None
    # Whether the three channels are RGB or YCbCr is said by the TIFF; the Adobe marker says it in the JPEG.
    adobe = b"Adobe" + struct.pack(">HHHB", 100, 0, 0, 0 if tags.get(_PHOTOMETRIC) == _RGB else 1)
    channels = first.frame[5]
    head = _SOI + (_segment(_APP14, adobe) if channels == 3 else b"") + common.tables + first.tables
    frame = first.frame[:1] + struct.pack(">H", height) + first.frame[3:]
    head += _segment(_SOF0, frame) + _segment(_DRI, struct.pack(">H", restart)) + _segment(_SOS, first.scan)
    return head + _with_restarts([strip.data for strip in strips]) + _EOI


def _with_restarts(parts: Sequence[bytes]) -> bytes:
    marked = [part + bytes((0xFF, 0xD0 + index % 8)) for index, part in enumerate(parts[:-1])]
    return b"".join([*marked, parts[-1]])


def _restart_interval(strip: _Jpeg, rows: int, *, several: bool) -> int | None:
    """How many MCUs a strip has, 0 where there is but one strip; None if strips end within a row of MCUs."""
    if not several:
        return 0
    width, channels = struct.unpack(">HB", strip.frame[3:6])
    sampling = strip.frame[7::3][:channels]
    across = _BLOCK * (max(s >> 4 for s in sampling) if channels > 1 else 1)
    down = _BLOCK * (max(s & 15 for s in sampling) if channels > 1 else 1)
    interval = -(-width // across) * (rows // down)
    return interval if rows % down == 0 and interval <= 0xFFFF else None


def _shape(strip: _Jpeg) -> bytes:
    """The frame without its height, in which the last strip may differ."""
    return strip.frame[:1] + strip.frame[3:]


def _segment(code: int, payload: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, code, len(payload) + 2) + payload


def _parse(jpeg: bytes) -> _Jpeg | None:
    """Take a JPEG apart; None for one that is not baseline, has restarts or several scans, or is cut short."""
    tables, frame, at = b"", b"", len(_SOI)
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != _EOI_CODE:
        code, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        payload = jpeg[at + 4 : at + 2 + length]
        at += 2 + length
        if code in (_DQT, _DHT):
            tables += _segment(code, payload)
        elif code in (_SOF0, _SOF1):
            frame = payload
        elif code == _SOS:
            data, found, _ = jpeg[at:].rpartition(_EOI)
            return _Jpeg(tables, frame, payload, data) if found and frame and not _MARKER_IN_DATA.search(data) else None
        elif 0xC0 <= code < 0xE0:
            return None
    return _Jpeg(tables, b"", b"", b"") if jpeg[at : at + 2] == _EOI else None
