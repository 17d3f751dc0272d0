"""`shouhou import`: products, technicians, areas, rules and policies from files."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from schemas.master import Checked


def import_folder(
    folder: Annotated[Path, typer.Argument(help="Folder with any of products.csv, technicians.csv, areas.csv, …")],
) -> None:
    """Read master data from a folder. If any line is bad, every bad line is named and nothing is written."""
    import imports
    from cli.context import open_database
    from settings import load

    checked = imports.read(folder)  # first: a mistake in the files starts no service
    for line in _saved(checked, open_database(load())):
        print(line)


def bring(folder: Path, database_url: str) -> list[str]:
    """
    Import a folder into a ready database; returns a line for each kind of row.

    Raises:
        ImportFaults: every bad line of every file.
    """
    import imports

    return _saved(imports.read(folder), database_url)


def _saved(checked: "Checked", database_url: str) -> list[str]:
    from store import master
    from store.engine import engine

    return [f"{kind}: {counted}" for kind, counted in master.save(engine(database_url), checked).items()]
