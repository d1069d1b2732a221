"""Having a partner come, opening a class to one, and what a partner proposes to tell families."""

from uuid import UUID

from django.db import IntegrityError, transaction

from eprimo.foundation.content import richtext
from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.access import Thing, lock_thing
from eprimo.foundation.content.things.addressing import shares_rebuild
from eprimo.foundation.content.things.rights import rule
from eprimo.foundation.directory.models import School
from eprimo.foundation.directory.policies.acts import can_keep_adult
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Conflict, DomainError, NotVisible
from eprimo.foundation.kernel.realtime import touch
from eprimo.foundation.kernel.rights import require
from eprimo.services.partners.enums import WordState
from eprimo.services.partners.kind import INTERVENTIONS
from eprimo.services.partners.models import MOST_ANSWER, MOST_LETTERS, Invitation, Word, ended
from eprimo.services.partners.policies import may_propose
from eprimo.services.partners.queries import partners_for
from eprimo.services.partners.reach import reach_of

# Of one partner for one intervention: more is a conversation, which is held with the school.
MOST_WORDS = 5


def _managed(actor: Actor, resource: Resource) -> Thing:
    """The intervention, held, out, and the actor's to manage."""
    thing = lock_thing(actor, INTERVENTIONS, resource)
    require(rule(INTERVENTIONS, "correct"), actor, thing)
    if not thing.is_out:
        raise Conflict("Cette intervention n’est plus publiée.")
    return thing


def _school(thing: Thing) -> School:
    """Every intervention is of one."""
    if thing.resource.school is None:
        raise NotVisible
    return thing.resource.school


# --- who comes ------------------------------------------------------------------------------------------------------


@transaction.atomic
def partner_invite(*, actor: Actor, resource: Resource, person_id: UUID) -> Invitation:
    """Ask a partner of the school to an intervention of a class. Who directs opens it by asking; what a teacher asks
    for waits for that. Raises DomainError for somebody whom the direction did not invite to the school for that day."""
    thing = _managed(actor, resource)
    if not thing.resource.targets.filter(kind=To.CLASS).exists():
        raise DomainError(
            "Cette intervention est pour un groupe\u00a0: ses intervenants l’ont déjà.", field="person"
        )
    before = Invitation.objects.filter(resource=thing.resource, person__public_id=person_id)
    again = before.standing().first()
    if again is not None:
        return again
    person = partners_for(actor, thing).filter(public_id=person_id).first()
    if person is None:
        raise DomainError(
            "La direction n’a pas invité cette personne à l’école pour ce jour.", field="person"
        )
    # What ended with a former invitation to the school begins anew.
    before.delete()
    made = Invitation.objects.create(
        resource=thing.resource, school=_school(thing), person=person, asked_by_id=actor.person_id
    )
    audit(actor, "partners.invitation.asked", made, subject_id=person.pk)
    if actor.heads:
        _open(actor, made, thing)
    return made


@transaction.atomic
def invitation_open(*, actor: Actor, resource: Resource, invitation: Invitation) -> None:
    """Open an intervention to who is invited, for all the classes that it is for now."""
    require(can_keep_adult, actor, resource.school_id or 0)
    thing = _managed(actor, resource)
    _open(actor, _still(invitation), thing)


def _open(actor: Actor, invitation: Invitation, thing: Thing) -> None:
    require(can_keep_adult, actor, invitation.school_id)
    targets = thing.resource.targets.filter(kind=To.CLASS).order_by("target")
    classes = list(targets.values_list("target", flat=True))
    if not classes:
        raise Conflict("Cette intervention n’est plus pour une classe.")
    if invitation.classes == classes:
        return
    invitation.classes, invitation.opened_by_id, invitation.opened_at = classes, actor.person_id, clock.now()
    invitation.save(update_fields=["classes", "opened_by", "opened_at"])
    shares_rebuild(kind=INTERVENTIONS, resource=thing.resource)
    audit(
        actor, "partners.invitation.opened", invitation, subject_id=invitation.person_id, classes=len(classes)
    )
    touch(people=[invitation.person_id])


