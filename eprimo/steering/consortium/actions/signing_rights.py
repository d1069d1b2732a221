"""Ending rights to sign in e-primo: by an act, or because the function or the mandate is over."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.outbox import emit
from eprimo.steering.consortium.events import SignerEnded
from eprimo.steering.consortium.models import Piece, Signatory, SigningRight

AT_ONCE = 200


def right_close(right: SigningRight, at: datetime, *, actor: Actor | None) -> None:
    """Refused while it waits, ended afterwards. The act that was given proves nothing more from then on; whoever signed
    is written to."""
    right.ended_at = at
    right.save(update_fields=["ended_at"])
    Piece.objects.filter(pk=right.piece_id or 0, ends=None).update(ends=at)
    subject = right.mandate.person_id if right.mandate is not None else None
    audit(
        actor, "consortium.signer.refused" if right.confirmed_at is None else "consortium.signer.ended",
        right.signatory.member, subject_id=subject,
    )  # fmt: skip
    if right.confirmed_at is not None and subject is not None:
        emit(SignerEnded(right.pk))


def rights_close(signatory: Signatory, *, actor: Actor) -> None:
    """Of somebody who no longer signs for the member; what was asked is asked no more. Nothing ends in advance: a
    successor of a later day leaves today's signatory as it is until then."""
    now = clock.now()
    if signatory.ends is None or signatory.ends > now:
        return
    rows = SigningRight.objects.select_for_update(of=("self",)).filter(signatory=signatory, ended_at=None)
    for right in rows.select_related("signatory__member", "mandate").defer("mandate__reason").order_by("pk"):
        right_close(right, now, actor=actor)


@transaction.atomic
def rights_turn() -> int:
    """End the rights whose function or mandate is over, or whose mandate was erased; how many were."""
    now = clock.now()
    over = Q(mandate=None) | Q(mandate__ends__lte=now) | Q(signatory__ends__lte=now)
    rows = SigningRight.objects.select_for_update(of=("self",), skip_locked=True).filter(over, ended_at=None)
    found = list(
        rows.select_related("signatory__member", "mandate").defer("mandate__reason").order_by("pk")[:AT_ONCE]
    )
    for right in found:
        right_close(right, now, actor=None)
    return len(found)
