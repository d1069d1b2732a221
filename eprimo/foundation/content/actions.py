"""Building blocks of every service: make a resource, add a version, move its state, share it.

They run inside the transaction of the service's own action, which has asked for the right and writes the audit line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from eprimo.foundation.access.audiences import Rule, audiences_for
from eprimo.foundation.content import richtext
from eprimo.foundation.content.enums import ResourceState, ShareLevel
from eprimo.foundation.content.models import Resource, Share, Version
from eprimo.foundation.kernel import clock


def resource_create(
    *, service: str, school_id: int, owner_id: int, title: str, draft: richtext.Node
) -> Resource:
    """A draft: no share, so only its owner sees it."""
    return Resource.objects.create(
        service=service,
        school_id=school_id,
        owner_id=owner_id,
        title=title,
        draft=richtext.validated(draft),
        created_at=clock.now(),
        updated_at=clock.now(),
    )


def resource_write_draft(*, resource: Resource, title: str, draft: richtext.Node) -> None:
    """What its owner typed; it replaces the draft before it."""
    resource.title = title
    resource.draft = richtext.validated(draft)
    resource.updated_at = clock.now()
    resource.save(update_fields=["title", "draft", "updated_at"])


def version_add(*, resource: Resource, author_id: int, title: str, body: richtext.Node) -> Version:
    """The next version, in force from now on; it empties the draft."""
    version = Version.objects.create(
        resource=resource,
        school_id=resource.school_id,
        number=resource.version + 1,
        title=title,
        body=richtext.validated(body),
        author_id=author_id,
        made_at=clock.now(),
    )
    resource.version = version.number
    resource.title = title
    resource.draft = None
    _changed(resource, "version", "title", "draft")
    return version


def resource_move(*, resource: Resource, state: ResourceState) -> None:
    resource.state = state
    _changed(resource, "state")


def resource_touch(*, resource: Resource) -> None:
    """It changed now."""
    _changed(resource)


def resource_change(*, resource: Resource, columns: Sequence[str]) -> None:
    """Keep these columns, and that it changed now."""
    _changed(resource, *columns)


def _changed(resource: Resource, *columns: str) -> None:
    """These columns changed now: its shares carry the instant too, since the feed reads them alone."""
    resource.updated_at = clock.now()
    resource.save(update_fields=[*columns, "updated_at"])
    Share.objects.filter(resource=resource).update(updated_at=resource.updated_at)


@dataclass(frozen=True, slots=True)
class Sharing:
    """What one audience is given: a level, from an instant on."""

    visible_from: datetime
    level: ShareLevel = ShareLevel.READ


def shares_derive(*, resource: Resource, wanted: Mapping[Rule, Sharing]) -> bool:
    """Share with these audiences and with no other; returns whether anything changed.

    Whom a thing is shared with follows from whom its author chose: who changes that derives the shares anew.
    """
    audiences = audiences_for(wanted, resource.school_id)
    given = {audiences[rule].pk: one for rule, one in wanted.items()}
    held = {share.audience_id: share for share in Share.objects.filter(resource=resource)}
    gone = [share.pk for audience, share in held.items() if audience not in given]
    moved = [
        share
        for audience, share in held.items()
        if audience in given and Sharing(share.visible_from, ShareLevel(share.level)) != given[audience]
    ]
    for share in moved:
        share.visible_from, share.level = (
            given[share.audience_id].visible_from,
            given[share.audience_id].level,
        )
    made = [_share(resource, audience, one) for audience, one in given.items() if audience not in held]
    if gone:
        Share.objects.filter(pk__in=gone).delete()
    if moved:
        Share.objects.bulk_update(moved, ["visible_from", "level", "updated_at"])
    if made:
        Share.objects.bulk_create(made, ignore_conflicts=True)
    if changed := bool(gone or moved or made):
        resource_touch(resource=resource)
    return changed


def _share(resource: Resource, audience_id: int, one: Sharing) -> Share:
    return Share(
        resource=resource,
        audience_id=audience_id,
        school_id=resource.school_id,
        level=one.level,
        visible_from=one.visible_from,
        service=resource.service,
        updated_at=clock.now(),
    )


def version_retract(*, resource: Resource) -> None:
    """Nobody saw the first version: its text becomes the draft again."""
    last = resource.versions.get(number=resource.version)
    resource.draft = last.body
    resource.versions.all().delete()
    resource.version = 0
    resource.state = ResourceState.DRAFT
    _changed(resource, "draft", "version", "state")
