"""Notes of a world of the reference model, as rows of the liaison book."""

from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.kinds import ADULTS, EVERYBODY, To
from eprimo.foundation.content.models import Resource, Target, Version
from eprimo.foundation.content.things.addressing import addresses, shares_rebuild
from eprimo.foundation.content.things.drafts import targets_set
from eprimo.services.liaison.kind import NOTE
from eprimo.services.liaison.models import Note, Recipient
from tests.reference import world as facts
from tests.reference.links import recipients
from tests.reference.notes import current_number
from tests.rights.load import Loaded, at, until

STATES = {
    "draft": ResourceState.DRAFT, "sent": ResourceState.PUBLISHED, "withdrawn": ResourceState.WITHDRAWN,
}  # fmt: skip
KINDS = {"information": "information", "signature": "sign", "answer": "answer"}


def load_notes(rows: Loaded) -> dict[str, Note]:
    """Every note with its targets, followers, versions, and whom it reached."""
    return {name: _note(rows, note) for name, note in rows.world.notes.items()}


def _note(rows: Loaded, fact: facts.Note) -> Note:
    world, school = rows.world, rows.schools[fact.school]
    versions = [version for version in world.versions if version.note == fact.id]
    resource = Resource.objects.create(
        service="liaison", school=school, owner=rows.people[fact.author], title=fact.id, state=STATES[fact.state],
        version=0 if fact.state == "draft" else max(v.number for v in versions),
        published_at=until(fact.sent_at), visible_from=until(fact.visible_from),
        withdrawn_at=at(world.now) if fact.state == "withdrawn" else None,
        put_away=fact.state == "withdrawn" or any(rows.classes[c].closed_at for c in fact.classes),
    )  # fmt: skip
    Version.objects.bulk_create(
        Version(
            resource=resource, school=school, number=v.number, title=fact.id, body={}, author=resource.owner,
            made_at=at(v.at),
        )
        for v in versions
    )  # fmt: skip
    note = Note.objects.create(
        resource=resource, school=school, kind=KINDS[fact.kind],
        both_guardians=fact.both_guardians, service=rows.services[fact.service] if fact.service else None,
        school_year=fact.year if fact.sent_at is not None else None, delivered_at=until(fact.visible_from),
    )  # fmt: skip
    to = addresses(*(rows.classes[c] for c in fact.classes), *(rows.groups[g] for g in fact.groups))
    to += addresses(*(rows.people[c] for c in fact.children))
    targets_set(NOTE, resource, to, EVERYBODY if fact.to_pupils else ADULTS)
    Target.objects.bulk_create(
        Target(resource=resource, school=school, kind=To.PERSON, target=rows.people[p].pk)
        for p in fact.followers
    )
    by_name = fact.children | {child for child, _ in fact.added}
    if fact.state != "draft":
        Recipient.objects.bulk_create(
            Recipient(
                school_year=fact.year, note=note, school=school, child=rows.people[child], delivered_at=at(instant),
                first_version=max(1, current_number(world, fact, instant)), by_name=child in by_name,
            )
            for child, instant in recipients(world, fact).items()
        )  # fmt: skip
    shares_rebuild(kind=NOTE, resource=resource)
    return note
