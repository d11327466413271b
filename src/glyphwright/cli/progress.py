"""How far a command is → a bar on standard error, where somebody watches it and nothing else is printed."""

import sys


class Progress:
    """Told how many are done, and of how many; what it shows vanishes at the end."""

    def __init__(self, total: int, *, shown: bool = True) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
        self._bar = Bar(
            *columns,
            console=Console(stderr=True),
            transient=True,
            redirect_stdout=False,
            disable=not (shown and sys.stderr.isatty()),
        )
        self._task = self._bar.add_task("", total=total)

    def __enter__(self) -> "Progress":
        self._bar.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._bar.stop()

    def __call__(self, done: int, total: int | None = None) -> None:
        self._bar.update(self._task, completed=done, total=total)
