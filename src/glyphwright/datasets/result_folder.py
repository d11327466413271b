"""A folder of results, one file an image, in any format that is read back → a reader that says what they say.

So whatever another program read can be measured as our own reading is.
"""

from dataclasses import dataclass
from pathlib import Path

from glyphwright.errors import FileAccessError, OptionError
from glyphwright.export import read_result
from glyphwright.geometry import Box
from glyphwright.page import Document, Line

# Of results, behind the name of their image with its suffix or without.
_ENDINGS = ("txt", "tsv", "json", "hocr", "html", "xml", "alto", "alto.xml", "page", "page.xml")


@dataclass(frozen=True, slots=True)
class ResultFolder:
    """Reads what stands in the result of an image; `images` is the folder in which the images lie."""

    folder: Path
    images: Path

    def read(self, source: Path, /) -> Document:
        """What the result of an image says.

        Raises:
            FileAccessError: There is no result, or it cannot be read.
            OptionError: There are several.
            InputError: It cannot be read as a result, in the kind that says why.
        """
        path = self._result(source)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise FileAccessError(f"{path}: {error.strerror or error}: check its permissions") from error
        return read_result(data, name=str(path))

    def read_line(self, source: Path, /) -> Line:
        """All words of a result as one line."""
        document = self.read(source)
        lines = [line for page in document.pages for line in page.lines]
        outline = lines[0].polygon if lines else Box(0, 0, 0, 0).polygon
        return Line(tuple(word for line in lines for word in line.words), outline)

    def _result(self, image: Path) -> Path:
        """The only file of an image's name and a known ending, in the same folder below, or in the folder itself."""
        folders = dict.fromkeys((self.folder / image.relative_to(self.images).parent, self.folder))
        for folder in folders:
            candidates = [folder / f"{name}.{ending}" for name in (image.stem, image.name) for ending in _ENDINGS]
            found = [path for path in candidates if path.is_file()]
            if len(found) > 1:
                raise OptionError(f"{image.name} has several results, {found[0]} and {found[1].name}: leave one there")
            if found:
                return found[0]
        endings = ", ".join(f".{ending}" for ending in _ENDINGS)
        raise FileAccessError(f"{self.folder}: no result of {image.name} is there: call it {image.stem} with {endings}")
