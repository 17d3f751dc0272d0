"""Figures, as ratios measured in one run. `make bench` writes one JSON file each under `benchmarks/results/`."""
