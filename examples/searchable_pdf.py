"""Put an invisible, selectable text layer under a scan: image in, PDF out."""

import sys
from pathlib import Path

import glyphwright

scan = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "pages" / "letter.png"
target = Path(sys.argv[2]) if len(sys.argv) > 2 else scan.with_suffix(".pdf")
document = glyphwright.read(scan)
target.write_bytes(glyphwright.export(document, "pdf", source=scan.read_bytes()))
print(f"{target}: {len(list(document.pages[0].words))} words to search for")
