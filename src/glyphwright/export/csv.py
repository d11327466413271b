"""The tables of a Document → comma-separated values (RFC 4180), UTF-8 with the mark by which spreadsheets know it.

Tables follow each other in reading order with an empty record between, every record as wide as its table. A cell stands
where it begins; spans, places, confidences and all text outside tables are left out.
"""

import csv
import io

from glyphwright.errors import OutputError
from glyphwright.page import Document


def write_csv(document: Document) -> bytes:
    """All tables whose cells are known.

    Raises:
        OutputError: There is none.
    """
    grids = [block.grid for page in document.pages for block in page.blocks if block.kind == "table" and block.grid]
    if not grids:
        raise OutputError(
            f"{document.source or 'the document'}: CSV holds tables, and no table with cells was found in it: "
            "choose txt or tsv for its text"
        )
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    for index, grid in enumerate(grids):
        if index:
            buffer.write("\r\n")
        writer.writerows(grid)
    return buffer.getvalue().encode("utf-8-sig", errors="replace")
