"""What goes wrong in the checks themselves."""


class CheckError(Exception):
    """An expectation could not be evaluated, or its answer not be read: a fault of ours, never a verdict on a row."""
