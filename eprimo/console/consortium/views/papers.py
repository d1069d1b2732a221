"""The documents of a member: made on demand, as PDF and DOCX, and found again by what they print."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.consortium.views.common import reader_of
from eprimo.console.pages import actor_as
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.views import takes_files
from eprimo.foundation.printing.cells import content_disposition
from eprimo.foundation.printing.docx import TYPE
from eprimo.steering.consortium.actions.representation import MOST_BYTES
from eprimo.steering.consortium.enums import PaperFormat, PaperKind
from eprimo.steering.consortium.kinds import paper_name
from eprimo.steering.consortium.market_periods import no_longer_printed
from eprimo.steering.consortium.models import IssuedPaper
from eprimo.steering.consortium.needs import needs_of
from eprimo.steering.consortium.papers import kinds_for, reference_of
from eprimo.steering.consortium.papers.register import paper_issue, papers_like, papers_of
from eprimo.steering.consortium.policies import can_verify_papers
from eprimo.steering.consortium.queries import member_file

TYPES = {PaperFormat.PDF: "application/pdf", PaperFormat.DOCX: TYPE}
_BY = {
    Role.COORDINATOR: "par la coordination",
    Role.MANAGING_BODY: "par le prestataire de gestion",
    Role.MEMBER_REP: "par le membre",
}
# What it is for; what the group writes in it; what is left to the hand.
_ABOUT = {
    PaperKind.DELIBERATION: (
        "Le modèle de l’acte qui autorise à signer, dans les mots de votre assemblée.",
        "vos écoles, les comptes, qui signe, les articles de la convention",
        "le numéro, les dates, la séance et le vote",
    ),
    PaperKind.CONVENTION: (
        "Le texte de la convention, à signer par le membre puis par la coordination.",
        "les dates du marché, votre structure, la fonction et le nom de qui signe",
        "la date et la signature",
    ),
    PaperKind.NEEDS: (
        "Le tableau des besoins, école par école, qui engage pour les 24 premiers mois.",
        "vos écoles, les comptes, le total, qui signe",
        "la date et la signature",
    ),
    PaperKind.LETTER: (
        "La lettre recommandée qui accompagne la convention signée et ses annexes.",
        "l’adresse du rectorat, la liste des pièces, la date limite",
        "le numéro de suivi, le lieu, la date et la signature",
    ),
    PaperKind.ORDER: (
        "Un brouillon pour préparer la commande à plusieurs, avant de la passer ici.",
        "vos écoles, le besoin de chacune, la période, votre SIRET",
        "les comptes commandés, le titulaire, les numéros demandés par votre comptabilité",
    ),
}


class VerifyForm(forms.Form):
    reference = forms.CharField(
        label="Référence imprimée en bas de page",
        required=False,
        max_length=80,
        help_text="Par exemple 3f2a-91c0-77de.",
    )
    file = forms.FileField(label="Ou le fichier PDF ou DOCX, tel qu’il a été reçu", required=False)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        given = found.get("file")
        if not found.get("reference") and not given:
            raise forms.ValidationError("Écrivez une référence, ou donnez un fichier.")
        if given and given.size > MOST_BYTES:
            self.add_error("file", "Ce fichier dépasse 10 Mo.")
        return found


@require_safe
def papers(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Each document with what it is for; those that were made."""
    actor = reader_of(request)
    member = member_file(actor, public_id)
    context = {
        "member": member,
        "kinds": [(kind, paper_name(kind, member.kind), *_ABOUT[kind]) for kind in kinds_for(member)],
        "stale": no_longer_printed(member.market),
        "rows": needs_of(member),
        "signs": member.signatories.in_force(actor.now).exists(),
        "made": [_shown(one) for one in papers_of(member)],
        "verifies": can_verify_papers(actor),
    }
    return render(request, "consortium/papers.html", context)


@require_POST
def paper(request: HttpRequest, public_id: UUID, kind: str, fmt: str) -> HttpResponse:
    """The file itself; its hash stays."""
    actor = reader_of(request)
    member = member_file(actor, public_id)
    if kind not in PaperKind.values or fmt not in PaperFormat.values:
        raise NotVisible
    what, form = PaperKind(kind), PaperFormat(fmt)
    content, _ = paper_issue(actor=actor, member=member, kind=what, fmt=form)
    headers = {
        "Content-Disposition": content_disposition(f"{paper_name(what, member.kind)} {member.name}", form),
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(content, content_type=TYPES[form], headers=headers)


@takes_files(10)
def verify(request: HttpRequest) -> HttpResponse:
    """Does a document come from here, and say what was written then?"""
    actor = actor_as(request, Role.COORDINATOR)
    if not can_verify_papers.allows(actor):
        raise NotVisible
    posted = request.method == "POST"
    form = VerifyForm(request.POST, request.FILES) if posted else VerifyForm()
    asked = posted and form.is_valid()
    found = []
    if asked:
        given = form.cleaned_data["file"]
        content = given.read() if given else None
        found = [
            _shown(one)
            for one in papers_like(actor, reference=form.cleaned_data["reference"], content=content)
        ]
    context = {"form": form, "asked": asked, "found": found}
    return render(request, "consortium/verify.html", context, status=422 if form.errors else 200)


def _shown(one: IssuedPaper) -> dict[str, Any]:
    name = paper_name(one.kind, one.member.kind)
    return {
        "paper": one,
        "name": name,
        "by": _BY[Role(one.role)],
        "reference": reference_of(one.content_sha256),
    }
