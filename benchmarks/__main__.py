"""Runs every benchmark, one after another; with `--full` those too that take minutes."""

import sys

from benchmarks import fetch, peers, quality, settle, whole

if __name__ == "__main__":
    settle.main(full="--full" in sys.argv)
    quality.main()
    fetch.main()
    peers.main()
    whole.main(full="--full" in sys.argv)
