"""The right to sign for a member in e-primo: asked by who acts for it, confirmed, refused or ended by the academy."""

from django.db import transaction

from eprimo.foundation.directory.models import Mandate
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.actions.representation import GivenFile, piece_keep
from eprimo.steering.consortium.actions.signing_rights import right_close
from eprimo.steering.consortium.errors import NotSignable, SignerAsked
from eprimo.steering.consortium.invitations import acting_for
from eprimo.steering.consortium.models import Member, SigningRight
from eprimo.steering.consortium.policies import can_name_signatory
from eprimo.steering.consortium.signers import can_confirm_signer

_NOBODY = "Personne n’est noté pour signer\N{NO-BREAK SPACE}: notez d’abord qui signe pour le membre."
_ASKED = "Votre demande attend déjà l’académie, ou elle est confirmée."
_SETTLED = "Cette demande a changé entre-temps. Regardez la page à jour."


@transaction.atomic
def signer_ask(*, actor: Actor, member: Member, act: GivenFile) -> SigningRight:
    """« I am this signatory », with the recorded act that names the signatory; it gives nothing before the academy
    confirmed it. Raises NotSignable when nobody is noted, SignerAsked, WrongFile."""
    require(can_name_signatory, actor, member)
    if actor.role != Role.MEMBER_REP or not actor.is_whole:
        raise Forbidden
    member = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    signatory = member.signatories.in_force().first()
    if signatory is None:
        raise NotSignable(_NOBODY)
    mandate: Mandate = acting_for(member).filter(pk__in=actor.mandate_ids).order_by("pk")[:1].get()
    if SigningRight.objects.filter(signatory=signatory, mandate=mandate, ended_at=None).exists():
        raise SignerAsked(_ASKED)
    piece = piece_keep(member, act, field="file")
    made = SigningRight.objects.create(
        signatory=signatory, mandate=mandate, piece=piece, piece_sha256=piece.sha256
    )
    audit(actor, "consortium.signer.asked", member)
    return made


@transaction.atomic
def signer_confirm(*, actor: Actor, right: SigningRight) -> SigningRight:
    """From now on that person signs for the member. Raises SignerAsked when it does not wait any more."""
    right = _held(actor, right)
    if right.state != "asked":
        raise SignerAsked(_SETTLED)
    right.confirmed_at = clock.now()
    right.save(update_fields=["confirmed_at"])
    subject = right.mandate.person_id if right.mandate is not None else None
    audit(actor, "consortium.signer.confirmed", right.signatory.member, subject_id=subject)
    return right


def signer_refuse(*, actor: Actor, right: SigningRight) -> SigningRight:
    """The request gives nothing. Raises SignerAsked when it does not wait any more."""
    return _close(actor, right, "asked")


def signer_end(*, actor: Actor, right: SigningRight) -> SigningRight:
    """That person signs no more: « who may give it; one person ». Raises SignerAsked unless it was confirmed."""
    return _close(actor, right, "confirmed")


@transaction.atomic
def _close(actor: Actor, right: SigningRight, state: str) -> SigningRight:
    right = _held(actor, right)
    if right.state != state:
        raise SignerAsked(_SETTLED)
    right_close(right, clock.now(), actor=actor)
    return right


def _held(actor: Actor, right: SigningRight) -> SigningRight:
    """The row until the end of the transaction, once the right is checked."""
    require(can_confirm_signer, actor, right)
    rows = SigningRight.objects.select_for_update(of=("self",))
    return rows.select_related("signatory__member", "mandate").defer("mandate__reason").get(pk=right.pk)
