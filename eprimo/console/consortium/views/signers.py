"""Who signs for a member in e-primo: asked by who acts for it, answered by the academy; by a mandate."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.consortium.forms import SignerForm
from eprimo.console.consortium.views.common import reader_of
from eprimo.console.pages import handle_form, run_and_notify
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.errors import Forbidden, NotVisible
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.kernel.views import fragment, takes_files
from eprimo.foundation.printing.cells import content_disposition
from eprimo.steering.consortium.actions.representation import representation_acknowledge
from eprimo.steering.consortium.actions.signers import signer_ask, signer_confirm, signer_end, signer_refuse
from eprimo.steering.consortium.policies import can_name_signatory
from eprimo.steering.consortium.queries import member_file
from eprimo.steering.consortium.signers import right_seen, rights_listed

_ASK = (
    "Vous êtes la personne notée pour signer\N{NO-BREAK SPACE}: joignez l’acte qui la nomme (procès-verbal de "
    "l’élection, arrêté de délégation, décision du conseil). L’académie le lit et confirme\N{NO-BREAK SPACE}; ensuite "
    "vous signez les bons de commande d’ici, depuis votre propre compte."
)
_VERBS = {
    "confirmer": (signer_confirm, "C’est confirmé\N{NO-BREAK SPACE}: cette personne signe dans e‑primo."),
    "refuser": (signer_refuse, "La demande est refusée."),
    "arreter": (signer_end, "C’est arrêté\N{NO-BREAK SPACE}: cette personne ne signe plus dans e‑primo."),
}


@takes_files(10)
def ask(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """« I sign for this member », with the act that says so."""
    actor = reader_of(request)
    member = member_file(actor, public_id)
    require(can_name_signatory, actor, member)
    if actor.role != Role.MEMBER_REP or not actor.is_whole:
        raise Forbidden
    form = SignerForm(request.POST or None, request.FILES or None)
    return handle_form(
        request, form, lambda: signer_ask(actor=actor, member=member, act=form.act()),
        done="La demande est envoyée à l’académie.",
        title=f"Signer dans e‑primo\N{NO-BREAK SPACE}: {member.name}", submit="Demander à l’académie",
        back=reverse("consortium:member", args=[public_id]), intro=_ASK,
    )  # fmt: skip


@require_safe
def signers(request: HttpRequest) -> HttpResponse:
    """What waits for the academy, then who signs."""
    rights = rights_listed(reader_of(request))
    context = {
        "waiting": [one for one in rights if one.state == "asked"],
        "signing": [one for one in rights if one.state == "confirmed"],
    }
    return render(request, "consortium/signers.html", context)


@require_POST
def answer(request: HttpRequest, public_id: UUID, verb: str) -> HttpResponse:
    """Confirm, refuse or end."""
    actor = reader_of(request)
    right = right_seen(actor, public_id)
    if verb not in _VERBS:
        raise NotVisible
    act, words = _VERBS[verb]
    run_and_notify(request, lambda: act(actor=actor, right=right), words)
    return redirect("consortium:signers")


@require_safe
@fragment
def act_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The act as it was given, for the academy that confirms."""
    piece = right_seen(reader_of(request), public_id).piece
    if piece is None:
        raise NotVisible
    headers = {
        "Content-Disposition": content_disposition(piece.name.removesuffix(".pdf"), "pdf"),
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(bytes(piece.content), content_type="application/pdf", headers=headers)


@require_POST
def acknowledge(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The coordinator read that the provider signs the orders of the member."""
    actor = reader_of(request)
    member = member_file(actor, public_id)
    read, digest = request.POST.get("mandat", ""), request.POST.get("empreinte", "")
    run_and_notify(
        request,
        lambda: representation_acknowledge(actor=actor, member=member, read=read, piece_sha256=digest),
        "C’est noté\N{NO-BREAK SPACE}: le prestataire signe les bons de ce membre.",
    )
    return redirect("consortium:member", public_id)
