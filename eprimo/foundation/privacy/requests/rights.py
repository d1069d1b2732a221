"""Who may ask, who is told, who decides: « a request that the director decides; for a child every guardian who
exercises is told before » (rights page, rule 5)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from eprimo.foundation.directory.enums import GuardianKindChoice
from eprimo.foundation.directory.models import Affiliation, Entitlement, Person, in_force
from eprimo.foundation.directory.policies.family import family_of, heads_free_of, heads_of, untied
from eprimo.foundation.directory.policies.scope import schools_of_mandates
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.factors import Strength
from eprimo.foundation.kernel.rights import policy
from eprimo.foundation.privacy.exports.rights import children_open_to, guarded, is_a_child
from eprimo.foundation.privacy.models import TOLD, PrivacyRequest, RequestKind

_EXERCISE = (GuardianKindChoice.EXERCISES, GuardianKindChoice.UNKNOWN)


def exercising(child_id: int, now: datetime) -> list[int]:
    """Return the adults who exercise authority over this child, or are not known not to; those that a decision of level
    2 keeps from any information are not among them. One statement."""
    links = guarded(now).filter(child=child_id, kind__in=_EXERCISE)
    return sorted(set(links.values_list("adult", flat=True)))


@policy("privacy.request.make", strong=Strength.NONE)
def may_ask(actor: Actor, kind: RequestKind, subject_id: int) -> bool:
    """Tell whether the actor may ask this. Everyone about oneself, former and closed schools included; of a child, who
    has a right to know of it may ask for a correction, and who exercises authority the rest. A child asks for
    corrections."""
    if actor.account_id == 0 or not actor.is_whole:
        return False
    if subject_id == actor.person_id:
        return kind == RequestKind.RECTIFY or (
            kind == RequestKind.ERASE_ACCOUNT and not is_a_child(actor.person_id)
        )
    if kind == RequestKind.RECTIFY:
        return subject_id in children_open_to(actor.person_id, actor.now)
    return kind in TOLD and actor.person_id in exercising(subject_id, actor.now)


def kinds_open_to(actor: Actor, subject_id: int) -> list[RequestKind]:
    """Return what this actor may ask about this person."""
    return [kind for kind in RequestKind if may_ask(actor, kind, subject_id)]


@policy("privacy.request.withdraw", strong=Strength.NONE)
def may_withdraw(actor: Actor, request: PrivacyRequest) -> bool:
    """Tell whether the actor may take a request back: who asked, as long as nothing was done."""
    return actor.is_whole and request.asked_by_id == actor.person_id and request.is_open


@policy("privacy.request.read", strong=Strength.NONE)
def may_read(actor: Actor, request: PrivacyRequest) -> bool:
    """Tell whether the actor may say that the answer was read: who asked."""
    return actor.is_whole and request.asked_by_id == actor.person_id


@policy("privacy.request.speak", family=True)
def may_speak(actor: Actor, request: PrivacyRequest) -> bool:
    """Tell whether the actor may speak of a request: a guardian who was told, not who asked (by a row that is one with
    it now), and still exercises, as long as nothing was done. Once it is accepted, only who had not spoken: whoever
    decided had read the others."""
    unheard = Q() if request.waits else Q(spoke_at=None)
    told = request.tellings.filter(unheard, person=actor.person_id).exists()
    return (
        told
        and actor.is_whole
        and request.is_open
        and actor.person_id != request.asked_by_id
        and actor.person_id in exercising(request.subject_id, actor.now)
    )


def own_to(actor: Actor, children: Iterable[int] | None = None) -> Q:
    """Condition on PrivacyRequest: what the actor asked, about oneself or a child whose data is open to the actor (or
    is no more, and nothing but the answer is left). `children`: those whose data is open to the actor, when they are
    known."""
    if not actor.is_whole:
        return Q(pk__in=[])
    known = Q(subject=actor.person_id) | Q(subject__in=_children(actor, children))
    return Q(asked_by=actor.person_id) & (known | Q(subject__erased_at__isnull=False))


def told_to(actor: Actor, children: Iterable[int] | None = None) -> Q:
    """Condition on PrivacyRequest: what another guardian asks about a child of the actor, of which the actor
    was told."""
    if not actor.is_whole:
        return Q(pk__in=[])
    known = Q(subject__in=_children(actor, children))
    return Q(tellings__person=actor.person_id) & known & ~Q(asked_by=actor.person_id)


def _children(actor: Actor, known: Iterable[int] | None) -> list[int]:
    return list(children_open_to(actor.person_id, actor.now) if known is None else known)


# --- who decides ---------------------------------------------------------------------------------------------------


def headed(now: datetime) -> Q:
    """Condition on PrivacyRequest: the school has somebody who directs it and decides it. Not when it is closed, or all
    are concerned, or were named by who is: « nobody decides about oneself », nor about the own family."""
    opened = Entitlement.objects.filter(in_force(now), school=OuterRef("school"))
    return Q(Exists(opened)) & Q(Exists(_free_heads(now)))


def _free_heads(now: datetime) -> QuerySet[Affiliation]:
    """Of the request around: the links of who directs its school and is not concerned."""
    heads = untied(heads_of(now, OuterRef("school")), now, "subject")
    for column in ("person", "named_by"):
        for concerned in ("subject", "asked_by"):
            # Nobody named who was appointed: no name is not the name of somebody.
            heads = heads.filter(Q(**{column: None}) | ~Q(**{column: OuterRef(concerned)}))
    return heads


def decided_by(actor: Actor) -> Q:
    """Condition on PrivacyRequest: those that the actor decides. The direction of the school; the academy where the
    direction may not; the platform for who is of no school."""
    nobody = Q(pk__in=[])
    if actor.heads:
        where = Q(school=actor.school_id) & headed(actor.now)
    elif actor.role == Role.ACADEMY:
        where = Q(school__in=schools_of_mandates(actor).values("pk")) & ~headed(actor.now)
    elif actor.role == Role.PLATFORM:
        where = Q(school=None)
    else:
        return nobody
    family = Person.objects.filter(family_of(actor)).values("pk")
    mine = Q(subject=actor.person_id) | Q(asked_by=actor.person_id) | Q(subject__in=family)
    if actor.role == Role.DEPUTY:
        free = _free_heads(actor.now).filter(person=actor.person_id)
        return where & ~mine & Q(Exists(free))
    return where & ~mine


@policy("privacy.request.decide", strong=Strength.STRONG)
def may_decide(actor: Actor, request: PrivacyRequest) -> bool:
    """Tell whether the actor may decide a request: nobody about oneself, nor of an own child."""
    return PrivacyRequest.objects.filter(decided_by(actor), pk=request.pk).exists()


def heads_for(request: PrivacyRequest, now: datetime | None = None) -> list[int]:
    """Return the people of the direction who decide a request (none: the academy does)."""
    now = now or clock.now()
    if request.school_id is None or not PrivacyRequest.objects.filter(headed(now), pk=request.pk).exists():
        return []
    concerned = {request.subject_id, request.asked_by_id}
    free = heads_of(now, request.school_id).exclude(person__in=concerned).exclude(named_by__in=concerned)
    tied = heads_free_of(request.school_id, [request.subject_id], now)
    return sorted(set(free.filter(person__in=tied).values_list("person", flat=True)))


def guardians_told(request: PrivacyRequest, now: datetime) -> Iterable[int]:
    """Return who is to be told before anything is done: every guardian who exercises, but the one who asks."""
    if RequestKind(request.kind) not in TOLD:
        return ()
    return [adult for adult in exercising(request.subject_id, now) if adult != request.asked_by_id]
