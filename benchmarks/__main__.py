"""Runs every benchmark, one after another."""

from benchmarks import settle

if __name__ == "__main__":
    settle.main()
