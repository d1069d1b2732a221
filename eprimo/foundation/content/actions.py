"""Building blocks of every service: make a resource, add a version, move its state, share it.

They run inside the transaction of the service's own action, which has asked for the right and writes the audit line.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import F

from eprimo.foundation.access.audiences import LevelRule, Rule, audiences_for
from eprimo.foundation.access.models import AudienceKind
from eprimo.foundation.content import richtext
from eprimo.foundation.content.capabilities import Days, dates_told
from eprimo.foundation.content.closures import closures_follow
from eprimo.foundation.content.enums import ResourceState, ShareLevel
from eprimo.foundation.content.kinds import declared
from eprimo.foundation.content.models import Resource, Share, Version
from eprimo.foundation.content.things.events import TakenBack
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Conflict
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.occasions.actions import occasions_drop, occasions_set
from eprimo.foundation.occasions.enums import Sort


def resource_create(
    *,
    service: str,
    school_id: int | None,
    owner_id: int,
    title: str,
    draft: richtext.Node,
    key: UUID | None = None,
    territory_id: int | None = None,
) -> Resource:
    """Make a draft, of a school or of a territory: no share, so only its owner sees it. `key`: of the form it was begun
    in; Conflict when another request begins it at this instant."""
    now = clock.now()
    try:
        with transaction.atomic():
            return Resource.objects.create(
                service=service, school_id=school_id, territory_id=territory_id, owner_id=owner_id, title=title,
                draft=richtext.validate_document(draft), draft_key=key or uuid4(), revision=1, created_at=now,
                updated_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        # The key was made by the server for one form: the other request of a double press has just used it.
        raise Conflict("Ce brouillon est en train d’être gardé.") from error


def resources_hold(ids: Iterable[int], *, to_delete: bool = False) -> list[int]:
    """Hold these until the transaction ends, those that are there, in the order of their keys; returns them. What
    stands beside a resource is held after it, never before: two acts on one then wait for each other in turn."""
    rows = Resource.objects.select_for_update(of=("self",), no_key=not to_delete).filter(pk__in=list(ids))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def resource_write_draft(*, resource: Resource, title: str, draft: richtext.Node) -> None:
    """Keep what its owner typed: it replaces the draft before it, which a tab that still shows it no longer
    overwrites."""
    resource.title = title
    resource.draft = richtext.validate_document(draft)
    resource.revision += 1
    resource.updated_at = clock.now()
    resource.save(update_fields=["title", "draft", "revision", "updated_at"])


def version_add(
    *,
    resource: Resource,
    author_id: int,
    title: str,
    body: richtext.Node,
    facts: Mapping[str, Any] | None = None,
    unseen: bool = False,
    columns: Sequence[str] = (),
) -> Version:
    """Add the next version, in force from now on; it empties the draft, and the dates of the thing follow it. `facts`:
    the own fields of its kind as they stand, from which what changed is told. `unseen`: nobody saw what was before it,
    which goes without trace. `columns`: of the resource, that changed with it."""
    if unseen:
        resource.versions.all().delete()
        resource.version = 0
    version = Version.objects.create(
        resource=resource,
        school_id=resource.school_id,
        number=resource.version + 1,
        title=title,
        body=richtext.validate_document(body),
        author_id=author_id,
        made_at=clock.now(),
        facts=dict(facts or {}),
    )
    resource.version = version.number
    resource.title = title
    resource.draft = None
    resource.revision += 1
    _changed(resource, "version", "title", "draft", "revision", *columns)
    dates_follow(resource=resource, body=version.body, fresh="published_at" in columns)
    return version


def resource_publish(
    *,
    resource: Resource,
    author_id: int,
    body: richtext.Node,
    now: datetime,
    visible_from: datetime,
    facts: Mapping[str, Any] | None = None,
) -> Version:
    """Make its first version, for those it is for from `visible_from` on."""
    resource.state, resource.published_at = ResourceState.PUBLISHED, now
    resource.visible_from = visible_from
    return version_add(
        resource=resource, author_id=author_id, title=resource.title, body=body, facts=facts,
        columns=("state", "published_at", "visible_from"),
    )  # fmt: skip


def resource_withdraw(*, resource: Resource) -> None:
    """Taken back from those it was for, who keep what its kind leaves them."""
    resource.state, resource.withdrawn_at = ResourceState.WITHDRAWN, clock.now()
    _changed(resource, "state", "withdrawn_at")
    resource_put_away(resource=resource)
    dates_follow(resource=resource)


def resource_put_away(*, resource: Resource) -> None:
    """It is found among what is put away from now on, where its kind says that it is."""
    if not resource.put_away:
        resource.put_away = True
        # Its place among the others stays.
        kept = F("updated_at")
        Resource.objects.filter(pk=resource.pk).update(put_away=True, updated_at=kept)
        Share.objects.filter(resource=resource).update(put_away=True, updated_at=kept)


def dates_follow(*, resource: Resource, body: richtext.Node | None = None, fresh: bool = False) -> None:
    """Make its dates those that its kind tells of it as it stands: none while it is not out. `body`: the text in force,
    where it is at hand; `fresh`: it had no date before."""
    kind = declared().get(resource.service)
    if kind is None or kind.get(Days) is None:
        return
    if resource.state != ResourceState.PUBLISHED:
        occasions_drop([resource.pk])
        closures_follow(resource=resource)
        return
    if body is None:
        body = resource.versions.values_list("body", flat=True).get(number=resource.version)
    wanted = dates_told(kind, resource, body)
    occasions_set(resource=resource, wanted=wanted, fresh=fresh)
    if not fresh or any(one.sort == Sort.CLOSURE for one in wanted):
        closures_follow(resource=resource)


def author_told(*, resource: Resource, by: int) -> None:
    """Tell its author that somebody else (`by`) took it back."""
    if resource.owner_id not in {None, by}:
        emit(TakenBack(resource.pk))


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
    """The share that one audience is given: a level, from an instant on."""

    visible_from: datetime
    level: ShareLevel = ShareLevel.READ


def shares_derive(*, resource: Resource, wanted: Mapping[Rule | LevelRule, Sharing]) -> bool:
    """Share with these audiences and with no other; returns whether anything changed.

    Whom a thing is shared with follows from whom its author chose: who changes that derives the shares anew.
    """
    if any(kind == AudienceKind.CHILD for kind, *_ in wanted):
        # Who leaves the school takes it from what runs, and no act says so.
        resource_put_away(resource=resource)
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
        put_away=resource.put_away,
    )


def version_retract(*, resource: Resource) -> None:
    """Nobody saw what was published: its text becomes the draft again, without trace."""
    last = resource.versions.get(number=resource.version)
    resource.draft = last.body
    resource.versions.all().delete()
    resource.version, resource.state = 0, ResourceState.DRAFT
    resource.published_at = resource.visible_from = None
    resource.revision += 1
    _changed(resource, "draft", "version", "state", "published_at", "visible_from", "revision")
    dates_follow(resource=resource)
