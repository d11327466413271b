"""JSON of Label Studio, with the names of its OCR template ⇄ lines (https://labelstud.io/guide/task_format).

A region has results of one id: its shape in percent of the picture, its text, its labels. A text without a shape is
that of the whole picture. The label Ignored, or the text ###, marks what is not to be read. Predictions are no truth.
"""

import json
import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from glyphwright.datasets.lines.label_files import files_in, locate, only_one, read_json, read_text
from glyphwright.datasets.lines.labelled_lines import LabelledLine
from glyphwright.datasets.lines.outlines import is_upright, outline_from
from glyphwright.datasets.lines.output_folder import UNREADABLE, copy_pictures, new_folder, write_text
from glyphwright.errors import DamagedInputError, GlyphwrightError
from glyphwright.geometry import Polygon

_TASKS = re.compile(r"\s*\[\s*\{")
_LABEL, _IGNORED = "Text", "Ignored"
# Label Studio puts eight digits before the name of a picture that is uploaded.
_UPLOADED = re.compile(r"[0-9a-f]{8}-(.+)")
_DIGITS = 3


def holds_label_studio(path: Path) -> bool:
    return bool(_exports(path))


def read_label_studio(path: Path) -> list[LabelledLine]:
    """Read the annotation of every task: the one marked as ground truth, or the last that was not cancelled.

    Args:
        path: The exported JSON (not JSON-MIN), or a folder with one. Pictures are looked for as `locate` says, also
            without the digits that Label Studio puts before their names.

    Raises:
        FileAccessError: There is no such file, or it cannot be read.
        OptionError: There are several.
        DamagedInputError: It is no such JSON.
    """
    file = path if path.is_file() else only_one(_exports(path), path)
    tasks = read_json(file)
    lines: list[LabelledLine] = []
    if not isinstance(tasks, list):
        raise DamagedInputError(f"{file}: is not a list of tasks: export JSON from Label Studio")
    for number, task in enumerate(tasks, start=1):
        try:
            lines += _parse(task, f"{file}#{number}", file.parent)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            raise DamagedInputError(f"{file}: task {number} is malformed ({error!r}): export it anew") from error
    return lines


def write_label_studio(lines: Sequence[LabelledLine], folder: Path) -> Path:
    """Write tasks.json, to be imported, and copies of the pictures in images/ into a new folder.

    Label Studio finds the pictures where its local files are served from that folder.

    Raises:
        FileAccessError: The folder is not empty, or a picture or the folder cannot be had.
        DamagedInputError: A picture cannot be opened.
    """
    tasks = []
    for number, (name, of_picture) in enumerate(copy_pictures(lines, new_folder(folder) / "images"), start=1):
        size = of_picture[0].size()
        results = [result for place, line in enumerate(of_picture) for result in _results(line, size, f"line-{place}")]
        data = {"ocr": f"/data/local-files/?d=images/{name}"}
        tasks.append({"id": number, "data": data, "annotations": [{"result": results}]})
    return write_text(folder / "tasks.json", json.dumps(tasks, ensure_ascii=False, indent=1) + "\n")


def _exports(path: Path) -> list[Path]:
    return [file for file in files_in(path, ".json") if _is_export(file)]


def _is_export(file: Path) -> bool:
    try:
        if not _TASKS.match(read_text(file)):
            return False
        tasks = read_json(file)
    except GlyphwrightError:
        return False
    return all(isinstance(task, dict) and isinstance(task.get("data"), dict) for task in tasks)


