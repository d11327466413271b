"""The command line: one file a command, which parses and prints."""

from glyphwright.cli.app import main

__all__ = ["main"]
