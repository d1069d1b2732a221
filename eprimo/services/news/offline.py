"""The news of a family as its device keeps them: their words, no files."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import JSONField, OuterRef, Subquery

from eprimo.foundation.content import richtext
from eprimo.foundation.content.capabilities import detail_name
from eprimo.foundation.content.kinds import Kind
from eprimo.foundation.content.models import Resource, Version
from eprimo.foundation.content.pages.rendering import hides_place
from eprimo.foundation.content.particulars import Announced, announced
from eprimo.foundation.content.things.access import current
from eprimo.foundation.kernel.actor import Actor

_MOST, _LONGEST = 10, 12_000


@dataclass(frozen=True, slots=True)
class KeptNews:
    """`html` is empty where the text is too long to be kept."""

    resource: Resource
    event: Announced
    html: str


def news_to_keep(actor: Actor, kind: Kind) -> Mapping[str, Any] | None:
    """Return the newest of those that lists show now (one statement); None: none."""
    in_force = Version.objects.filter(resource=OuterRef("pk")).order_by("-number").values("body")[:1]
    rows = (
        Resource.objects.filter(current(actor, kind))
        .annotate(body=Subquery(in_force, output_field=JSONField()))
        .select_related("school", "territory", detail_name(kind))
        .order_by("-visible_from", "-pk")[:_MOST]
    )
    hidden = hides_place(actor)
    found = [_kept(row, kind, hidden=hidden) for row in rows]
    return {"news": found} if found else None


def _kept(row: Any, kind: Kind, *, hidden: bool) -> KeptNews:
    html = richtext.to_html(row.body, links=False) if row.body else ""
    detail = getattr(row, detail_name(kind))
    return KeptNews(row, announced(detail, hides_place=hidden), html if len(html) <= _LONGEST else "")
