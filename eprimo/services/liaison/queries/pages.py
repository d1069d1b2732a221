"""Reading one note: found only when it is seen; with the text in force and whom it is addressed to."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.models import Target, Version
from eprimo.foundation.content.reach import reach_of
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation, Entitlement, Guardianship, Person
from eprimo.foundation.directory.queries.links import live_links
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible, SchoolClosed
from eprimo.services.liaison.children import child_now, is_pupil_now
from eprimo.services.liaison.models import Note, Recipient
from eprimo.services.liaison.policies import families, visibility
from eprimo.services.liaison.policies.acts import may_see_as_family
from eprimo.services.liaison.policies.families import guardian_abilities
from eprimo.services.liaison.queries.families import NoteForChild, notes_for_children
from eprimo.services.liaison.queries.note import whole_note
from eprimo.services.liaison.queries.positions import elsewhere


def note_for(actor: Actor, public_id: UUID) -> Note:
    """Return the note of that id, which the actor sees (one statement, two for a guardian). Raises NotVisible;
    SchoolClosed when its school has no contract; SeenElsewhere for who sees it in another position of the same
    person."""
    note = whole_note(public_id)
    if note is None or not visibility.can_see(actor, note):
        raise elsewhere(actor, note, visibility.sees_at_work) or _unseen(actor, public_id)
    return note


def team_note_for(actor: Actor, public_id: UUID) -> Note:
    """Return the note of that id, which the role in use shows (one statement). Raises as `note_for`."""
    note = whole_note(public_id)
    if note is None or not visibility.sees_as_team(actor, note):
        raise elsewhere(actor, note, visibility.sees_as_team) or _unseen(actor, public_id)
    return note


def _unseen(actor: Actor, public_id: UUID) -> NotVisible | SchoolClosed:
    """Return the refusal of a note that is not seen: 404, save that a school without contract explains itself to its
    own people."""
    note = Note.objects.filter(resource__public_id=public_id).select_related("school").first()
    if note is None:
        return NotVisible()
    if actor.closed and actor.school_id == note.school_id:
        return SchoolClosed()
    opened = Entitlement.objects.in_force(actor.now).filter(school_id=note.school_id)
    if not note.is_sent or opened.exists():
        return NotVisible()
    own = live_links(actor.now).filter(adult_id=actor.person_id, child_id=OuterRef("child_id"))
    reached = Recipient.objects.filter(
        Exists(own), is_pupil_now("child_id", "school_id", actor.now), note=note
    )
    return SchoolClosed() if reached.exists() else NotVisible()


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyPage(families.GuardianAbilities):
    """A note as one guardian reads it for one child, and what that guardian may do with it."""

    line: NoteForChild
    siblings: tuple[NoteForChild, ...]

    @property
    def note(self) -> Note:
        return self.line.note


def family_page(actor: Actor, note_id: UUID, child_id: UUID) -> FamilyPage:
    """Return the note for one own child (two statements). Raises NotVisible when it is not for that child."""
    note = whole_note(note_id)
    lines = notes_for_children(actor, [note]) if note is not None else []
    line = next((one for one in lines if one.child_public_id == child_id), None)
    if note is None or line is None:
        raise NotVisible if lines else _unseen(actor, note_id)
    return FamilyPage(
        line=line,
        siblings=tuple(one for one in lines if one is not line),
        **guardian_abilities(actor, note, line.recipient),
    )


def family_link(actor: Actor, note: Note, child_id: UUID, guardian_id: UUID) -> Guardianship | None:
    """Return the link by which that guardian reads the note, when the actor may look at it as that family does; None
    else."""
    link = (
        live_links(actor.now)
        .select_related("adult", "child")
        .filter(adult__public_id=guardian_id, child__public_id=child_id)
        .first()
    )
    if link is None or not may_see_as_family(actor, note, child_now(link.child, note.school_id, actor.now)):
        return None
    theirs = notes_for_children(for_person(link.adult_id), [note])
    return link if any(line.child_id == link.child_id for line in theirs) else None


def as_family_page(guardian: Person, note: Note, child_id: UUID) -> FamilyPage:
    """Return what that guardian reads. Raises NotVisible when the note is not for that child of that guardian."""
    return family_page(for_person(guardian.pk), note.resource.public_id, child_id)


@dataclass(frozen=True, slots=True)
class ChildNote:
    """A note and a child, seen together. `recipient` is None when the child came after it was sent."""

    note: Note
    child: Person
    recipient: Recipient | None


def child_note_of(note: Note, child_id: UUID) -> ChildNote:
    """Return a child that a note already seen by the school's side reached (two statements). Raises NotVisible for
    another."""
    recipient = _recipient(note, child_id)
    if recipient is None:
        raise NotVisible
    return ChildNote(note, recipient.child, recipient)


def _recipient(note: Note, child_id: UUID) -> Recipient | None:
    """Return what the note is for that child, with the child (one statement)."""
    rows = Recipient.objects.select_related("child")
    return rows.of_note(note).filter(child__public_id=child_id).first()


def child_note_for(actor: Actor, note_id: UUID, child_id: UUID) -> ChildNote:
    """Return a note for an own child, a child whom a note of the school's side reached, or oneself. Raises
    NotVisible for another."""
    note = note_for(actor, note_id)
    recipient = _recipient(note, child_id)
    child = recipient.child if recipient is not None else Person.objects.filter(public_id=child_id).first()
    if child is None:
        raise NotVisible
    own = families.delivered_child(actor, note, child.pk) is not None
    oneself = child.pk == actor.person_id and visibility.sees_as_pupil(actor, note)
    if not (own or oneself or (recipient is not None and visibility.sees_as_team(actor, note))):
        raise NotVisible
    return ChildNote(note, child, recipient)


def versions_for(actor: Actor, note: Note) -> list[Version]:
    """Return the versions the actor reads, newest first: all for the school's side; guardians, from the first that
    an own child received; staff, of delegated classes."""
    if not note.is_sent:
        return []
    versions = list(note.resource.versions.order_by("-number"))
    if _reads_every_version(actor, note):
        return versions
    if note.is_withdrawn:
        return []
    lines = notes_for_children(actor, [note])
    if not lines:
        return [version for version in versions if version.number == note.resource.version]
    # Who came later without being added reads what the class read: nothing from before it became visible.
    opened = max(
        (
            one.number
            for one in versions
            if note.resource.visible_from and one.made_at <= note.resource.visible_from
        ),
        default=1,
    )
    first = min(line.recipient.first_version if line.recipient else opened for line in lines)
    return [version for version in versions if version.number >= first]


def _reads_every_version(actor: Actor, note: Note) -> bool:
    if not visibility.sees_as_team(actor, note):
        return False
    return visibility.follows(actor, note) or actor.role.value != "staff"


def followers_of(note: Note) -> list[Person]:
    """Return the people named on a note, by name."""
    named = Target.objects.filter(resource=note.pk, kind=To.PERSON).values("target")
    return list(Person.objects.filter(pk__in=named).order_by("sort_key", "pk"))


def first_child(actor: Actor, note: Note) -> UUID:
    """Return the first of the guardian's children the note is for. Raises NotVisible when there is none."""
    lines = notes_for_children(actor, [note])
    if not lines:
        raise NotVisible
    return lines[0].child_public_id


def older_versions(page: FamilyPage) -> list[int]:
    """Return numbers of the versions a guardian may read again, newest first; no statement."""
    first = page.line.recipient.first_version if page.line.recipient else 1
    return list(range(page.note.resource.version - 1, first - 1, -1))


def hides_place(actor: Actor, note: Note) -> bool:
    """Return whether a protected contact stands for one of the children it is for: hours and places of no version
    are told."""
    return any(line.hides_place for line in notes_for_children(actor, [note]))


def is_to_named_children(note: Note) -> bool:
    return bool(reach_of(note).to(To.CHILD))


def has_followers(note: Note) -> bool:
    return bool(reach_of(note).to(To.PERSON))


def possible_followers(note: Note, actor: Actor) -> list[Person]:
    """Return teachers and staff of the school who do not follow the note yet."""
    of_school = Affiliation.objects.in_force(actor.now).filter(
        person_id=OuterRef("pk"), school_id=note.school_id, profile__in=[Profile.TEACHER, Profile.STAFF]
    )
    people = Person.objects.filter(Exists(of_school)).exclude(pk__in=reach_of(note).to(To.PERSON))
    return list(people.exclude(pk=note.resource.owner_id or 0).order_by("sort_key", "pk"))
