"""Who acts and who signs for a member: dated, never written over."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from zoneinfo import ZoneInfo

from django.db import transaction

from eprimo.foundation.directory.actions.dates import first_instant
from eprimo.foundation.directory.enums import EndReason
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.kernel.text import surname
from eprimo.foundation.printing.pdf_files import check_kept
from eprimo.foundation.sandbox.errors import NotRead
from eprimo.steering.consortium.actions.passages import follow_facts
from eprimo.steering.consortium.actions.signing_rights import rights_close
from eprimo.steering.consortium.enums import Mode
from eprimo.steering.consortium.errors import (
    MandateChanged,
    MandateFileMissing,
    NotSigner,
    OneRepresentation,
    SignatoryHeld,
    WrongFile,
    WrongOrder,
)
from eprimo.steering.consortium.models import (
    ManagingBody,
    Member,
    Piece,
    Representation,
    Signatory,
)
from eprimo.steering.consortium.policies import (
    can_change_representation,
    can_keep_members,
    can_name_signatory,
)
from eprimo.steering.consortium.signers import right_held, right_of_signatory
from eprimo.ui.french import day_month_year

_BODY_SIGNS = (
    "Seule la personne qui signe pour ce membre dans e‑primo donne à un prestataire le droit de signer ses bons de "
    "commande."
)
MOST_BYTES = 10 * 1024 * 1024
_PDF = b"%PDF-"


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file as it was given."""

    name: str
    content: bytes


@transaction.atomic
def representation_change(
    *,
    actor: Actor,
    member: Member,
    mode: Mode,
    starts: date,
    managing_body: ManagingBody | None = None,
    mandate_file: GivenFile | None = None,
    may_sign: bool = False,
) -> Representation:
    """From that day the member acts for itself, or the managing body that it mandated does; what was stays, dated.
    `may_sign`: the mandate says that it signs orders too; only who signs for the member says so, and it holds once the
    coordinator acknowledged it. Raises OneRepresentation for both at once [C 2], MandateFileMissing, WrongFile,
    WrongOrder, NotSigner."""
    require(can_change_representation, actor, member)
    if (mode == Mode.BODY) != (managing_body is not None):
        raise OneRepresentation(field="managing_body")
    if may_sign and (managing_body is None or right_held(actor, member) is None):
        raise NotSigner(_BODY_SIGNS, field="may_sign")
    member = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    first = first_instant(starts, actor.time_zone)
    last = member.representations.filter(ends=None).first()
    if last is not None:
        _ends(last, first, actor.time_zone)
        if last.piece_id is not None:
            Piece.objects.filter(pk=last.piece_id).update(ends=first)
    piece = None
    if managing_body is not None:
        if mandate_file is None:
            raise MandateFileMissing(field="mandate_file")
        piece = piece_keep(member, mandate_file, field="mandate_file")
    made = Representation.objects.create(
        member=member, managing_body=managing_body, piece=piece, starts=first,
        piece_sha256=piece.sha256 if piece else "", may_sign=may_sign,
    )  # fmt: skip
    audit(
        actor, "consortium.representation.changed", member, mode=mode.value, since=starts.isoformat(), signs=may_sign
    )  # fmt: skip
    return made


@transaction.atomic
def representation_acknowledge(
    *, actor: Actor, member: Member, read: str, piece_sha256: str
) -> Representation:
    """The coordinator read that mandate (`read`: its id, `piece_sha256`: the hash of its file), which lets the provider
    sign: it signs from now on. Again does nothing. Raises NotVisible when no mandate of this member says so,
    MandateChanged when another one stands than the one that was read."""
    require(can_change_representation, actor, member)
    require(can_keep_members, actor)
    rows = member.representations.select_for_update(of=("self",)).filter(ends=None, may_sign=True)
    found = rows.first()
    if found is None:
        raise NotVisible
    if (str(found.pk), found.piece_sha256) != (read, piece_sha256):
        raise MandateChanged
    if found.acknowledged_at is None:
        found.acknowledged_at = clock.now()
        found.save(update_fields=["acknowledged_at"])
        audit(actor, "consortium.representation.acknowledged", member)
    return found


@transaction.atomic
def signatory_name(
    *,
    actor: Actor,
    member: Member,
    first_name: str,
    last_name: str,
    function: str,
    starts: date,
    civility: str = "",
) -> Signatory:
    """Who signs for the member from that day; whoever signed before stays, with their dates. Raises WrongOrder, and
    SignatoryHeld while somebody signs for it in e-primo: that person says who comes next, or the academy ends the right
    first."""
    require(can_name_signatory, actor, member)
    member = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    _check_held(actor, member)
    first = first_instant(starts, actor.time_zone)
    last = member.signatories.filter(ends=None).first()
    if last is not None:
        _ends(last, first, actor.time_zone)
        rights_close(last, actor=actor)
    made = Signatory.objects.create(
        member=member, first_name=first_name.strip(), last_name=surname(last_name), function=function.strip(),
        civility=civility, starts=first,
    )  # fmt: skip
    audit(actor, "consortium.signatory.named", member, since=starts.isoformat())
    follow_facts(member, actor=actor)
    return made


def _check_held(actor: Actor, member: Member) -> None:
    """Raise SignatoryHeld, naming who signs, unless it is the actor."""
    right = right_of_signatory(member)
    if right is not None and right.mandate_id not in actor.mandate_ids:
        one = right.signatory
        raise SignatoryHeld(
            f"{one.full_name}, {one.function}, signe pour ce membre dans e‑primo, confirmé par l’académie. Cette "
            "personne note elle-même qui lui succède, depuis son propre compte\N{NO-BREAK SPACE}; sinon, demandez à "
            "l’académie d’arrêter d’abord sa signature."
        )


def piece_keep(member: Member, given: GivenFile, *, field: str) -> Piece:
    """Keep a PDF as it came, with its hash. Raises WrongFile at that field of the form."""
    name, digest = checked_pdf(given, field=field)
    return Piece.objects.create(
        member=member, name=name, content=given.content, sha256=digest, size=len(given.content)
    )


def checked_pdf(given: GivenFile, *, field: str) -> tuple[str, str]:
    """The name and the hash of a PDF that was given. Raises WrongFile at that field of the form."""
    if len(given.content) > MOST_BYTES:
        raise WrongFile("Ce fichier dépasse 10 Mo.", field=field)
    if not given.content.startswith(_PDF) or b"%%EOF" not in given.content[-1024:]:
        raise WrongFile(field=field)
    try:
        check_kept(given.content)
    except NotRead as error:
        raise WrongFile(error.sentence, field=field) from error
    name = PurePath(given.name.replace("\\", "/")).name[:120] or "document.pdf"
    return name, hashlib.sha256(given.content).hexdigest()


def _ends(link: Representation | Signatory, first: datetime, zone: str) -> None:
    """End what holds at the instant the next one begins. Raises WrongOrder when it began on a later day."""
    day = link.starts.astimezone(ZoneInfo(zone)).date()
    if first_instant(day, zone) > first:
        words = (
            f"Un changement est noté au {day_month_year(day)}\N{NO-BREAK SPACE}: choisissez ce jour ou après."
        )
        raise WrongOrder(words, field="starts")
    # Replaced on the very day it began: it held for no time at all.
    link.ends, link.end_reason = first, EndReason.ENDED_BY_HAND
    link.save(update_fields=["ends", "end_reason"])
