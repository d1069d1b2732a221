"""Reading one's own notices, and the children they are about."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from eprimo.foundation.access.audiences import reach_arrays
from eprimo.foundation.content.models import Resource
from eprimo.foundation.directory.animals import seed_sql
from eprimo.foundation.directory.first_names import told_apart
from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.directory.school_names import short_names
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.school_years import years_around
from eprimo.foundation.kernel.services import silent_cards
from eprimo.foundation.kernel.statements import Columns, Statement, joined
from eprimo.foundation.notifications.models import Notice

SHOWN = 60

_NOTICE = Columns(
    Notice, "n", "school_year", "id", "recipient", "lane", "state", "card", "resource", "child", "school", "due_on",
    "about", "visible_from", "bumped_at", "reminded",
)  # fmt: skip
_RESOURCE = Columns(Resource, "r", "id", "public_id", "title", "service", "state")
_CHILD = Columns(Person, "c", "id", "public_id", "animal", "first_name")
_SCHOOL = Columns(School, "s", "id", "name")
# `policies.visible_to`, as a fixed statement (a test holds them together): rule = what each own child is in now. The
# years around today only: what an older year still held open is of a class that is over.
_OPEN = f"""
SELECT {_NOTICE.sql}, {_RESOURCE.sql}, {_CHILD.sql}, {_SCHOOL.sql}
FROM notifications_notice n
JOIN directory_school s ON s.id = n.school_id
LEFT JOIN content_resource r ON r.id = n.resource_id
LEFT JOIN directory_person c ON c.id = n.child_id
LEFT JOIN access_audience a ON a.id = n.audience_id
WHERE n.recipient_id = %(me)s AND n.state = 'open' AND n.visible_from <= %(now)s
  AND n.school_year IN {{years}} AND n.card <> ALL(%(silent)s::text[])
  AND (n.child_id IS NULL AND (n.audience_id = ANY(%(audiences)s::bigint[])
                               OR n.audience_id IS NULL AND %(above)s::boolean)
    OR EXISTS (SELECT FROM unnest(%(children)s::bigint[], %(kinds)s::text[], %(targets)s::bigint[])
                 AS rule(child, kind, target)
               WHERE rule.child = n.child_id AND rule.kind = a.kind AND rule.target = a.target)
    AND EXISTS (SELECT FROM unnest(%(children)s::bigint[], %(kinds)s::text[], %(targets)s::bigint[])
                  AS place(child, kind, target)
                WHERE place.child = n.child_id AND place.kind = 'school' AND place.target = n.school_id))
ORDER BY COALESCE(n.due_on, DATE '9999-12-31'), n.bumped_at DESC, n.id DESC
LIMIT %(limit)s
"""  # noqa: S608 - pieces of ours; values go as parameters


def open_notices(actor: Actor, limit: int = SHOWN) -> list[Notice]:
    """The open notices of the actor that a card draws, what is due first, then the newest; with what the cards need
    (one statement)."""
    rows = _open_in(years_around(actor.now)).rows(
        me=actor.person_id,
        now=actor.now,
        audiences=sorted(actor.audience_ids),
        above=actor.above_schools,
        limit=limit,
        silent=silent_cards(),
        **reach_arrays(actor.children),
    )
    return [_notice(row) for row in rows]


@cache
def _open_in(years: tuple[int, ...]) -> Statement:
    """Years are written out: the planner then looks at three partitions, not at all."""
    return Statement(_OPEN.format(years=years))


def _notice(row: tuple[Any, ...]) -> Notice:
    resource = _NOTICE.width
    child, school = resource + _RESOURCE.width, resource + _RESOURCE.width + _CHILD.width
    notice = _NOTICE.read(row[:resource])
    # The rows they would be read from again are here, or NULL.
    return joined(
        notice,
        resource=_RESOURCE.read(row[resource:child]) if notice.resource_id is not None else None,
        child=_CHILD.read(row[child:school]) if notice.child_id is not None else None,
        school=_SCHOOL.read(row[school:]),
    )


_CHILDREN = Statement(f"""
SELECT c.id, c.public_id, {seed_sql("c")}, c.first_name, COALESCE(NULLIF(c.usual_name, ''), c.last_name),
  COALESCE(place.label, ''), COALESCE(place.name, '')
FROM unnest(%(children)s::bigint[]) WITH ORDINALITY AS asked(id, place)
JOIN directory_person c ON c.id = asked.id
LEFT JOIN LATERAL (
  SELECT g.label, s.name
  FROM directory_classmembership m JOIN directory_classgroup g ON g.id = m.class_group_id
  JOIN directory_school s ON s.id = g.school_id
  WHERE m.person_id = c.id AND g.id = ANY(%(classes)s::bigint[]) ORDER BY g.key LIMIT 1
) place ON true
ORDER BY asked.place
""")  # noqa: S608 - a piece of ours; values go as parameters


@dataclass(frozen=True, slots=True)
class OwnChild:
    """A child of the chips of a guardian's pages."""

    id: int
    public_id: UUID
    # What the animal is drawn from.
    seed: str
    first_name: str
    # The first name, and what parts two of the children who have the same.
    called: str
    group: str
    # What the school is called; empty when all the children are in the same.
    school: str


def own_children(actor: Actor) -> list[OwnChild]:
    """Return the guardian's children, in the order of the actor (one statement)."""
    if not actor.children:
        return []
    rows = _CHILDREN.rows(
        children=[child.person_id for child in actor.children],
        classes=[one for child in actor.children for one in child.class_ids],
    )
    schools = short_names(school for *_, school in rows)
    names = told_apart([(first, last) for _, _, _, first, last, *_ in rows])
    return [
        OwnChild(
            pk,
            public_id,
            seed,
            first,
            called=called,
            group=group,
            school=schools[school] if len(schools) > 1 else "",
        )
        for called, (pk, public_id, seed, first, _, group, school) in zip(names, rows, strict=True)
    ]


def own_child(children: Iterable[OwnChild], chosen: UUID | None) -> OwnChild | None:
    """Return the own child named in the address, when there is one."""
    return next((one for one in children if one.public_id == chosen), None)
