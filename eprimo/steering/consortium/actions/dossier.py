"""Annexe 1 and the registered letter, recorded as they came."""

from datetime import date

from django.db import transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.actions.passages import follow_facts, on_behalf, pass_file
from eprimo.steering.consortium.actions.representation import GivenFile, piece_keep
from eprimo.steering.consortium.actions.signatures import void_signature
from eprimo.steering.consortium.enums import FileState, MemberKind, PassageReason, Side, Undoing
from eprimo.steering.consortium.errors import AlreadyMember, NotEligible, SignedAlready, WrongOrder
from eprimo.steering.consortium.legality import TRANSMITTED
from eprimo.steering.consortium.models import Deliberation, Letter, Member, Piece, Signature
from eprimo.steering.consortium.numbers import check_tracking, tracking_of
from eprimo.steering.consortium.policies import can_record_deliberation, can_record_letter
from eprimo.steering.consortium.signatures import signature_of
from eprimo.steering.consortium.states import OPEN, last_of
from eprimo.ui.french import day_month_year
from eprimo.ui.plurals import NBSP

_NOT_YET = "Cette date est à venir."
_NO_LEGALITY = "Un OGEC n’a pas de contrôle de légalité\N{NO-BREAK SPACE}: laissez cette date vide."
_RECEIVED_BEFORE = "L’acte ne peut pas être reçu avant d’être adopté."
_NONE = "Le rectorat adhère sans délibération."
_SIGNED = "Ce dossier est signé\N{NO-BREAK SPACE}: le numéro et le jour de sa lettre ne changent plus."


@transaction.atomic
def deliberation_record(
    *,
    actor: Actor,
    member: Member,
    number: str,
    assembly: str,
    adopted_on: date,
    file: GivenFile,
    received_on: date | None = None,
    act: str = "",
) -> Deliberation:
    """The act that authorises to sign; the one before stays, replaced. Raises WrongOrder when it comes after the signed
    convention was posted, or was received before it was adopted; NotEligible, WrongFile."""
    require(can_record_deliberation, actor, member)
    member = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if member.kind == MemberKind.RECTORAT:
        raise NotEligible(_NONE)
    if member.kind not in TRANSMITTED and received_on is not None:
        raise NotEligible(_NO_LEGALITY, field="received_on")
    if received_on is not None and received_on < adopted_on:
        raise WrongOrder(_RECEIVED_BEFORE, field="received_on")
    _past(actor, adopted_on=adopted_on, received_on=received_on)
    letter = Letter.objects.filter(member=member).first()
    _authorised(adopted_on, letter.posted_on if letter else None, field="adopted_on")
    _before_signature(member, adopted_on)
    now = clock.now()
    for old in Deliberation.objects.filter(member=member, replaced_at=None):
        old.replaced_at = now
        old.save(update_fields=["replaced_at"])
        if old.piece_id is not None:
            Piece.objects.filter(pk=old.piece_id).update(ends=now)
    piece = piece_keep(member, file, field="file")
    made = Deliberation.objects.create(
        member=member, number=number.strip(), assembly=assembly.strip(), adopted_on=adopted_on, act=act.strip(),
        received_on=received_on, piece=piece, piece_sha256=piece.sha256,
    )  # fmt: skip
    audit(actor, "consortium.deliberation.recorded", member, on_behalf=on_behalf(actor))
    follow_facts(member, actor=actor)
    return made


@transaction.atomic
def reception_record(*, actor: Actor, member: Member, received_on: date, act: str = "") -> Deliberation:
    """The control of legality has the act that is here: its day alone, without the form and its file again. Raises
    NotEligible where there is no such act, WrongOrder for a day before it was adopted, to come, or noted already."""
    require(can_record_deliberation, actor, member)
    member = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if member.kind not in TRANSMITTED:
        raise NotEligible(_NO_LEGALITY, field="received_on")
    found = Deliberation.objects.filter(member=member, replaced_at=None, undone_on=None).first()
    if found is None:
        raise NotEligible("Aucun acte n’est en vigueur.")
    if found.received_on is not None:
        raise WrongOrder(
            f"Sa réception est déjà notée, le {day_month_year(found.received_on)}{NBSP}: pour la corriger, notez la "
            "délibération de nouveau.",
            field="received_on",
        )
    if received_on < found.adopted_on:
        raise WrongOrder(_RECEIVED_BEFORE, field="received_on")
    _past(actor, received_on=received_on)
    found.received_on, found.act = received_on, act.strip() or found.act
    found.save(update_fields=["received_on", "act"])
    audit(
        actor,
        "consortium.reception.recorded",
        member,
        on=received_on.isoformat(),
        on_behalf=on_behalf(actor),
    )
    follow_facts(member, actor=actor)
    return found


