import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glyphwright.datasets.lines.label_studio import holds_label_studio, read_label_studio
from glyphwright.errors import DamagedInputError
from glyphwright.geometry import Box

RECTANGLE = {"x": 10.0, "y": 20.0, "width": 50.0, "height": 25.0, "rotation": 0}


def result(kind: str, value: dict[str, Any], region: str = "r1", **more: Any) -> dict[str, Any]:
    size = {"original_width": 120, "original_height": 60, "image_rotation": 0}
    return {"id": region, "type": kind, "to_name": "image", "from_name": kind, **size, "value": value, **more}


def task(*results: dict[str, Any], image: str = "/data/local-files/?d=data/1.png", **more: Any) -> dict[str, Any]:
    return {"id": 1, "data": {"ocr": image}, "annotations": [{"result": list(results), **more}]}


def read(folder: Path, *tasks: Any) -> Any:
    (folder / "export.json").write_text(json.dumps(tasks), encoding="utf-8")
    return read_label_studio(folder)


def test_shape_text_and_label_of_a_region_belong_together(pictures: Path) -> None:
    (line,) = read(
        pictures,
        task(
            result("rectangle", RECTANGLE),
            result("labels", RECTANGLE | {"labels": ["Text"]}),
            result("textarea", RECTANGLE | {"text": ["Größe"]}),
        ),
    )
    assert (line.text, line.ignored, line.source) == ("Größe", False, pictures / "1.png")
    assert line.polygon == Box(12, 12, 72, 27).polygon
    assert holds_label_studio(pictures / "export.json")


def test_a_rectangle_turns_about_its_top_left_corner(pictures: Path) -> None:
    (line,) = read(pictures, task(result("rectanglelabels", RECTANGLE | {"rotation": 90, "rectanglelabels": ["Text"]})))
    assert np.allclose(line.polygon.array, [(12, 12), (12, 72), (-3, 72), (-3, 12)])
    assert line.text == ""


def test_polygons_marks_and_texts_of_whole_pictures(pictures: Path) -> None:
    points = {"points": [[10, 10], [50, 20], [50, 60], [10, 50]]}
    lines = read(
        pictures,
        task(
            result("polygonlabels", points | {"polygonlabels": ["Ignored"]}),
            result("textarea", points | {"text": ["faint"]}),
            result("textarea", {"text": "###"}, "r2"),
            result("choices", {"choices": ["good"]}, "r3"),
            {"type": "relation", "from_id": "r1", "to_id": "r2"},
        ),
        task(result("textarea", {"text": ["whole"]}), image="/data/upload/3/0a1b2c3d-2.png"),
    )
    assert [(line.text, line.ignored) for line in lines] == [("faint", True), ("", True), ("whole", False)]
    assert lines[0].polygon.points[1] == (60, 12)
    assert (lines[2].polygon, lines[2].source) == (None, pictures / "2.png")


def test_of_several_annotations_the_truth_counts_and_predictions_never(pictures: Path) -> None:
    def says(text: str, **more: Any) -> dict[str, Any]:
        return {"result": [result("textarea", {"text": [text]})], **more}

    data = {"image": "http://somewhere/images/1.png?x=1"}
    first = {"data": data, "annotations": [says("a"), says("b"), says("c", was_cancelled=True)]}
    second = {"data": data, "annotations": [says("d", ground_truth=True), says("e")]}
    third = {"data": data, "annotations": [], "predictions": [says("f")]}
    lines = read(pictures, first, second, third)
    assert [line.text for line in lines] == ["b", "d"]
    assert lines[0].source == pictures / "1.png"


@pytest.mark.parametrize(
    "faulty",
    [
        {"data": {"ocr": "1.png"}, "annotations": [{}]},
        {"data": {"ocr": "1.png"}, "annotations": 5},
        {"data": {}, "annotations": [{"result": [result("textarea", {"text": ["a"]})]}]},
        task(result("rectangle", {"width": 5})),
        task(result("rectangle", RECTANGLE, image_rotation=90)),
        task(result("polygon", {"points": [[0, 0], [1, 1]]})),
    ],
)
def test_a_malformed_task_is_named(pictures: Path, faulty: dict[str, Any]) -> None:
    with pytest.raises(DamagedInputError, match=r"export\.json: task 2 is malformed"):
        read(pictures, task(), faulty)


def test_other_json_is_not_taken(pictures: Path) -> None:
    for name, content in {"a.json": "[{", "b.json": "{}", "c.json": '[{"ocr": "1.png"}]', "d.json": "[1]"}.items():
        (pictures / name).write_text(content, encoding="utf-8")
    assert not holds_label_studio(pictures)
    with pytest.raises(DamagedInputError, match=r"b\.json: is not a list of tasks"):
        read_label_studio(pictures / "b.json")
