"""What the simulation costs: one command, `python benchmarks/run.py`."""