@transaction.atomic
def deliberation_undo(*, actor: Actor, member: Member, how: Undoing, undone_on: date) -> Deliberation:
    """The act was withdrawn, or annulled after it was received: it stays, and authorises nobody any more. A file that
    only the member signed is incomplete, and signed again; one that binds stays, flagged. Raises WrongOrder."""
    require(can_record_deliberation, actor, member)
    member = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    act = Deliberation.objects.filter(member=member, replaced_at=None, undone_on=None).first()
    if act is None:
        raise NotEligible("Aucun acte n’est en vigueur.")
    if undone_on < act.adopted_on:
        raise WrongOrder("Un acte n’est pas défait avant d’être adopté.", field="undone_on")
    _past(actor, undone_on=undone_on)
    act.undone_on, act.undone_how = undone_on, how
    act.save(update_fields=["undone_on", "undone_how"])
    void_signature(member)
    audit(actor, "consortium.deliberation.undone", member, how=how.value, on_behalf=on_behalf(actor))
    follow_facts(member, actor=actor)
    return act


@transaction.atomic
def letter_record(
    *,
    actor: Actor,
    member: Member,
    tracking: str,
    posted_on: date,
    received_on: date | None = None,
    acknowledged_on: date | None = None,
) -> Letter:
    """The registered letter; late or not, its day of posting is kept as it is. It is the deposit that the convention
    knows: a file that was not filed is. Raises WrongOrder, AlreadyMember when
    the number is another member's, SignedAlready."""
    require(can_record_letter, actor)
    member = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    number = tracking_of(tracking)
    check_tracking(number)
    if received_on is not None and received_on < posted_on:
        raise WrongOrder("Une lettre n’est pas reçue avant d’être postée.", field="received_on")
    if acknowledged_on is not None and (received_on is None or acknowledged_on < received_on):
        raise WrongOrder("L’accusé de réception suit la réception.", field="acknowledged_on")
    _past(actor, posted_on=posted_on, received_on=received_on, acknowledged_on=acknowledged_on)
    current = Deliberation.objects.filter(member=member, replaced_at=None, undone_on=None).first()
    _authorised(current.adopted_on if current else None, posted_on, field="posted_on")
    _after_signature(member, posted_on)
    other = Letter.objects.filter(tracking=number).exclude(member=member).select_related("member").first()
    if other is not None:
        words = f"Ce numéro est déjà celui de la lettre de «\N{NO-BREAK SPACE}{other.member.name}\N{NO-BREAK SPACE}»."
        raise AlreadyMember(words, field="tracking")
    _stays_signed(member, number, posted_on)
    days = {"posted_on": posted_on, "received_on": received_on, "acknowledged_on": acknowledged_on}
    letter, _ = Letter.objects.update_or_create(member=member, defaults={"tracking": number, **days})
    audit(actor, "consortium.letter.recorded", member, posted=posted_on.isoformat())
    if last_of(member) is None:
        pass_file(member, FileState.FILED, PassageReason.BY_LETTER, actor=actor, effective_on=posted_on)
    follow_facts(member, actor=actor)
    return letter


def _stays_signed(member: Member, number: str, posted_on: date) -> None:
    """Raise SignedAlready when the letter of a signed file would become another one: its later days may be noted."""
    last, letter = last_of(member), Letter.objects.filter(member=member).first()
    if last is None or last.state in OPEN or letter is None:
        return
    if (number, posted_on) != (letter.tracking, letter.posted_on):
        raise SignedAlready(_SIGNED, field="posted_on")


def _authorised(adopted_on: date | None, posted_on: date | None, *, field: str) -> None:
    """Raise WrongOrder when the authorisation comes after what it authorises [C 2]."""
    if adopted_on is not None and posted_on is not None and adopted_on > posted_on:
        raise WrongOrder(
            f"La convention signée est postée le {day_month_year(posted_on)}, avant l’acte du "
            f"{day_month_year(adopted_on)} qui autorise à la signer (article 2).",
            field=field,
        )


def _before_signature(member: Member, adopted_on: date) -> None:
    """Raise WrongOrder when the member signed before it was authorised [C 2]."""
    signed = signature_of(member, Side.MEMBER)
    if signed is not None and adopted_on > signed.signed_on:
        day = day_month_year(signed.signed_on)
        words = f"La convention est signée le {day}, avant cet acte qui doit l’autoriser (article 2)."
        raise WrongOrder(words, field="adopted_on")


def _after_signature(member: Member, posted_on: date) -> None:
    """Raise WrongOrder when the signed convention would be posted before it was signed for the first time."""
    first = Signature.objects.filter(member=member, side=Side.MEMBER).order_by("pk").first()
    if first is not None and posted_on < first.signed_on:
        day = day_month_year(first.signed_on)
        words = f"La convention est signée le {day}\N{NO-BREAK SPACE}: elle n’a pas pu être postée avant."
        raise WrongOrder(words, field="posted_on")


def _past(actor: Actor, **days: date | None) -> None:
    today = clock.today(actor.time_zone)
    for field, day in days.items():
        if day is not None and day > today:
            raise WrongOrder(_NOT_YET, field=field)
