"""Great Expectations over batches of normal rows. Importing this room is light: the library comes with the first row."""

from checks.judge import judge

__all__ = ["judge"]
