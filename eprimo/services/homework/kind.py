"""Homework as a kind of content: a week is the thing, its lines are rows with their own dates, levels and words.

A week is made, addressed, shared and followed by the acts of the kernel (`thing_begin`, `thing_follow`), and its rows
and their dates are seen, kept and erased as those of every kind. Its pages are its own: nobody writes a week as a text
with a title, teachers type lines into the days of a table, families tick them, and a list of weeks would tell nothing.
"""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_noop as _

from eprimo.foundation.access.audiences import LevelRule
from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.content import richtext
from eprimo.foundation.content.capabilities import Days, Details, OwnPages, Rows
from eprimo.foundation.content.kinds import (
    Audience,
    Kind,
    Manage,
    Tab,
    To,
    Withdrawn,
    Words,
    Writing,
    register_kind,
)
from eprimo.foundation.content.models import Resource
from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.occasions.dates import Dated
from eprimo.foundation.occasions.enums import Sort, Verb
from eprimo.services.homework.enums import Work
from eprimo.services.homework.models import Homework, HomeworkWeek

# What a line asks, as the dates say it; what was done in class is no date.
_VERBS = {Work.READ: Verb.READ, Work.REVIEW: Verb.REVIEW, Work.BRING: Verb.BRING}
_LEVELLED = (AudienceProfile.GUARDIAN, AudienceProfile.PUPIL)


def _levels(resource: Resource) -> Iterator[tuple[LevelRule, datetime]]:
    """To each level of a class that has several: a line may narrow to it."""
    week, since = resource.homeworkweek, resource.visible_from
    if week.to != To.CLASS or since is None:
        return
    levels = ClassGroup.objects.values_list("levels", flat=True).get(pk=week.target)
    for level in levels if len(levels) > 1 else ():
        for profile in _LEVELLED:
            yield (AudienceKind.CLASS, week.target, profile, level), since


def _dates(resource: Resource, _body: richtext.Node) -> Iterator[Dated]:
    """Of each line that asks something, its day."""
    for one in resource.homework_rows.filter(removed_at=None).exclude(verb=Work.CLASS):
        yield Dated(
            n=one.n, sort=Sort.WORK, on=one.due_on, verb=_VERBS[Work(one.verb)], words=one.text,
            levels=tuple(one.levels), field="due_on",
        )  # fmt: skip


HOMEWORK = register_kind(
    Kind(
        key="homework",
        address="devoirs",
        words=Words(
            name=_("Devoirs"),
            one="un travail",
            this="ce travail",
            icon="book-open",
            verb="Donner",
            noun="entry",
        ),
        # A head who teaches a class writes there as its teacher (`policies`).
        writing=Writing(authors=frozenset({Role.TEACHER})),
        audience=Audience(
            targets=frozenset({To.CLASS, To.GROUP}),
            pupils=True,
            # « Own classes, groups; attached; own child »: nobody is invited to it from outside.
            reaches=frozenset({AudienceProfile.GUARDIAN, AudienceProfile.TEACHER, AudienceProfile.STAFF}),
            more=_levels,
        ),
        manage=Manage.CLASS_TEACHERS,
        withdrawn=Withdrawn.GONE,
        tab=Tab(order=46),
        # A week has no title that anybody looks for: its lines have words of their own.
        has=(Details(model=HomeworkWeek), Rows(Homework), Days(of=_dates), OwnPages(thing="homework:thing")),
    )
)
