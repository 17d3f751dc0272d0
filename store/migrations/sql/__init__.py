"""The migrations themselves, in plain SQL: one folder a version."""

from pathlib import Path

from alembic import op


def run(revision: str) -> None:
    """Run the files of one version in the order of the number they begin with."""
    files = sorted((Path(__file__).parent / revision).glob("*.sql"), key=lambda f: int(f.name.split("_")[0]))
    for file in files:
        # As the driver's own SQL: colons and percent signs mean what PostgreSQL says.
        op.get_bind().exec_driver_sql(file.read_text(encoding="utf-8"))
