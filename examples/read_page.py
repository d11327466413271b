"""Read a page and print its text, then its five least certain words with their places."""

import sys
from pathlib import Path

import glyphwright

path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "pages" / "letter.png"
document = glyphwright.read(path)
print(document.text)
for word in sorted(document.pages[0].words, key=lambda word: word.confidence)[:5]:
    print(f"{word.confidence:.2f}  {word.text!r}  at {word.box.left:.0f}, {word.box.top:.0f}")
