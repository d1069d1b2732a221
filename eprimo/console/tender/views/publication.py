"""The public data of the contract: what is declared, the changes, the file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from eprimo.console.pages import handle_form
from eprimo.console.tender.forms import DeclaredForm, ModificationForm, NoticesForm
from eprimo.console.tender.views.common import coordinator_of, file_response, keeper_of
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.views import fragment
from eprimo.steering.tender.actions.notices import notices_write
from eprimo.steering.tender.actions.publication import modification_record, public_declare
from eprimo.steering.tender.decp import decp_bytes, decp_of, faults_of
from eprimo.steering.tender.enums import DocumentKind
from eprimo.steering.tender.errors import NotYet
from eprimo.steering.tender.law import data_due
from eprimo.steering.tender.models import Document
from eprimo.steering.tender.policies import can_keep_consultation
from eprimo.steering.tender.queries import consultation_of
from eprimo.ui.plurals import NBSP


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """What the file says, what lacks for it, and each one that was made."""
    actor, market = coordinator_of(request)
    consultation = consultation_of(market)
    if consultation is None:
        raise NotVisible
    faults: list[str] = []
    try:
        faults = faults_of(decp_of(consultation, clock.today(actor.time_zone)))
    except NotYet as error:
        faults = [error.sentence]
    files = Document.objects.filter(consultation=consultation, kind=DocumentKind.DECP).defer("content")
    context = {
        "consultation": consultation, "faults": faults, "keeps": can_keep_consultation(actor),
        "changes": consultation.modifications.order_by("number"), "files": files.order_by("-version"),
        "notified": market.notified_on, "due": data_due(market.notified_on) if market.notified_on else None,
    }  # fmt: skip
    return render(request, "tender/public.html", context)


@require_safe
@fragment
def public_file(request: HttpRequest) -> HttpResponse:
    """The file of the contract as it stands today."""
    actor, market = coordinator_of(request)
    consultation = consultation_of(market)
    if consultation is None or market.notified_on is None:
        raise NotVisible
    try:
        document = decp_of(consultation, clock.today(actor.time_zone))
    except NotYet as error:
        raise NotVisible(error.sentence) from error
    return file_response(decp_bytes(document), f"decp {consultation.reference}", "json")


def declared(request: HttpRequest) -> HttpResponse:
    """What the coordinator says of the contract for its public data."""
    actor, market = keeper_of(request)
    form = DeclaredForm(request.POST or None, consultation=consultation_of(market))
    return handle_form(
        request, form, lambda: public_declare(actor=actor, market=market, said=form.said()),
        done="Les données essentielles sont notées.", title="Données essentielles", submit="Noter",
        back=reverse("tender:public"),
        intro="Le reste se déduit du marché\N{NO-BREAK SPACE}: acheteur, titulaire, dates, durée, montant, offres.",
    )  # fmt: skip


def notices(request: HttpRequest) -> HttpResponse:
    """The notices that were published outside: their numbers, and the way to them."""
    actor, market = keeper_of(request)
    known = consultation_of(market)
    initial = {name: getattr(known, name) for name in NoticesForm.base_fields} if known else None
    form = NoticesForm(request.POST or None, initial=initial)
    return handle_form(
        request, form, lambda: notices_write(actor=actor, market=market, said=form.said()),
        done="Les avis sont notés.", title="Avis publiés", submit="Noter", back=reverse("tender:record"),
        intro=f"e‑primo ne publie aucun avis{NBSP}: il dit où ils sont, à qui lit le marché.",
    )  # fmt: skip


def modification(request: HttpRequest) -> HttpResponse:
    """A change of the contract that was notified."""
    actor, market = keeper_of(request)
    form = ModificationForm(request.POST or None)
    return handle_form(
        request, form, lambda: modification_record(actor=actor, market=market, **form.cleaned_data),
        done="La modification est notée, et le fichier refait.", title="Une modification du marché",
        submit="Noter", back=reverse("tender:public"),
        intro=f"Un avenant aux prix s’écrit à la page «{NBSP}Prix{NBSP}»{NBSP}: il vient ici de lui-même.",
    )  # fmt: skip
