"""`python -m bench.classifiers JSON…`: tables of `glyphwright zoo compare --json` → that of docs/classifiers.md.

The rows of all files go into one table, in the order in which they are given.
"""

import json
import sys
from pathlib import Path

from bench.report import embed
from glyphwright_train.zoo_compare import Row, as_markdown

RESULTS = Path("bench/classifiers-mnist.json")
PAGE = Path("docs/classifiers.md")


def table(results: Path) -> str:
    """The table that the page shows."""
    return as_markdown([Row(**row) for row in json.loads(results.read_text(encoding="utf-8"))])


def main() -> None:
    rows = [row for name in sys.argv[1:] for row in json.loads(Path(name).read_text(encoding="utf-8"))]
    RESULTS.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    embed(PAGE, table(RESULTS))


if __name__ == "__main__":
    main()
