"""The record of the market: what is final for who reads it, the seven tasks for the coordinator."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.pages import actor_as, handle_form, run_and_notify
from eprimo.console.tender.forms import ConsultationForm, PieceForm, RejectionsForm, TaskForm, given_file
from eprimo.console.tender.views.common import coordinator_of, file_response, keeper_of, market_reader
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.views import fragment, takes_files
from eprimo.steering.consortium.policies import can_remind, current_market
from eprimo.steering.tender.actions.deliveries import delivery_open, documents_send
from eprimo.steering.tender.actions.documents import consultation_prepare, piece_give
from eprimo.steering.tender.actions.rejections import rejections_send
from eprimo.steering.tender.actions.report import analysis_reopen
from eprimo.steering.tender.actions.tasks import task_do
from eprimo.steering.tender.analysis import holder_of, own_offer
from eprimo.steering.tender.enums import DCE, DocumentKind, Sending, TaskKind
from eprimo.steering.tender.law import signs_from
from eprimo.steering.tender.policies import (
    can_keep_consultation,
    can_open_delivery,
    can_sign_market,
    can_write_offers,
)
from eprimo.steering.tender.quantities import dqe_bytes, quantities_of, totals_of
from eprimo.steering.tender.queries import (
    consultation_of,
    deliveries_page,
    document_of,
    final_documents,
    own_deliveries,
    own_delivery,
    pieces_of,
    progress_of,
    task_done,
    tasks_of,
)

_INTROS = {
    TaskKind.COLLECT: "L’état des adhésions et des besoins, membre par membre, est gardé avec cette mission.",
    TaskKind.DCE: "Ses cinq pièces se donnent sur la page du marché\N{NO-BREAK SPACE}; notez ici qu’elles sont prêtes.",
    TaskKind.PUBLISH: (
        "À partir de ce jour plus personne n’adhère, les cinq pièces ne changent plus et les quantités sont arrêtées."
    ),
    TaskKind.REPORT: "Une fois les offres analysées\N{NO-BREAK SPACE}: le rapport dit le classement et ses raisons.",
    TaskKind.SIGN: "L’acte d’engagement, signé du titulaire et du coordonnateur.",
    TaskKind.NOTIFY: "À partir de ce jour le titulaire lit la liste des membres et les documents du marché.",
}  # fmt: skip


_LETTERS = (
    "À chaque candidat non retenu, avec les motifs, le nom de l’attributaire et le jour à partir duquel le marché peut "
    "être signé (article R2181-3 du code de la commande publique)."
)


@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """One page: the final documents for everybody who reads them, and the tasks for the coordinator."""
    actor = actor_as(
        request, Role.COORDINATOR, Role.MEMBER_REP, Role.MANAGING_BODY, Role.COMMISSION, Role.CONTRACTOR
    )
    if current_market() is None and actor.role != Role.CONTRACTOR:
        return render(request, "consortium/none.html", {"opens": False})
    actor, market = market_reader(request)
    coordinates = actor.role == Role.COORDINATOR
    context: dict[str, Any] = {
        "market": market,
        "coordinates": coordinates,
        "keeps": can_keep_consultation(actor),
        "signs": can_sign_market(actor),
        "documents": [] if coordinates else final_documents(actor, market),
        "deliveries": own_deliveries(actor, market),
        "holder": holder_of(actor, market),
        "own_offer": own_offer(actor, market),
        "sits": actor.role == Role.COMMISSION and consultation_of(market) is not None,
        "noticed": consultation_of(market),
    }
    if coordinates:
        consultation = consultation_of(market)
        context |= {
            "consultation": consultation, "tasks": tasks_of(actor, consultation), "pieces": pieces_of(consultation),
            "reopens": consultation is not None and can_write_offers(actor, consultation),
            "signs_from": signs_from(consultation.rejected_on, consultation.rejected_by)
            if consultation is not None and consultation.rejected_on is not None
            else None,
            "sums": totals_of(quantities_of(consultation, market)), "progress": progress_of(market),
        }  # fmt: skip
    return render(request, "tender/record.html", context)


def prepare(request: HttpRequest) -> HttpResponse:
    """What is consulted on, and until when."""
    actor, market = keeper_of(request)
    form = ConsultationForm(request.POST or None, consultation=consultation_of(market), zone=actor.time_zone)
    return handle_form(
        request, form, lambda: consultation_prepare(actor=actor, market=market, **form.said()),
        done="La consultation est notée.", title="La consultation", submit="Noter",
        back=reverse("tender:record"),
    )  # fmt: skip


@takes_files(20)
def piece(request: HttpRequest, kind: str) -> HttpResponse:
    """A version of one of the five pieces."""
    actor, market = keeper_of(request)
    if kind not in set(DCE):
        raise NotVisible
    of = DocumentKind(kind)
    form = PieceForm(request.POST or None, request.FILES or None, kind=of)

    def act() -> None:
        given = given_file(form, "file")
        if given is not None:
            piece_give(actor=actor, market=market, kind=of, file=given)

    return handle_form(
        request, form, act, done="La pièce est gardée, avec son empreinte.", title=of.label,
        submit="Donner cette version", back=reverse("tender:record"),
        intro="La version d’avant reste lisible par la coordination.",
    )  # fmt: skip


@require_safe
@fragment
def document(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A file of the market, as it was given."""
    actor, _ = market_reader(request)
    found = document_of(actor, public_id)
    return file_response(bytes(found.content), found.name, found.extension)


