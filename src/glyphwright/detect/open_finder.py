"""The name of a line finder, or a file of one → the finder that works with it."""

from collections.abc import Callable

from glyphwright.detect.components import ComponentsLineFinder
from glyphwright.detect.finder import NetworkLineFinder
from glyphwright.detect.network_kinds import BOXES, MAPS
from glyphwright.detect.window import WindowLineFinder
from glyphwright.errors import ModelError
from glyphwright.runtime import Model, load_model
from glyphwright.stages import LineFinder
from glyphwright.zoo import find_model

WITHOUT_MODEL: dict[str, Callable[[], LineFinder]] = {"components": ComponentsLineFinder}
BY_ARCHITECTURE: dict[str, Callable[[Model], LineFinder]] = {
    **dict.fromkeys([*MAPS, *BOXES], NetworkLineFinder),
    "window": WindowLineFinder,
}


def open_line_finder(name: str | None = None, *, threads: int = 1) -> LineFinder:
    """A finder by its name, the path of an `.onnx` file, or, without either, the default one.

    Raises:
        ModelError, FileAccessError: There is no such model, its file is damaged, or it is of an unknown architecture.
    """
    if name in WITHOUT_MODEL:
        return WITHOUT_MODEL[name]()
    path = find_model("line_finder", name)
    model = load_model(path, task="line_finder", threads=threads, large=True)
    architecture = str(model.description.get("architecture"))
    if architecture not in BY_ARCHITECTURE:
        known = ", ".join(BY_ARCHITECTURE)
        raise ModelError(f"{path}: a line finder of architecture {architecture!r}: use one of {known}")
    return BY_ARCHITECTURE[architecture](model)