def _parse(task: dict[str, Any], name: str, folder: Path) -> Iterator[LabelledLine]:
    annotations = [entry for entry in _annotations(task) if not entry.get("was_cancelled")]
    if not annotations:
        return
    chosen = next((entry for entry in annotations if entry.get("ground_truth")), annotations[-1])
    regions: dict[str, dict[str, Any]] = {}
    for result in chosen["result"]:
        if isinstance(result.get("value"), dict):
            _gather(result, regions.setdefault(str(result["id"]), {"labels": []}))
    picture = _picture(task["data"], folder)
    for number, region in enumerate(regions.values(), start=1):
        if "text" not in region and "polygon" not in region:
            continue
        text = region.get("text", "")
        unreadable = text.strip() == UNREADABLE
        ignored = unreadable or _IGNORED in region["labels"]
        yield LabelledLine(
            f"{name}.{number}", "" if unreadable else text, picture, region.get("polygon"), ignored=ignored
        )


def _annotations(task: dict[str, Any]) -> list[dict[str, Any]]:
    """Called completions before version 1."""
    found = task.get("annotations", task.get("completions", []))
    if not isinstance(found, list):
        raise TypeError("its annotations are no list")
    return found


def _gather(result: dict[str, Any], region: dict[str, Any]) -> None:
    value = result["value"]
    if "text" in value:
        texts = [value["text"]] if isinstance(value["text"], str) else value["text"]
        region["text"] = "\n".join(texts)
    for kind in ("labels", "rectanglelabels", "polygonlabels"):
        region["labels"] += value.get(kind, [])
    if "points" in value or "width" in value:
        if result.get("image_rotation"):
            raise ValueError("its picture was turned by hand: turn the file instead")
        region["polygon"] = _polygon(value, float(result["original_width"]), float(result["original_height"]))


def _polygon(value: dict[str, Any], width: float, height: float) -> Polygon:
    if "points" in value:
        points = [(float(x) * width / 100, float(y) * height / 100) for x, y in value["points"]]
    else:
        x, y = float(value["x"]) * width / 100, float(value["y"]) * height / 100
        along, across = float(value["width"]) * width / 100, float(value["height"]) * height / 100
        angle = math.radians(float(value.get("rotation") or 0))
        right, down = (along * math.cos(angle), along * math.sin(angle)), (-math.sin(angle), math.cos(angle))
        below = (across * down[0], across * down[1])
        points = [
            (x, y),
            (x + right[0], y + right[1]),
            (x + right[0] + below[0], y + right[1] + below[1]),
            (x + below[0], y + below[1]),
        ]
    return outline_from([(round(x, _DIGITS), round(y, _DIGITS)) for x, y in points])


def _picture(data: dict[str, Any], folder: Path) -> Path:
    addresses = [value for key in ("ocr", "image", *data) if isinstance(value := data.get(key), str)]
    parts = urlsplit(addresses[0])
    name = parse_qs(parts.query).get("d", [unquote(parts.path)])[0].lstrip("/")
    found = locate(folder, name)
    uploaded = _UPLOADED.fullmatch(found.name)
    return locate(folder, uploaded[1]) if uploaded and not found.is_file() else found


def _results(line: LabelledLine, size: tuple[int, int], region: str) -> Iterator[dict[str, Any]]:
    width, height = size
    frame = {"id": region, "to_name": "image", "original_width": width, "original_height": height, "image_rotation": 0}
    shape = {} if line.polygon is None else _shape(line.polygon, size)
    if shape:
        kind = "polygon" if "points" in shape else "rectangle"
        yield frame | {"from_name": "poly" if kind == "polygon" else "bbox", "type": kind, "value": shape}
    if shape or line.ignored:
        labels = [_IGNORED if line.ignored else _LABEL]
        yield frame | {"from_name": "label", "type": "labels", "value": shape | {"labels": labels}}
    yield frame | {"from_name": "transcription", "type": "textarea", "value": shape | {"text": [line.text]}}


def _shape(polygon: Polygon, size: tuple[int, int]) -> dict[str, Any]:
    width, height = size
    if not is_upright(polygon):
        return {"points": [[100 * x / width, 100 * y / height] for x, y in polygon.points]}
    box = polygon.box
    return {
        "x": 100 * box.left / width,
        "y": 100 * box.top / height,
        "width": 100 * box.width / width,
        "height": 100 * box.height / height,
        "rotation": 0,
    }