@require_safe
@fragment
def quantities(request: HttpRequest, kind: str) -> HttpResponse:
    """The DQE of now; the one of the publication is a document."""
    _, market = coordinator_of(request)
    if kind not in {"xlsx", "ods"}:
        raise NotVisible
    return file_response(dqe_bytes(market, kind), "DQE", kind)


@takes_files(20)
def task(request: HttpRequest, kind: str) -> HttpResponse:
    """One of the seven is done, or corrected while none that follows is."""
    actor, market = keeper_of(request)
    if kind not in set(_INTROS):
        raise NotVisible
    of = TaskKind(kind)
    if of == TaskKind.SIGN and not can_sign_market(actor):
        raise NotVisible
    before = task_done(market, of)
    initial = {"done_on": before or clock.today(actor.time_zone)}
    form = TaskForm(
        request.POST or None, request.FILES or None, kind=of, again=before is not None, initial=initial
    )
    return handle_form(
        request, form, lambda: task_do(actor=actor, market=market, kind=of, **form.said()),
        done="La mission est notée.", title=of.label, submit="Noter", back=reverse("tender:record"),
        intro=_INTROS[of],
    )  # fmt: skip


def rejections(request: HttpRequest) -> HttpResponse:
    """When the letters to who is not retained left."""
    actor, market = keeper_of(request)
    known = consultation_of(market)
    if known is None:
        raise NotVisible
    initial = {
        "sent_on": known.rejected_on or clock.today(actor.time_zone),
        "by": known.rejected_by or Sending.ELECTRONIC,
    }
    form = RejectionsForm(request.POST or None, initial=initial)
    return handle_form(
        request, form, lambda: rejections_send(actor=actor, market=market, **form.said()),
        done="L’envoi des lettres est noté.", title="Les lettres de rejet", submit="Noter",
        back=reverse("tender:record"), intro=_LETTERS,
    )  # fmt: skip


@require_POST
def reopen(request: HttpRequest) -> HttpResponse:
    """The report is taken back, before the signature."""
    actor, market = keeper_of(request)
    consultation = consultation_of(market)
    if consultation is None or not can_write_offers(actor, consultation):
        raise NotVisible
    words = "L’analyse est reprise\N{NO-BREAK SPACE}: le rapport se récrira."
    run_and_notify(request, lambda: analysis_reopen(actor=actor, market=market), words)
    return redirect("tender:record")


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """The execution documents, to each member that has not got them."""
    actor, market = keeper_of(request)
    sent = []
    if run_and_notify(request, lambda: sent.append(documents_send(actor=actor, market=market))):
        words = (
            "Les documents sont dans l’espace de chaque membre."
            if sent[0]
            else "Chaque membre les avait déjà."
        )
        messages.success(request, words)
    return redirect("tender:record")


@require_safe
def deliveries(request: HttpRequest) -> HttpResponse:
    """What each member was sent, and who opened it when."""
    actor, market = coordinator_of(request)
    only = request.GET.get("seuls", "")
    page = deliveries_page(
        actor, market, only=only, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    context = {"page": page, "progress": progress_of(market), "chosen": only, "reminds": can_remind(actor)}
    return render(request, "tender/deliveries.html", context)


@require_POST
def receive(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The member, or who acts for it, opens what it was sent."""
    actor, market = market_reader(request)
    found = own_delivery(actor, market, public_id)
    if not can_open_delivery.allows(actor, found.member):
        raise NotVisible
    delivery_open(actor=actor, market=market, member=found.member)
    messages.success(request, "C’est noté\N{NO-BREAK SPACE}: les documents sont ci-dessous.")
    return redirect("tender:record")
