"""
Files that people hand in: products, technicians, areas, rules and policies.

`read` turns a folder into checked rows, or raises `ImportFaults` with every bad line. It looks at nothing but the files:
whether a named provider or region exists is for `store.master` to say.
"""

from imports.folder import read
from schemas.master import Checked, Fault, ImportFaults

__all__ = ["Checked", "Fault", "ImportFaults", "read"]
