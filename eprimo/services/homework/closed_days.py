"""How much days on which the school is shut asked of its classes and groups, for who directs it."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, F, OuterRef, Subquery

from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.things.closed_days import ClosedDayLine
from eprimo.foundation.directory.models import ClassGroup, Group
from eprimo.foundation.kernel.actor import Actor
from eprimo.services.homework.enums import Work
from eprimo.services.homework.kind import HOMEWORK
from eprimo.services.homework.models import Homework
from eprimo.ui.plurals import counted

_WORDS = (
    "Les enseignants les reportent d’une touche\N{NO-BREAK SPACE}: c’est dans leur «\N{NO-BREAK SPACE}À "
    "traiter\N{NO-BREAK SPACE}»."
)


def told_closed(actor: Actor, first: date, last: date) -> Iterator[ClosedDayLine]:
    """Yield a line for each class and group of the school that has work for these days."""
    place = OuterRef("resource__homeworkweek__target")
    labels = {
        "of_class": Subquery(ClassGroup.objects.filter(pk=place).order_by().values("label")),
        "of_group": Subquery(Group.objects.filter(pk=place).order_by().values("label")),
    }
    rows = Homework.objects.filter(
        school=actor.school_id or 0, due_on__gte=first, due_on__lte=last, removed_at=None,
        resource__state=ResourceState.PUBLISHED,
    ).exclude(verb=Work.CLASS)  # fmt: skip
    asked = rows.annotate(to=F("resource__homeworkweek__to"), **labels).values_list("to", *labels)
    for to, of_class, of_group, lines in asked.annotate(lines=Count("pk")).order_by(*labels):
        work = counted(lines, "travail", "travaux")
        yield ClosedDayLine(
            HOMEWORK.words.icon, f"{work} pour {of_class if to == To.CLASS else of_group}", _WORDS
        )