@transaction.atomic
def invitation_end(*, actor: Actor, resource: Resource, invitation: Invitation) -> None:
    """The partner has nothing of it any more, from the next request on."""
    thing = _managed(actor, resource)
    invitation = _still(invitation)
    audit(actor, "partners.invitation.ended", invitation, subject_id=invitation.person_id)
    person = invitation.person_id
    invitation.delete()
    shares_rebuild(kind=INTERVENTIONS, resource=thing.resource)
    touch(people=[person])


@transaction.atomic
def invitations_end() -> int:
    """End the invitations of those whose invitation to the school is over, with what they opened: who is invited to the
    school again has nothing of before. Returns how many."""
    over = list(Invitation.objects.select_for_update(of=("self",)).filter(ended(clock.now())).order_by("pk"))
    for invitation in over:
        resource = invitation.resource
        invitation.delete()
        shares_rebuild(kind=INTERVENTIONS, resource=resource)
    return len(over)


def _still(invitation: Invitation) -> Invitation:
    found = Invitation.objects.select_for_update(of=("self",)).filter(pk=invitation.pk).first()
    if found is None:
        raise NotVisible
    return found


# --- what a partner would tell families -------------------------------------------------------------------------------


@transaction.atomic
def word_propose(*, actor: Actor, resource: Resource, text: str) -> Word:
    """Kept until who manages the intervention answers. The same words sent twice are once."""
    thing = lock_thing(actor, INTERVENTIONS, resource)
    reach = reach_of(actor, thing.resource)
    require(may_propose, actor, thing.resource.school_id or 0, reach.groups, reach.classes)
    if not thing.is_out or thing.waits:
        raise NotVisible
    text = _checked(text, MOST_LETTERS, "text", "Écrivez votre mot.")
    mine = Word.objects.filter(resource=thing.resource, by=actor.person_id)
    waiting = mine.filter(state=WordState.WAITS).first()
    if waiting is not None:
        if waiting.text == text:
            return waiting
        raise DomainError("L’enseignant n’a pas encore répondu à votre mot d’avant.", field="text")
    if mine.count() >= MOST_WORDS:
        raise DomainError(
            f"{MOST_WORDS} mots au plus pour une intervention. Parlez-en avec l’école.", field="text"
        )
    try:
        with transaction.atomic():
            made = Word.objects.create(
                resource=thing.resource, school=_school(thing), by_id=actor.person_id, text=text
            )
    except IntegrityError as error:
        raise DomainError("L’enseignant n’a pas encore répondu à votre mot d’avant.", field="text") from error
    audit(actor, "partners.word.proposed", made)
    if thing.resource.owner_id is not None:
        touch(people=[thing.resource.owner_id])
    return made


@transaction.atomic
def word_take(*, actor: Actor, word: Word) -> Word:
    """A note is made of it: who took it reads it over, and sends it. Taken again by the same person, it is as it is."""
    word = _word(actor, word)
    if word.state == WordState.TAKEN and word.decided_by_id == actor.person_id:
        return word
    return _decide(actor, word, WordState.TAKEN, "")


@transaction.atomic
def word_refuse(*, actor: Actor, word: Word, answer: str) -> Word:
    """Refuse a word, and say why: its author reads it."""
    answer = _checked(answer, MOST_ANSWER, "answer", "Dites pourquoi, en un mot.")
    word = _word(actor, word)
    return word if word.state == WordState.REFUSED else _decide(actor, word, WordState.REFUSED, answer)


def _word(actor: Actor, word: Word) -> Word:
    _managed(actor, word.resource)
    return Word.objects.select_for_update(of=("self",)).select_related("by", "resource").get(pk=word.pk)


def _decide(actor: Actor, word: Word, state: WordState, answer: str) -> Word:
    if word.state != WordState.WAITS:
        raise Conflict("Quelqu’un de l’école a déjà répondu à ce mot.")
    word.state, word.answer = state, answer
    word.decided_by_id, word.decided_at = actor.person_id, clock.now()
    word.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    audit(actor, f"partners.word.{state}", word, subject_id=word.by_id)
    touch(people=[word.by_id])
    return word


def _checked(text: str, longest: int, field: str, missing: str) -> str:
    text = "\n".join(richtext.clean_text(line).rstrip() for line in text.splitlines()).strip()
    if not text:
        raise DomainError(missing, field=field)
    if len(text) > longest:
        raise DomainError(f"{longest} lettres au plus.", field=field)
    return text
