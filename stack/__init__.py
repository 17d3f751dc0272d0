"""
The services of a home: start, find again, stop.

A home is a folder. Its embedded PostgreSQL and its Prefect server run in sessions of their own, are written down in
its `services.json` when they are spawned, are shared by all commands of that home, and stay until `stop`.
"""

from stack.environ import environment
from stack.errors import ServiceDied, ServiceSilent, StackError
from stack.home import Home
from stack.stopping import stop

__all__ = ["Home", "ServiceDied", "ServiceSilent", "StackError", "environment", "stop"]
