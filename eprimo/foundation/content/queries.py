"""Reading content: the newest of an actor, the versions of a resource."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from eprimo.foundation.content.models import Resource, Version
from eprimo.foundation.content.policies import audiences_of_withdrawn, own_in_sight
from eprimo.foundation.kernel.actor import Actor

FEED_LENGTH = 30

# The newest of each audience through the index of Share alone, then merged. Starting from the resources grows with
# the school; this does not.
_FEED = """
SELECT near.resource_id, max(near.level) AS level, max(near.updated_at) AS updated_at
FROM unnest(%(audiences)s::bigint[]) a(id)
CROSS JOIN unnest(%(services)s::text[]) s(name)
CROSS JOIN LATERAL (
  SELECT share.resource_id, share.level, share.updated_at
  FROM content_share share JOIN content_resource r ON r.id = share.resource_id
  WHERE share.audience_id = a.id AND share.service = s.name AND share.visible_from <= %(now)s
    AND (r.state IN ('published', 'archived') OR r.state = 'withdrawn' AND share.audience_id = ANY(%(keep)s))
  ORDER BY share.updated_at DESC LIMIT %(limit)s
) near
GROUP BY near.resource_id ORDER BY updated_at DESC, near.resource_id DESC LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class FeedItem:
    resource_id: int
    level: int
    updated_at: datetime


def feed(actor: Actor, *services: str, limit: int = FEED_LENGTH) -> list[FeedItem]:
    """What others shared with the actor in these services, newest first."""
    if not actor.audience_ids:
        return []
    values: dict[str, Any] = {
        "audiences": sorted(actor.audience_ids), "services": list(services), "now": actor.now, "limit": limit,
        "keep": sorted(audiences_of_withdrawn(actor) | actor.family_audience_ids),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_FEED, values)
        return [FeedItem(*row) for row in cursor.fetchall()]


def own(actor: Actor, *services: str, limit: int = FEED_LENGTH) -> QuerySet[Resource]:
    """What the actor owns at the school in use, drafts included, newest first."""
    return Resource.objects.filter(own_in_sight(actor), service__in=services).order_by("-updated_at", "-pk")[
        :limit
    ]


def version_of(resource: Resource, number: int) -> Version | None:
    return Version.objects.filter(resource=resource, number=number).first()
