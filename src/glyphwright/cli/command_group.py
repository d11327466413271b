"""What stands first on the command line → a command: ours, one of an installed package, or `read` where it is none.

Packages announce commands as Typer apps under the entry points "glyphwright.commands"; none is imported before it, or
the list of all, is asked for.
"""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from functools import cache
from glob import has_magic
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from traceback import walk_tb
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from glyphwright.errors import FileAccessError, MissingDependencyError, OptionError

if TYPE_CHECKING:
    # Typer carries a copy of Click in newer versions, and uses Click itself in older ones.
    Command = Any
    Context = Any

_COMMANDS = "glyphwright.commands"
_DEFAULT = "read"
# Why a file, or the folder for it, cannot be made or written to, whoever tries.
_UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM)


class CommandGroup(TyperGroup):
    """All commands under one name."""

    def list_commands(self, ctx: "Context") -> list[str]:
        return [*self.commands, *(name for name in sorted(_announced()) if name not in self.commands)]

    def get_command(self, ctx: "Context", cmd_name: str) -> "Command":
        if cmd_name in self.commands or cmd_name not in _announced():
            return self.commands.get(cmd_name)
        command = _load(_announced()[cmd_name])
        command.name = cmd_name
        return command

    def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
        own_options = {option for parameter in self.get_params(ctx) for option in parameter.opts}
        if args and args[0] not in own_options and args[0] not in self.list_commands(ctx):
            self._refuse_typo(ctx, args[0])
            args = [_DEFAULT, *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: "Context") -> object:
        with _quiet_pipe(), _named_packages():
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result

    def _refuse_typo(self, ctx: "Context", word: str) -> None:
        """What looks like a misspelt command, and is no file, is not taken for one."""
        if word.startswith("-") or "/" in word or "." in word or has_magic(word) or Path(word).exists():
            return
        meant = get_close_matches(word, self.list_commands(ctx), n=1)
        if meant:
            raise OptionError(f"{word}: is neither a command nor a file: did you mean `glyphwright {meant[0]}`?")


@cache
def _announced() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=_COMMANDS)}


def _load(entry: EntryPoint) -> "Command":
    """The command of an entry point, or one that says what is missing, lest that hide all others from the list."""
    try:
        with _named_packages():
            return get_command(entry.load())
    except MissingDependencyError as error:
        return _unavailable(error)


def _unavailable(error: MissingDependencyError) -> "Command":
    stub = typer.Typer()

    @stub.command(
        help=f"Not available: {error}",
        add_help_option=False,
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    )
    def refuse() -> None:
        raise error

    return get_command(stub)


@contextmanager
def _named_packages() -> Iterator[None]:
    """Say how to install what is missing, rather than where its import stands."""
    try:
        yield
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package.startswith("glyphwright"):
            raise
        extra = "[train]" if _trains(error) else ""
        raise MissingDependencyError(
            f"this command needs {package}, which is not installed: pip install 'glyphwright{extra}'"
        ) from error


def _trains(error: Exception) -> bool:
    """Whether an error comes from what trains readers, and not from the reader."""
    modules = (frame.f_globals.get("__name__", "") for frame, _ in walk_tb(error.__traceback__))
    return any(module.startswith("glyphwright_train") for module in modules)


@contextmanager
def _quiet_pipe() -> Iterator[None]:
    """End without a word when nobody reads on, as in `glyphwright book.pdf | head`; name what cannot be written."""
    try:
        yield
    except BrokenPipeError:
        _write_no_more()
        raise typer.Exit from None
    except OSError as error:
        if error.errno not in _UNWRITABLE:
            raise
        place = _place(error)
        raise FileAccessError(f"{place}: cannot be written ({error.strerror}): choose another place") from error


def _place(error: OSError) -> str:
    """What could not be written: libraries do not say which file it was when they write models."""
    if error.filename is not None:
        return os.fsdecode(error.filename)
    if _trains(error):
        return "what was learnt"
    _write_no_more()
    return "standard output"


def _write_no_more() -> None:
    """Or Python would try to write the rest once more when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
