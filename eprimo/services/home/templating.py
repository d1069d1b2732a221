"""Rows of the pages that are written by hand."""

from eprimo.services.home.day_rows import day_rows

FUNCTIONS = {"day_rows": day_rows}
