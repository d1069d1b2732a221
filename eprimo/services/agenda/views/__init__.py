"""The agenda, on a screen, on a sheet and on a telephone."""
