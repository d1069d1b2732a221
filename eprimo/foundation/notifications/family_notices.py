"""Telling families of a thing of a declared kind: audience → children → guardians → notices, one statement on sets.

Nothing of it rings: its lane is told by digests, in counts. A guardian is told once for each class, group or child, and
once for a whole school, whatever the number of children there.
"""

from typing import Any

from django.db import connection
from django.db.models import Q

from eprimo.foundation.content.capabilities import kinds
from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.kinds import Kind
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.services import card_of
from eprimo.foundation.content.things.events import ThingMoved
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import on
from eprimo.foundation.kernel.periodic import every
from eprimo.foundation.kernel.realtime import touch
from eprimo.foundation.kernel.school_years import school_year_at
from eprimo.foundation.kernel.statements import with_periods
from eprimo.foundation.notifications.author_notices import TAKEN
from eprimo.foundation.notifications.models import Notice, NoticeState

# As of now: who is no longer a pupil there, in a class of the running year, and whom a decision keeps away, is not
# told.
_TELL = with_periods("""
INSERT INTO notifications_notice AS notice
  (school_year, recipient_id, school_id, lane, state, card, resource_id, child_id, audience_id, due_on, visible_from,
   bumped_at, reminded, ring_at, made_at)
SELECT DISTINCT ON (g.adult_id, CASE WHEN a.kind = 'school' THEN 0 ELSE g.child_id END)
  %(year)s, g.adult_id, s.school_id, %(lane)s, 'open', %(card)s, s.resource_id, g.child_id, a.id, NULL, %(visible)s,
  %(visible)s, 0, NULL, %(now)s
FROM content_share s
JOIN access_audience a ON a.id = s.audience_id AND a.profile = 'guardian'
JOIN directory_affiliation p ON p.school_id = s.school_id AND p.profile = 'pupil'
  AND in_force(p.starts, p.ends, %(now)s)
JOIN directory_guardianship g ON g.child_id = p.person_id AND g.kind <> 'contact'
  AND in_force(g.starts, g.ends, %(now)s)
WHERE s.resource_id = %(resource)s
  AND EXISTS (SELECT FROM directory_classmembership m JOIN directory_classgroup c ON c.id = m.class_group_id
              JOIN directory_school o ON o.id = p.school_id AND o.running_year_id = c.year_id
              WHERE m.person_id = p.person_id AND m.school_id = p.school_id AND c.closed_at IS NULL
                AND in_force(m.starts, m.ends, %(now)s))
  AND CASE a.kind
    WHEN 'school' THEN a.target = p.school_id
    WHEN 'child' THEN a.target = p.person_id
    WHEN 'class' THEN EXISTS (SELECT FROM directory_classmembership m WHERE m.person_id = p.person_id
                              AND m.class_group_id = a.target AND in_force(m.starts, m.ends, %(now)s))
    WHEN 'group' THEN EXISTS (SELECT FROM directory_groupmembership m WHERE m.person_id = p.person_id
                              AND m.group_id = a.target AND in_force(m.starts, m.ends, %(now)s))
    ELSE false END
  AND NOT EXISTS (SELECT FROM directory_guardianrestriction r WHERE r.guardianship_id = g.id AND r.level >= 2
                  AND in_force(r.starts, r.in_force_until, %(now)s)
                  AND (r.lifted_at IS NULL OR r.lifted_at > %(now)s))
ORDER BY g.adult_id, CASE WHEN a.kind = 'school' THEN 0 ELSE g.child_id END, g.child_id
ON CONFLICT (school_year, recipient_id, resource_id, child_id) DO UPDATE
  SET state = 'open', audience_id = excluded.audience_id WHERE notice.state <> 'open'
RETURNING recipient_id
""")


@on(ThingMoved)
def tell(event: ThingMoved) -> None:
    """Make its notices what they are to be now, as often as it is asked."""
    resource = Resource.objects.filter(pk=event.resource_id).first()
    kind = next((one for one in kinds() if resource is not None and one.key == resource.service), None)
    if resource is None or kind is None or not kind.lane:
        return
    now = clock.now()
    out = resource.state == ResourceState.PUBLISHED and (resource.ends_at is None or resource.ends_at > now)
    if not out or resource.visible_from is None:
        _take_back(Q(resource=resource), [school_year_at(resource.created_at), school_year_at(now)])
    elif resource.visible_from <= now:
        _tell(kind, resource)


def _tell(kind: Kind, resource: Resource) -> None:
    visible = resource.visible_from
    assert visible is not None  # noqa: S101 - it is out
    values: dict[str, Any] = {
        "year": school_year_at(visible), "lane": kind.lane.value, "card": card_of(kind), "resource": resource.pk,
        "visible": visible, "now": clock.now(),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_TELL, values)
        touch(people={recipient for (recipient,) in cursor.fetchall()})
    # Whom it was for before, and no longer is.
    gone = Q(resource=resource) & ~Q(audience__in=resource.shares.values("audience"))
    _take_back(gone, [values["year"]])


def _take_back(which: Q, years: list[int]) -> int:
    """Of those who read it; its author hears of it by a notice of its own (`authors`)."""
    open_ = Notice.objects.filter(which, school_year__in=set(years), state=NoticeState.OPEN)
    rows = open_.exclude(card=TAKEN)
    people = list(rows.values_list("recipient_id", flat=True))
    if people:
        rows.update(state=NoticeState.WITHDRAWN)
        touch(people=people)
    return len(people)


@every(3600)
def notices_expire() -> int:
    """Tell no more what is past its last day; return how many notices went."""
    now = clock.now()
    year = school_year_at(now)
    return _take_back(Q(resource__ends_at__lte=now), [year - 1, year])
