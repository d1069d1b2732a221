"""The date of a piece of news: the day it speaks of, when it has one."""

from collections.abc import Iterator

from eprimo.foundation.content import richtext
from eprimo.foundation.content.models import Resource
from eprimo.foundation.occasions.dated import Dated
from eprimo.foundation.occasions.enums import Sort


def dates_of(resource: Resource, _body: richtext.Node) -> Iterator[Dated]:
    if (day := resource.news.day) is not None:
        yield Dated(n=1, sort=Sort.EVENT, on=day, field="day")
