"""The two signatures, and the amendments that follow them."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from eprimo.console.consortium.signing_forms import AmendmentForm, MemberSignForm, UndoForm
from eprimo.console.consortium.views.common import reader_of, running_market
from eprimo.console.pages import handle_form, run_and_notify
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.steering.consortium.actions.amendments import amendment_sign
from eprimo.steering.consortium.actions.dossier import deliberation_undo
from eprimo.steering.consortium.actions.files import file_deposit
from eprimo.steering.consortium.actions.signatures import Refused, file_sign, files_sign, member_sign
from eprimo.steering.consortium.kinds import wording_of
from eprimo.steering.consortium.legality import TRANSMITTED
from eprimo.steering.consortium.needs import needs_of
from eprimo.steering.consortium.policies import (
    can_deposit_file,
    can_record_deliberation,
    can_sign_files,
    can_sign_for_member,
    can_write_needs,
)
from eprimo.steering.consortium.queries import member_file, members_to_sign, schools_to_claim
from eprimo.ui.plurals import NBSP, counted

_DEPOSITED = (
    f"Le dossier est déposé. La convention signée part aussi par lettre recommandée{NBSP}: c’est elle qui vaut "
    "adhésion (article 2)."
)
_SIGN = "La signature engage le rectorat, et fixe les besoins du membre (article 7.1). Elle ne se défait pas."
_MEMBER_SIGN = (
    f"Qui signe est la personne notée pour ce jour-là{NBSP}: son nom et sa fonction restent sur la signature, même si "
    "elle change ensuite. À partir de là, les besoins sont fixés (article 7.1)."
)
_AMEND = (
    "Un avenant est daté, numéroté, et ne se corrige pas. Pendant les 24 premiers mois, il augmente les besoins ou "
    "ajoute une école, jamais l’inverse (article 7.1)."
)
_UNDO = (
    "L’acte reste dans le dossier, mais n’autorise plus. Si le rectorat n’a pas signé, le dossier redevient incomplet "
    f"et la signature du membre est à refaire{NBSP}; s’il a signé, le membre reste, et la page le signale."
)


@require_POST
def deposit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The member, or who acts for it, says that the file may be looked at."""
    actor = reader_of(request)
    member = member_file(actor, public_id)
    if not can_deposit_file.allows(actor, member):
        raise NotVisible
    run_and_notify(request, lambda: file_deposit(actor=actor, member=member), _DEPOSITED)
    return redirect("consortium:member", public_id)


def member_signs(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The member's signature, with its date."""
    actor = reader_of(request)
    member = member_file(actor, public_id)
    if not can_sign_for_member.allows(actor, member):
        raise NotVisible
    form = MemberSignForm(request.POST or None, initial={"signed_on": clock.today(actor.time_zone)})
    return handle_form(
        request, form, lambda: member_sign(actor=actor, member=member, **form.cleaned_data),
        done="La signature du membre est notée.", title=f"Signature du membre{NBSP}: {member.name}",
        submit="Noter la signature", back=reverse("consortium:member", args=[public_id]), intro=_MEMBER_SIGN,
    )  # fmt: skip


def sign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The rectorat signs; asked once more before."""
    actor = reader_of(request)
    member = member_file(actor, public_id)
    if not can_sign_files.allows(actor):
        raise NotVisible
    form = forms.Form(request.POST if request.method == "POST" else None)
    return handle_form(
        request, form, lambda: file_sign(actor=actor, member=member), done="Le dossier est signé.",
        title=f"Signer{NBSP}: {member.name}", submit="Signer pour le rectorat",
        back=reverse("consortium:member", args=[public_id]), intro=_SIGN,
    )  # fmt: skip


def sign_all(request: HttpRequest) -> HttpResponse:
    """Every file that can be signed, to be signed at once; those that were chosen, and no other."""
    actor = reader_of(request)
    if not can_sign_files.allows(actor):
        raise NotVisible
    ready = members_to_sign(running_market(actor))
    refused: list[Refused] = []
    if request.method == "POST":
        chosen = set(request.POST.getlist("member"))
        signed, refused = files_sign(
            actor=actor, members=[one for one in ready if str(one.public_id) in chosen]
        )
        if signed:
            messages.success(
                request, f"{counted(len(signed), 'dossier')} signé{'s' if len(signed) > 1 else ''}."
            )
        elif not refused:
            messages.error(request, "Aucun dossier n’était choisi.")
        if not refused:
            return redirect("consortium:sign_all")
        ready = members_to_sign(running_market(actor))
    context = {"members": ready, "refused": refused, "intro": _SIGN}
    return render(request, "consortium/sign_all.html", context, status=422 if refused else 200)


def amend(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What a bound member needs more."""
    actor = reader_of(request)
    member = member_file(actor, public_id)
    if not can_write_needs.allows(actor, member):
        raise NotVisible
    form = AmendmentForm(
        request.POST or None, rows=needs_of(member), free=schools_to_claim(member, ""),
        initial={"signed_on": clock.today(actor.time_zone)},
    )  # fmt: skip
    return handle_form(
        request, form, lambda: amendment_sign(actor=actor, member=member, **form.said()),
        done="L’avenant est signé, et les besoins suivent.", title=f"Avenant{NBSP}: {member.name}",
        submit="Signer l’avenant", back=reverse("consortium:needs", args=[public_id]), intro=_AMEND,
    )  # fmt: skip


def undo(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The deliberation was withdrawn or annulled."""
    actor = reader_of(request)
    member = member_file(actor, public_id)
    if not can_record_deliberation.allows(actor, member):
        raise NotVisible
    words = wording_of(member.kind, is_known_grouping=member.epci_id is not None)
    form = UndoForm(request.POST or None, words=words, is_transmitted=member.kind in TRANSMITTED)
    return handle_form(
        request, form, lambda: deliberation_undo(actor=actor, member=member, **form.said()),
        done="C’est noté.", title=f"{words.act.capitalize()} qui n’autorise plus{NBSP}: {member.name}",
        submit="Noter", back=reverse("consortium:member", args=[public_id]), intro=_UNDO,
    )  # fmt: skip
