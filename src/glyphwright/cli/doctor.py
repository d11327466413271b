"""`glyphwright doctor`: whether everything is in place."""

import typer

from glyphwright import __version__


def doctor_command() -> None:
    """Look over the installation: versions, models, a test reading. Ends with 3 or 9 where something is missing."""
    from rich.console import Console
    from rich.text import Text

    from glyphwright.doctor import Finding, examine

    out, messages = Console(highlight=False), Console(stderr=True, highlight=False)
    faults = []
    for finding in (Finding("glyphwright", __version__), *examine()):
        mark, style = ("!", "bold red") if finding.fault else ("–", "dim") if finding.absent else ("✓", "green")
        out.print(Text.assemble((mark, style), f" {finding.name:24}{finding.found}"), soft_wrap=True)
        if finding.fault:
            faults.append(finding.fault)
    for fault in faults:
        messages.print(f"glyphwright: {fault}", markup=False, soft_wrap=True)
    if faults:
        raise typer.Exit(faults[0].exit_code)
