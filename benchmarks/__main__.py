"""Runs every benchmark, one after another; with `--full` those too that take minutes."""

import sys

from benchmarks import fetch, peers, settle

if __name__ == "__main__":
    settle.main(full="--full" in sys.argv)
    fetch.main()
    peers.main()
