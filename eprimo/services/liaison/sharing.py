"""With whom a note is shared: it follows from whom it is addressed to, who is named on it, and whom it was given to."""

from collections.abc import Iterator
from datetime import datetime

from eprimo.foundation.access.audiences import Rule
from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.content.actions import Sharing, shares_derive
from eprimo.services.liaison.models import Note, Recipient
from eprimo.services.liaison.reach import Reach, reach_of


def note_share(note: Note) -> None:
    """Derive the shares of a note anew: after it was sent or taken back, given to a child, or somebody was named on it.

    A draft has none. The school's side sees it as soon as it is sent; families and pupils, from the instant at which
    it leaves; a child who was added, from then on.
    """
    since: dict[Rule, datetime] = {}
    for rule, at in _shares(note):
        since[rule] = min(at, since.get(rule, at))
    shares_derive(resource=note.resource, wanted={rule: Sharing(at) for rule, at in since.items()})


def _shares(note: Note) -> Iterator[tuple[Rule, datetime]]:
    if note.resource.published_at is None or note.resource.visible_from is None:
        return
    reach = reach_of(note)
    yield (AudienceKind.SCHOOL, note.school_id, AudienceProfile.HEAD), note.resource.published_at
    # A service's note follows its children, not their classes.
    if note.service_id is None:
        yield from _of_classes(note, reach)
    for child in sorted(reach.child_ids):
        yield (AudienceKind.CHILD, child, AudienceProfile.GUARDIAN), note.resource.visible_from
    # Somebody is named for a note to a child, never for one to a class.
    for person in sorted(reach.follower_ids) if reach.child_ids else ():
        yield (AudienceKind.PERSON, person, AudienceProfile.SELF), note.resource.published_at
    given = Recipient.objects.filter(school_year=note.partition, note=note, by_name=True).order_by("child_id")
    for child, at in given.values_list("child_id", "delivered_at"):
        yield (AudienceKind.CHILD, child, AudienceProfile.GUARDIAN), at


def _of_classes(note: Note, reach: Reach) -> Iterator[tuple[Rule, datetime]]:
    assert note.resource.published_at is not None and note.resource.visible_from is not None  # noqa: PT018, S101 - it was sent
    tied = [(AudienceKind.CLASS, one) for one in sorted(reach.class_ids)]
    for kind, target in [*tied, *((AudienceKind.GROUP, one) for one in sorted(reach.group_ids))]:
        yield (kind, target, AudienceProfile.TEACHER), note.resource.published_at
        if kind == AudienceKind.CLASS:
            yield (kind, target, AudienceProfile.DELEGATE), note.resource.published_at
        yield (kind, target, AudienceProfile.GUARDIAN), note.resource.visible_from
        if note.to_pupils:
            yield (kind, target, AudienceProfile.PUPIL), note.resource.visible_from
