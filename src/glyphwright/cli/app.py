"""What is typed → a command → an exit code. Only results go to standard output, messages to standard error."""

import io
import os
import sys
import traceback
import warnings
from collections.abc import Sequence
from typing import Annotated

import typer
from typer.main import get_command

from glyphwright import __version__
from glyphwright.cli.command_group import CommandGroup
from glyphwright.cli.convert import convert_command
from glyphwright.cli.data import data_app
from glyphwright.cli.doctor import doctor_command
from glyphwright.cli.evaluate import evaluate_command
from glyphwright.cli.interpret import interpret_command
from glyphwright.cli.models import models_command
from glyphwright.cli.preprocess import preprocess_command
from glyphwright.cli.read import read_command
from glyphwright.errors import GlyphwrightError, OptionError

app = typer.Typer(
    cls=CommandGroup,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    subcommand_metavar="COMMAND | INPUT... [ARGS]...",
)
app.command("read")(read_command)
app.command("convert")(convert_command)
app.command("preprocess")(preprocess_command)
app.command("interpret")(interpret_command)
app.command("evaluate")(evaluate_command)
app.command("models")(models_command)
app.command("doctor")(doctor_command)
app.add_typer(data_app, name="data")

# Click's code for arguments that cannot be right, which is that of an unreadable input here.
_CLICK_USAGE = 2
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code (errors.py lists them).

    Args:
        arguments: What follows the program's name; None for those of this process.
    """
    _settle_streams()
    # What Pillow has to say of a damaged file becomes an error of ours where it matters.
    warnings.filterwarnings("ignore", module="PIL")
    try:
        get_command(app).main(arguments, prog_name="glyphwright")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        return OptionError.exit_code if code == _CLICK_USAGE else code
    except KeyboardInterrupt:
        return _INTERRUPTED
    except GlyphwrightError as error:
        _say(f"glyphwright: {error}")
        return error.exit_code
    except ExceptionGroup as group:
        _say(f"glyphwright: {group.message}:", *(f"  {error}" for error in group.exceptions))
        first = group.exceptions[0]
        return first.exit_code if isinstance(first, GlyphwrightError) else GlyphwrightError.exit_code
    except MemoryError:
        _say(
            "glyphwright: there is not enough memory: give a lower --dpi or --max-pixels, fewer --jobs or fewer --pages"
        )
        return GlyphwrightError.exit_code
    except Exception:
        traceback.print_exc()
        _say("glyphwright: this is a fault of the program: please report it with what is above")
        return GlyphwrightError.exit_code
    return 0


@app.callback(help="Read text in scans, photos and PDFs: `glyphwright scan.png` prints what stands there.")
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version and stop.", callback=lambda asked: _version(asked), is_eager=True
        ),
    ] = False,
) -> None: ...


def _version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"glyphwright {__version__}\n")
        raise typer.Exit


def _settle_streams() -> None:
    """Results are UTF-8 whatever the locale says, and go nowhere where there is no standard output."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115  open as long as the process
    if sys.stderr is None:
        sys.stderr = sys.stdout
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Names of files may hold bytes that are no UTF-8.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def _say(*lines: str) -> None:
    for line in lines:
        print(line, file=sys.stderr)
