"""What a member's file holds: annexe 1, the registered letter, and what is missing."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from eprimo.console.consortium.forms import DeliberationForm, LetterForm
from eprimo.console.consortium.views.common import reader_of
from eprimo.console.school.views.common import form_page, said, tried
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.steering.consortium.actions import deliberation_record, file_deposit, file_sign, letter_record
from eprimo.steering.consortium.dossier import act_warning, facts_of
from eprimo.steering.consortium.enums import FileState, MemberKind
from eprimo.steering.consortium.models import Deliberation, Letter, Member
from eprimo.steering.consortium.policies import (
    can_deposit_file,
    can_record_deliberation,
    can_record_exclusion,
    can_record_letter,
    can_sign_files,
)
from eprimo.steering.consortium.queries import member_file
from eprimo.steering.consortium.states import BOUND, OPEN, history_of, state_of

_LETTER = (
    "La convention signée et ses annexes, en recommandé avec accusé de réception. Le jour où elle est postée décide, "
    "pas celui où elle arrive (article 2)."
)
_DEPOSITED = (
    "Le dossier est déposé. La convention signée part aussi par lettre recommandée\N{NO-BREAK SPACE}: c’est elle "
    "qui vaut adhésion (article 2)."
)
_SIGN = "La signature engage le rectorat, et fixe les besoins du membre (article 7.1). Elle ne se défait pas."
_PRIVATE = "La décision du conseil de l’OGEC, qui autorise à signer. Aucun contrôle de légalité ne la reçoit."
_PUBLIC = "Celle qui autorise à signer la convention, telle que le contrôle de légalité l’a reçue."


def file_context(actor: Actor, member: Member) -> dict[str, Any]:
    """The part of a member's page that says how its file stands."""
    deliberation = (
        Deliberation.objects.filter(member=member, replaced_at=None).select_related("piece").first()
    )
    state = state_of(member)
    return {
        "state": state,
        "bound": state not in {FileState.DRAFT, *OPEN},
        "passages": history_of(member),
        "exits": state in BOUND and can_record_exclusion(actor),
        "deposits": state == FileState.DRAFT and can_deposit_file(actor, member),
        "signs": state == FileState.COMPLETE and can_sign_files(actor),
        "facts": facts_of(Member.objects.filter(pk=member.pk))[member.pk],
        "deliberation": deliberation,
        "warning": act_warning(deliberation, member) if deliberation else "",
        "letter": Letter.objects.filter(member=member).first(),
        "records": member.kind != MemberKind.RECTORAT and can_record_deliberation(actor, member),
        "letters": can_record_letter(actor),
    }


@require_POST
def deposit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The member, or who acts for it, says that the file may be looked at."""
    actor = reader_of(request)
    member = member_file(actor, public_id)
    if not can_deposit_file.allows(actor, member):
        raise NotVisible
    said(request, lambda: file_deposit(actor=actor, member=member), _DEPOSITED)
    return redirect("consortium:member", public_id)


def sign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The rectorat signs; asked once more before."""
    actor = reader_of(request)
    member = member_file(actor, public_id)
    if not can_sign_files.allows(actor):
        raise NotVisible
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and tried(form, lambda: file_sign(actor=actor, member=member)):
        messages.success(request, "Le dossier est signé.")
        return redirect("consortium:member", public_id)
    return form_page(
        request, form, title=f"Signer\N{NO-BREAK SPACE}: {member.name}", submit="Signer pour le rectorat",
        back=reverse("consortium:member", args=[public_id]), intro=_SIGN,
    )  # fmt: skip


def deliberation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Annexe 1, by the member, who acts for it, or the coordinator."""
    actor = reader_of(request)
    member = member_file(actor, public_id)
    if member.kind == MemberKind.RECTORAT or not can_record_deliberation.allows(actor, member):
        raise NotVisible
    private = member.kind == MemberKind.PRIVATE
    form = DeliberationForm(request.POST or None, request.FILES or None, private=private)
    if request.method == "POST" and tried(
        form, lambda: deliberation_record(actor=actor, member=member, **form.said())
    ):
        messages.success(request, "La délibération est notée.")
        return redirect("consortium:member", public_id)
    return form_page(
        request, form, title=f"Annexe 1\N{NO-BREAK SPACE}: {member.name}", submit="Noter",
        back=reverse("consortium:member", args=[public_id]), intro=_PRIVATE if private else _PUBLIC,
    )  # fmt: skip


def letter(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The registered letter, by the coordinator; corrected on the same page."""
    actor = reader_of(request)
    member = member_file(actor, public_id)
    if not can_record_letter(actor):
        raise NotVisible
    known = Letter.objects.filter(member=member).values(*LetterForm.base_fields).first()
    form = LetterForm(request.POST or None, initial=known)
    if request.method == "POST" and tried(
        form, lambda: letter_record(actor=actor, member=member, **form.cleaned_data)
    ):
        messages.success(request, "La lettre est notée.")
        return redirect("consortium:member", public_id)
    return form_page(
        request, form, title=f"Lettre recommandée\N{NO-BREAK SPACE}: {member.name}", submit="Noter",
        back=reverse("consortium:member", args=[public_id]), intro=_LETTER,
    )  # fmt: skip
