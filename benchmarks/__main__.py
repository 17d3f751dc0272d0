"""Runs every benchmark, one after another."""

from benchmarks import fetch, settle

if __name__ == "__main__":
    settle.main()
    fetch.main()
