"""Decisions about a child: recorded from paper by the director, given and withdrawn by a guardian."""

from django.db import transaction

from eprimo.foundation.directory.actions.lookups import pupil_of
from eprimo.foundation.directory.enums import ConsentDecision, ConsentUse, Source
from eprimo.foundation.directory.models import Consent, Guardianship, Person
from eprimo.foundation.directory.policies.acts import can_give_consent, can_record_consent
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Forbidden, NotVisible
from eprimo.foundation.kernel.rights import require


@transaction.atomic
def consent_record(
    *,
    actor: Actor,
    school_id: int,
    child: Person,
    guardian: Person,
    use: ConsentUse,
    decision: ConsentDecision,
) -> Consent:
    """Record what a guardian signed on paper. Raises Forbidden when the law gives that adult no say."""
    pupil_of(school_id, child)
    require(can_record_consent, actor, school_id, child.pk)
    link = Guardianship.objects.in_force(clock.now()).filter(adult=guardian, child=child).first()
    if link is None:
        raise NotVisible
    if link.kind in {"no_exercise", "contact"}:
        raise Forbidden(
            "Cette personne n’exerce pas l’autorité parentale\N{NO-BREAK SPACE}: son accord ne compte pas."
        )
    row = _decide(child, school_id, guardian.pk, use, decision)
    audit(
        actor,
        "directory.consent.recorded",
        child,
        school_id=school_id,
        subject_id=guardian.pk,
        use=use.value,
        decision=decision.value,
    )
    return row


@transaction.atomic
def consent_give(*, actor: Actor, child: Person, use: ConsentUse, decision: ConsentDecision) -> Consent:
    """Note the decision of a guardian; a refusal withdraws at once what was given before."""
    require(can_give_consent, actor, child.pk)
    own = actor.child(child.pk)
    if own is None:
        raise NotVisible
    row = _decide(child, own.school_ids[0], actor.person_id, use, decision)
    audit(
        actor, "directory.consent.given", child, school_id=row.school_id, subject_id=child.pk, use=use.value,
        decision=decision.value,
    )  # fmt: skip
    return row


def _decide(child: Person, school_id: int, giver: int, use: ConsentUse, decision: ConsentDecision) -> Consent:
    """The latest decision of each giver counts: the earlier ones end."""
    now = clock.now()
    Consent.objects.filter(child=child, given_by=giver, use=use, scope="", ends=None).update(ends=now)
    return Consent.objects.create(
        child=child, school_id=school_id, use=use, decision=decision, given_by_id=giver,
        source=Source.MANUAL, starts=now,
    )  # fmt: skip
