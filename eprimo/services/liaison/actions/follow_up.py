"""Following a note up: those who joined later, who left, reminders, named followers."""

from collections.abc import Iterable

from django.db import transaction

from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.things.addressing import shares_rebuild
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation, Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.notifications.quiet_hours import delivery_plan
from eprimo.services.liaison.actions.delivery import deliver_to
from eprimo.services.liaison.actions.trail import audit_note
from eprimo.services.liaison.kind import NOTE
from eprimo.services.liaison.locks import lock_note
from eprimo.services.liaison.models import Note, Recipient
from eprimo.services.liaison.policies import acts
from eprimo.services.liaison.queries.follow_up import late_joiners
from eprimo.services.liaison.state import is_closed
from eprimo.services.liaison.topics import touch_note


@transaction.atomic
def note_add_recipients(*, actor: Actor, note: Note, children: Iterable[Person]) -> int:
    """Give a note to children who joined its classes or groups after it was delivered; return how many. Raises
    DomainError when one of them did not join them."""
    note = lock_note(note)
    require(acts.may_add_recipients, actor, note)
    if note.delivered_at is None:
        raise DomainError("Ce mot n’est pas encore parti.")
    if note.archived_at is not None:
        raise DomainError("Ce mot est rangé\u00a0: remettez-le en cours pour l’envoyer à d’autres familles.")
    if is_closed(note):
        raise DomainError("La date de ce mot est passée\u00a0: il n’attend plus rien des familles.")
    joined = {joiner.child_id: joiner for joiner in late_joiners(note)}
    wanted = list(dict.fromkeys(child.pk for child in children))
    if any(child not in joined for child in wanted):
        raise DomainError("Un de ces enfants n’est pas arrivé dans la classe, ou a déjà reçu le mot.")
    now = clock.now()
    at = delivery_plan(note.school, now).visible_from
    made = Recipient.objects.bulk_create(
        Recipient(
            school_year=note.partition, note=note, school_id=note.school_id, child_id=child, by_name=True,
            class_group_id=joined[child].class_group_id, group_id=joined[child].group_id, delivered_at=at,
            first_version=note.resource.version,
        )
        for child in wanted
    )  # fmt: skip
    deliver_to(note, made, at)
    touch_note(note)
    audit_note(actor, "liaison.note.recipients_added", note, children=len(wanted))
    return len(wanted)


@transaction.atomic
def note_follower_add(*, actor: Actor, note: Note, person: Person) -> None:
    """Name a teacher or a member of staff of the school who reads a note to named children."""
    note = lock_note(note)
    require(acts.may_name_followers, actor, note)
    targets = note.resource.targets.all()
    if not targets.filter(kind=To.CHILD).exists():
        raise DomainError("On nomme quelqu’un pour un mot à un enfant, pas pour une classe.")
    of_school = Affiliation.objects.in_force(actor.now).filter(
        person=person, school_id=note.school_id, profile__in=[Profile.TEACHER, Profile.STAFF]
    )
    if not of_school.exists():
        raise DomainError("Choisissez une personne de l’école.", field="person")
    _, made = targets.get_or_create(
        kind=To.PERSON, target=person.pk, defaults={"resource": note.resource, "school_id": note.school_id}
    )
    if made:
        shares_rebuild(kind=NOTE, resource=note.resource)
        audit_note(actor, "liaison.note.follower_added", note, subject_id=person.pk)


@transaction.atomic
def note_follower_remove(*, actor: Actor, note: Note, person: Person) -> None:
    note = lock_note(note)
    require(acts.may_name_followers, actor, note)
    if note.resource.targets.filter(kind=To.PERSON, target=person.pk).delete()[0]:
        shares_rebuild(kind=NOTE, resource=note.resource)
        audit_note(actor, "liaison.note.follower_removed", note, subject_id=person.pk)
