"""Tags of the liaison book's pages: rows that are written by hand."""

from django import template

from eprimo.services.liaison.day_rows import follow_rows, read_rows

register = template.Library()
register.simple_tag(follow_rows)
register.simple_tag(read_rows)
