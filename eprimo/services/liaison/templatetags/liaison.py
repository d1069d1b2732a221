"""Tags of the liaison book's pages: rows that are written by hand."""

from django import template

from eprimo.services.liaison.day_rows import team_rows

register = template.Library()
register.simple_tag(team_rows)
