"""Runs the comparison."""

from benchmarks.peers import main

if __name__ == "__main__":
    main()
