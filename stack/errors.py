"""What can go wrong with the services of a home. Each message is one sentence for the operator: what, and what to do."""


class StackError(Exception):
    """A service of the home cannot be used."""


class ServiceDied(StackError):
    """A service ended before it answered. The message names its log and ends with the log's last line."""


class ServiceSilent(StackError):
    """A service runs but does not answer in time."""
