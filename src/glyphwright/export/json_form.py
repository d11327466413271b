"""JSON, with nothing left out: the form of `Document.to_dict`, whose schema is `document.schema.json` beside this."""

import json
from collections.abc import Iterator
from dataclasses import replace

from glyphwright.errors import DamagedInputError
from glyphwright.page import Document


def write_json(document: Document) -> bytes:
    """One line of UTF-8; half a surrogate pair, which UTF-8 cannot hold, becomes a question mark."""
    return b"".join(json_parts(document))


def json_parts(document: Document) -> Iterator[bytes]:
    """What `write_json` writes, page by page."""
    empty = replace(document, pages=()).to_json()
    before = empty.removesuffix("]}")
    for page in document.pages:
        yield (before + json.dumps(page.to_dict(), ensure_ascii=False)).encode("utf-8", errors="replace")
        before = ", "
    yield ("]}\n" if document.pages else f"{empty}\n").encode("utf-8", errors="replace")


def read_json(data: bytes) -> Document:
    """The inverse, for this version of the schema.

    Raises:
        DamagedInputError: It is not JSON, or not of this form or version.
    """
    try:
        return Document.from_dict(json.loads(data))
    except KeyError as error:
        raise DamagedInputError(f"the JSON has no {error}: it is not a document as it is exported here") from error
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise DamagedInputError(f"the JSON is not a document as it is exported here ({error})") from error
