"""The member's signature, and the rectorat's: both make a member [C, block]."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.actions.files import open_to_joining
from eprimo.steering.consortium.actions.passages import follow_facts, on_behalf, pass_file
from eprimo.steering.consortium.dossier import Facts, facts_of
from eprimo.steering.consortium.enums import FileState, MemberKind, PassageReason, Side
from eprimo.steering.consortium.errors import NotSignable, NotToBeSigned, SignedAlready, WrongOrder
from eprimo.steering.consortium.legality import before_reception
from eprimo.steering.consortium.models import Deliberation, Letter, Member, Signature
from eprimo.steering.consortium.policies import can_sign_files, can_sign_for_member
from eprimo.steering.consortium.signatures import signatory_on, signature_of, text_on
from eprimo.steering.consortium.states import ZONE
from eprimo.ui.french import day_month_year
from eprimo.ui.plurals import NBSP

_FIRST = f"Dites d’abord tous les besoins{NBSP}: la signature les fixe (article 7.1)."
_RETURNED = "Répondez d’abord aux besoins qui vous ont été renvoyés."
_NO_ACT = "Donnez d’abord l’acte qui autorise à signer (annexe 1, article 2)."


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not signed, and why."""

    name: str
    words: str


@transaction.atomic
def member_sign(*, actor: Actor, member: Member, signed_on: date) -> Signature:
    """The convention is signed for the member, by who signs for it on that day; its needs are fixed from then on.
    Raises SignedAlready, Closed, WrongOrder for a day that the act or the letter contradicts, NotSignable."""
    require(can_sign_for_member, actor, member)
    member = open_to_joining(member)
    if signature_of(member, Side.MEMBER) is not None:
        raise SignedAlready("La signature du membre est déjà notée.")
    if signed_on > clock.today(ZONE):
        raise WrongOrder("Cette date est à venir.", field="signed_on")
    facts = facts_of(Member.objects.filter(pk=member.pk))[member.pk]
    if facts.unsaid or (member.kind != MemberKind.RECTORAT and not facts.schools):
        raise NotSignable(_FIRST)
    if facts.returned:
        raise NotSignable(_RETURNED)
    _authorised(member, signed_on)
    signatory = signatory_on(member, signed_on)
    if signatory is None:
        day = day_month_year(signed_on)
        raise NotSignable(
            f"Personne n’est noté pour signer au {day}{NBSP}: notez qui signait ce jour-là.",
            field="signed_on",
        )
    made = Signature.objects.create(
        member=member, side=Side.MEMBER, structure=member.name, signatory=signatory, signed_on=signed_on,
        text=text_on(member.market, signed_on),
    )  # fmt: skip
    audit(
        actor,
        "consortium.convention.signed",
        member,
        signed=signed_on.isoformat(),
        on_behalf=on_behalf(actor),
    )
    follow_facts(member, actor=actor)
    return made


def _authorised(member: Member, signed_on: date) -> None:
    """The act comes before, received by the control of legality where there is one, the letter after [C 2]. Raises
    NotSignable, WrongOrder."""
    act = Deliberation.objects.filter(member=member, replaced_at=None, undone_on=None).first()
    if act is None and member.kind != MemberKind.RECTORAT:
        raise NotSignable(_NO_ACT)
    if act is not None and act.adopted_on > signed_on:
        raise WrongOrder(
            f"L’acte du {day_month_year(act.adopted_on)} vient après cette signature{NBSP}: il doit "
            "l’autoriser avant (article 2).", field="signed_on",
        )  # fmt: skip
    if words := before_reception(member.kind, act, signed_on):
        raise NotSignable(words, field="signed_on")
    letter = Letter.objects.filter(member=member).first()
    # A signature given again, after one that was voided, is not the one of the letter.
    again = Signature.objects.filter(member=member, side=Side.MEMBER).exists()
    if letter is not None and letter.posted_on < signed_on and not again:
        raise WrongOrder(
            f"La convention signée est postée le {day_month_year(letter.posted_on)}, avant cette signature.",
            field="signed_on",
        )


def void_signature(member: Member) -> None:
    """The member will sign again: what it signed is looked at again, and the rectorat had not signed yet."""
    rows = Signature.objects.filter(member=member, side=Side.MEMBER, voided_at=None)
    if signature_of(member, Side.COORDINATOR) is None:
        rows.update(voided_at=clock.now())


@transaction.atomic
def files_sign(*, actor: Actor, members: Iterable[Member]) -> tuple[list[Member], list[Refused]]:
    """The rectorat signs each of these files that is complete and in time; the others are told with the rule, and
    nothing is written of them. Raises Closed once the market is published."""
    require(can_sign_files, actor)
    signed: list[Member] = []
    refused: list[Refused] = []
    for member in sorted(members, key=lambda one: one.pk):
        try:
            with transaction.atomic():
                signed.append(_sign(actor, member))
        except DomainError as error:
            refused.append(Refused(member.name, error.sentence))
    return signed, refused


@transaction.atomic
def file_sign(*, actor: Actor, member: Member) -> None:
    """One file. Raises NotToBeSigned with the rule for one that is late [C 2] or lacks something, Closed,
    IllegalPassage for any other state."""
    require(can_sign_files, actor)
    _sign(actor, member)


def _sign(actor: Actor, member: Member) -> Member:
    member = open_to_joining(member)
    _check(facts_of(Member.objects.filter(pk=member.pk))[member.pk])
    pass_file(member, FileState.SIGNED, PassageReason.BOTH_SIGNED, actor=actor)
    Signature.objects.create(
        member=member, side=Side.COORDINATOR, structure=f"Rectorat, {member.market.academy.name}"[:160],
        signed_on=clock.today(ZONE), text=given.text if (given := signature_of(member, Side.MEMBER)) else None,
    )  # fmt: skip
    audit(actor, "consortium.file.signed", member)
    return member


def _check(facts: Facts) -> None:
    if facts.late and facts.posted_on is not None:
        posted, until = day_month_year(facts.posted_on), day_month_year(facts.joins_until)
        raise NotToBeSigned(
            f"La convention a été postée le {posted}, après le {until}{NBSP}: ce dossier est hors délai et ne peut pas "
            "être signé (article 2)."
        )
    if facts.missing:
        raise NotToBeSigned(f"Ce dossier n’est pas complet. Il manque {facts.missing[0]}.")
