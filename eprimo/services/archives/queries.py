"""What closed classes left to somebody: classes, their contents, the words of one. Never facts, replies, nor lists."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet

from eprimo.foundation.access.models import Audience, AudienceKind
from eprimo.foundation.content.models import Resource, Version
from eprimo.foundation.content.policies import archived_for, left_to
from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.pagination import Page, paginate

ROLES = frozenset({Role.PUPIL, Role.GUARDIAN, Role.TEACHER, *HEADS})


def archived_classes(actor: Actor) -> QuerySet[ClassGroup]:
    """Closed classes that left something, newest year first. How much each left is not counted: a page costs the same
    after ten years."""
    targets = Audience.objects.filter(pk__in=actor.archive_audience_ids, kind=AudienceKind.CLASS).values(
        "target"
    )
    rows = ClassGroup.objects.filter(
        Exists(left_to(actor).filter(audience__target=OuterRef("pk"))), pk__in=targets
    )
    return rows.select_related("school", "year").order_by("-year", "school__name", "key", "pk")


def archived_class(actor: Actor, public_id: UUID) -> ClassGroup:
    """Raises NotVisible."""
    found = archived_classes(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    return found


def contents_of(actor: Actor, group: ClassGroup, *, after: str, before: str) -> Page[Resource]:
    """What was shared with the class, newest first."""
    rows = Resource.objects.filter(archived_for(actor, group.pk)).select_related("owner")
    return paginate(rows, ("-created_at", "-pk"), after=after, before=before)


@dataclass(frozen=True, slots=True)
class Content:
    """The words of a content as they were last, and when they were first said."""

    resource: Resource
    version: Version


def content_of(actor: Actor, group: ClassGroup, public_id: UUID) -> Content:
    """Raises NotVisible."""
    rows = Resource.objects.filter(archived_for(actor, group.pk), public_id=public_id)
    found = rows.select_related("owner").first()
    if found is None:
        raise NotVisible
    version = Version.objects.filter(resource=found, number=F("resource__version")).first()
    if version is None:
        raise NotVisible
    return Content(found, version)


def may_open(actor: Actor) -> bool:
    """« An archive of a class opens to its pupils and their guardians, and to teachers »; former ones included."""
    if actor.archive_audience_ids or actor.children:
        return True
    return actor.role in ROLES - {Role.GUARDIAN}
