"""Tags of the pages of people: what is written by hand."""

from django import template

from eprimo.services.people.grid import pupil_grid

register = template.Library()
register.simple_tag(pupil_grid)
