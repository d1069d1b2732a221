"""Tags of the homes: rows that are written by hand."""

from django import template

from eprimo.services.home.day_rows import day_rows

register = template.Library()
register.simple_tag(day_rows)
