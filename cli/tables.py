"""Tables on stdout that read well in a terminal and in a log."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def show(columns: Sequence[str], rows: Iterable[Mapping[str, object]], *, title: str | None = None) -> None:
    """
    Print rows under their columns; numbers to the right, times in Shanghai's clock, an absent value as a dash.

    Args:
        columns: names of the values of a row; underscores are shown as spaces.
        rows: in the order they are to appear.
        title: printed above.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    cells = [[row[column] for column in columns] for row in rows]
    for number, column in enumerate(columns):
        right = any(isinstance(line[number], int) for line in cells)
        table.add_column(column.replace("_", " "), justify="right" if right else "left", overflow="fold")
    for line in cells:
        table.add_row(*(_cell(value) for value in line))
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=140)
    console.print(table)


def _cell(value: object) -> str:
    match value:
        case None | "":
            return "-"
        case int():
            return f"{value:,}"
        case datetime():
            return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
        case _:
            return str(value)
