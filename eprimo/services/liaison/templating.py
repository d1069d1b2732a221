"""Rows of the pages that are written by hand."""

from eprimo.services.liaison.day_rows import team_rows

FUNCTIONS = {"team_rows": team_rows}
