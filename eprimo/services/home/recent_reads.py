"""What a guardian has read or done this week: folded at the end of the home, so that it is found again."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, CharField, JSONField, OuterRef, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, JSONObject

from eprimo.foundation.content.capabilities import OwnPages, child_page
from eprimo.foundation.content.enums import Did, ResourceState
from eprimo.foundation.content.kinds import declared
from eprimo.foundation.content.models import Resource
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.fields import Unweighed
from eprimo.foundation.kernel.school_years import years_around
from eprimo.foundation.notifications.models import Lane, Notice, NoticeState
from eprimo.foundation.notifications.policies import about_children, still_reaches
from eprimo.foundation.notifications.queries import OwnChild
from eprimo.foundation.notifications.sections import HomeQuery
from eprimo.ui.addresses import reverse

_WEEK = timedelta(days=7)
MOST = 8
_LIST = ArrayField(JSONField())


@dataclass
class RecentRead:
    """A thing, for one or several own children."""

    title: str
    url: str
    # Each with what was done for it.
    children: list[tuple[OwnChild, Did]]

    @property
    def did(self) -> str:
        """The one word for all of them, untranslated; empty where it is not the same."""
        words = {did.label for _, did in self.children}
        return str(words.pop()) if len(words) == 1 else ""


def read_this_week(actor: Actor) -> Any:
    """The own notices of the week that ask nothing any more, the newest first, as one column; `read_lines` reads it."""
    # The index of who reads and when it was made: that of the children holds all that they ever had. Things are looked
    # up by their keys: a join may read those of the whole academy.
    things = Resource.objects.filter(
        pk=OuterRef("resource_id"), state=ResourceState.PUBLISHED, withdrawn_at=None
    ).order_by()
    told = JSONObject(thing="public_id", service="service", title="title")
    service = Subquery(things.values("service"))
    rows = Notice.objects.annotate(service=service, of=Subquery(things.values(told=told)), did=_did(actor)).filter(
        Unweighed(about_children(actor)), recipient_id=actor.person_id, did__isnull=False, state=NoticeState.DONE,
        lane__in=[Lane.TO_DO, Lane.MY_CHILD], school_year__in=years_around(actor.now), made_at__gte=actor.now - _WEEK,
    )  # fmt: skip
    one = JSONObject(of="of", child="child_id", audience="audience_id", school="school_id", did="did")
    newest = rows.order_by("-made_at", "-id")[: 2 * MOST]
    found = ArraySubquery(newest.annotate(one=one).values("one"))
    return Coalesce(found, Cast(Value([]), _LIST), output_field=_LIST)


def _did(actor: Actor) -> Case:
    """What the reader did with each thing, of the kinds that know it."""
    known = [
        When(service=key, then=did)
        for key, kind in sorted(declared().items())
        if (pages := kind.get(OwnPages)) is not None and (did := pages.done_by(actor)) is not None
    ]
    return Case(*known, default=Value(None), output_field=CharField())


def read_lines(actor: Actor, rows: list[dict[str, Any]], asked: HomeQuery) -> dict[str, Any] | None:
    """None: nothing was read. What came by a class that a child left is not there."""
    children = {one.id: one for one in asked.children}
    lines: dict[str, RecentRead] = {}
    for row in rows:
        of = row["of"]
        link, child, kind = (
            actor.child(row["child"]),
            children.get(row["child"]),
            declared().get(of["service"]),
        )
        if link is None or child is None or kind is None or not child_page(kind):
            continue
        if not still_reaches(link, audience_id=row["audience"], school_id=row["school"]):
            continue
        if asked.child is not None and child.public_id != asked.child:
            continue
        line = lines.get(of["thing"])
        if line is None:
            url = reverse(child_page(kind), args=[UUID(of["thing"]), child.public_id])
            lines[of["thing"]] = RecentRead(of["title"], url, [(child, Did(row["did"]))])
        else:
            line.children.append((child, Did(row["did"])))
    return {"lines": list(lines.values())[:MOST]} if lines else None
