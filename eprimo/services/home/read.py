"""What a guardian has read or done this week: folded at the end of the home, so that it is found again."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import JSONField, Q, Value
from django.db.models.functions import Cast, Coalesce, JSONObject

from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.kinds import declared
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.notifications.models import Lane, Notice, NoticeState
from eprimo.foundation.notifications.policies import about_children, still_reaches
from eprimo.foundation.notifications.queries import OwnChild
from eprimo.foundation.notifications.sections import Asked
from eprimo.ui.addresses import reverse

_WEEK = timedelta(days=7)
MOST = 8
_LIST = ArrayField(JSONField())


@dataclass
class Line:
    """A thing, for one or several own children."""

    title: str
    url: str
    children: list[OwnChild]


def read_this_week(actor: Actor) -> Any:
    """The own notices of the week that ask nothing any more, the newest first, as one column; `read_lines` reads it."""
    rows = Notice.objects.filter(
        about_children(actor), _read(actor), state=NoticeState.DONE, lane__in=[Lane.TO_DO, Lane.MY_CHILD],
        made_at__gte=actor.now - _WEEK, resource__state=ResourceState.PUBLISHED, resource__withdrawn_at=None,
    )  # fmt: skip
    one = JSONObject(
        thing="resource__public_id", service="resource__service", title="resource__title", child="child_id",
        audience="audience_id", school="school_id",
    )  # fmt: skip
    newest = rows.order_by("-made_at", "-id")[: 2 * MOST]
    found = ArraySubquery(newest.annotate(one=one).values("one"))
    return Coalesce(found, Cast(Value([]), _LIST), output_field=_LIST)


def _read(actor: Actor) -> Q:
    """Of the kinds that know what was read."""
    found = Q(pk__in=[])
    for key, kind in sorted(declared().items()):
        if kind.read_by is not None:
            found |= Q(kind.read_by(actor), resource__service=key)
    return found


def read_lines(actor: Actor, rows: list[dict[str, Any]], asked: Asked) -> dict[str, Any] | None:
    """None: nothing was read. What came by a class that a child left is not there."""
    children = {one.id: one for one in asked.children}
    lines: dict[str, Line] = {}
    for row in rows:
        link, child, kind = (
            actor.child(row["child"]),
            children.get(row["child"]),
            declared().get(row["service"]),
        )
        if link is None or child is None or kind is None or not kind.child_page:
            continue
        if not still_reaches(link, audience_id=row["audience"], school_id=row["school"]):
            continue
        if asked.child is not None and child.public_id != asked.child:
            continue
        line = lines.get(row["thing"])
        if line is None:
            url = reverse(kind.child_page, args=[UUID(row["thing"]), child.public_id])
            lines[row["thing"]] = Line(row["title"], url, [child])
        else:
            line.children.append(child)
    return {"lines": list(lines.values())[:MOST]} if lines else None
