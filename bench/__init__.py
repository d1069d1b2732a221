"""Measured figures: pages at several sizes of academy, and imports. `python -m bench --help`."""
