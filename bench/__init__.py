"""Measurements: `python -m bench` runs all of them, `python -m bench.<name>` one; results go to `results/`."""
