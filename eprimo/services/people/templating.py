"""Rows of the pages that are written by hand."""

from eprimo.services.people.grid import pupil_grid

FUNCTIONS = {"pupil_grid": pupil_grid}
