"""`python -m cli` is `shouhou`."""

from cli.main import main

main()
