"""`python -m glyphwright`: the command line."""

import sys

from glyphwright.cli import main

if __name__ == "__main__":
    sys.exit(main())
