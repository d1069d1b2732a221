"""What the school and the communes' agents may do with notes: the act rows of « Notes of the liaison book »."""

from collections.abc import Collection

from django.db.models import QuerySet

from eprimo.foundation.content import mass_audience
from eprimo.foundation.content import policies as content
from eprimo.foundation.content.things.addressing import Address, addressed_by
from eprimo.foundation.directory.models import CommuneService, SchoolSettings, ServiceEnrolment
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.factors import MANY, Strength
from eprimo.foundation.kernel.rights import policy
from eprimo.services.liaison.children import ChildNow
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.kind import NOTE, TEAM
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.policies.visibility import is_own, reaches, sees_as_team


def settings_of(actor: Actor) -> SchoolSettings:
    """Return what the school in use allows; the defaults when it decided nothing. Without a school nothing is
    allowed."""
    school = actor.school_id or 0
    return SchoolSettings.objects.filter(school_id=school).first() or SchoolSettings(school_id=school)


def services_for(actor: Actor) -> QuerySet[CommuneService]:
    """Return the services in whose name the actor writes."""
    own = actor.service_ids if actor.role == Role.COMMUNE_AGENT else []
    return CommuneService.objects.filter(pk__in=own).order_by("name", "pk")


def may_address(actor: Actor, to: Collection[Address], service: CommuneService | None) -> bool:
    """Return whether the actor writes to all of these; an agent writes in the name of an own service, and nobody
    else does."""
    if (actor.role == Role.COMMUNE_AGENT) != (service is not None):
        return False
    if service is not None and service.pk not in actor.service_ids:
        return False
    return addressed_by(actor, NOTE, to) == set(to)


@policy("liaison.note.write")
def may_write(actor: Actor, settings: SchoolSettings, kind: str = NoteKind.INFORMATION) -> bool:
    """Write to families at all. To whom: `may_address`."""
    if actor.role not in TEAM or not actor.is_at(settings.school_id, actor.role):
        return False
    if actor.role == Role.STAFF:
        return settings.staff_write_notes
    if actor.role == Role.COMMUNE_AGENT:
        return settings.commune_writes_notes and kind == NoteKind.INFORMATION and bool(actor.service_ids)
    return kind != NoteKind.CLOSED or actor.directs(settings.school_id)


def _manages(actor: Actor, note: Note) -> bool:
    """Return whether the actor manages the note: own, or of the own school for its head. A delegated follow-up does
    not manage."""
    return content.manages(actor, NOTE, note)


@policy("liaison.note.edit_draft")
def may_edit_draft(actor: Actor, note: Note) -> bool:
    return not note.is_sent and is_own(actor, note)


def _to_many(actor: Actor, note: Note) -> Strength:
    """Return what an act on more than one class, or more than thirty children, asks of the session; those of a
    service of the commune are counted."""
    if note.service_id is not None:
        enrolled = ServiceEnrolment.objects.in_force(actor.now).filter(
            service=note.service_id, school=note.school_id
        )
        return Strength.STRONG if enrolled.count() > MANY else Strength.NONE
    return mass_audience.of_resource(note.resource)


@policy("liaison.note.send", strong=_to_many)
def may_send(actor: Actor, note: Note) -> bool:
    return is_own(actor, note)


@policy("liaison.note.send_urgent", strong=_to_many)
def may_send_urgent(actor: Actor, note: Note) -> bool:
    """Through nights, week-ends and holidays: who teaches and who heads, for an own draft."""
    return is_own(actor, note) and (actor.role in HEADS or actor.role == Role.TEACHER)


@policy("liaison.note.discard")
def may_discard(actor: Actor, note: Note) -> bool:
    return not note.is_sent and is_own(actor, note)


@policy("liaison.note.correct", strong=_to_many)
def may_correct(actor: Actor, note: Note) -> bool:
    return note.is_sent and not note.is_withdrawn and _manages(actor, note)


@policy("liaison.note.withdraw", strong=_to_many)
def may_withdraw(actor: Actor, note: Note) -> bool:
    return note.is_sent and _manages(actor, note)


@policy("liaison.note.archive")
def may_archive(actor: Actor, note: Note) -> bool:
    return note.is_sent and _manages(actor, note)


@policy("liaison.note.copy")
def may_copy(actor: Actor, note: Note) -> bool:
    return note.is_sent and _manages(actor, note)


@policy("liaison.note.add_recipients")
def may_add_recipients(actor: Actor, note: Note) -> bool:
    return note.is_sent and not note.is_withdrawn and _manages(actor, note)


@policy("liaison.note.name_followers")
def may_name_followers(actor: Actor, note: Note) -> bool:
    return _manages(actor, note)


@policy("liaison.note.remind", strong=_to_many)
def may_remind(actor: Actor, note: Note) -> bool:
    """Allows who manages the note and, by delegation, staff for the classes that were delegated."""
    if not note.is_sent or note.is_withdrawn or not sees_as_team(actor, note):
        return False
    if actor.role == Role.STAFF:
        return reaches(note, actor.delegated_class_ids)
    return _manages(actor, note)


@policy("liaison.note.record_paper")
def may_record_paper(actor: Actor, note: Note, child: ChildNow) -> bool:
    """A paper answer of a child of own classes, of own school, of a delegated class. `child` received the note."""
    if not note.is_sent or note.is_withdrawn or not sees_as_team(actor, note):
        return False
    if actor.role == Role.TEACHER:
        return bool(child.class_ids & actor.class_ids)
    if actor.role == Role.STAFF:
        return bool(child.class_ids & actor.delegated_class_ids)
    return actor.role in HEADS and child.is_pupil


@policy("liaison.note.print", strong=_to_many)
def may_print(actor: Actor, note: Note) -> bool:
    """Allows the school's side; a guardian prints what reached an own child."""
    if not sees_as_team(actor, note):
        return False
    if actor.role == Role.TEACHER:
        return is_own(actor, note) or reaches(note, actor.class_ids, actor.group_ids)
    if actor.role == Role.STAFF:
        return reaches(note, actor.delegated_class_ids)
    return True


@policy("liaison.note.as_family")
def may_see_as_family(actor: Actor, note: Note, child: ChildNow) -> bool:
    """This note only, for a child of own classes (teacher) or own school (head); ∩ the rights of that guardian."""
    if not sees_as_team(actor, note):
        return False
    if actor.role == Role.TEACHER:
        return bool(child.class_ids & actor.class_ids)
    return actor.role in HEADS and child.is_pupil


@policy("liaison.slips.print", strong=_to_many)
def may_print_slips(actor: Actor, note: Note) -> bool:
    """The slips of a note that families have; what is printed with them is what `may_print` lets print."""
    return note.delivered_at is not None and not note.is_withdrawn and may_print(actor, note)


def may_print_week(actor: Actor, class_group_id: int) -> bool:
    """Return whether the actor teaches the class: who came these days, and paper for the families who did not. Of
    one own class it is never strong; each note is one that `may_print` lets print."""
    return actor.role == Role.TEACHER and not actor.closed and class_group_id in actor.class_ids


@policy("liaison.pile.read")
def may_read_piles(actor: Actor, school_id: int) -> bool:
    """Photographs of slips: who records paper answers of some class; each slip is asked for again."""
    if not actor.is_at(school_id, actor.role):
        return False
    if actor.role == Role.STAFF:
        return bool(actor.delegated_class_ids)
    return actor.role in HEADS or actor.role == Role.TEACHER
