"""The files of disputes: their list, one of them, what the party that complains writes there."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.consortium.views.common import reader_of
from eprimo.console.orders.dispute_forms import ClosingForm, DisputeForm, ReopeningForm, StepForm
from eprimo.console.orders.views.orders import pdf_answer
from eprimo.console.pages import handle_form, run_and_notify, say_refusal
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.views import fragment, takes_files
from eprimo.steering.consortium.models import Member
from eprimo.steering.consortium.policies import can_keep_market, can_record_exclusion
from eprimo.steering.consortium.queries import member_file
from eprimo.steering.orders.enums import BINDING, COURT_NAME, JUDGED, StepKind
from eprimo.steering.orders.invoice.policies import acts_for_members
from eprimo.steering.orders.invoice.queries import invoices_read
from eprimo.steering.orders.models import Dispute, DisputeStep, Order
from eprimo.steering.orders.order.actions.disputes import (
    dispute_close,
    dispute_open,
    dispute_reopen,
    dispute_step,
    dispute_step_remove,
)
from eprimo.steering.orders.order.dispute_file import NoDisputeFile, dispute_file_make, parties_of
from eprimo.steering.orders.order.disputes import (
    can_write_dispute,
    dispute_read,
    disputes_count,
    disputes_page,
    paper_read,
    removable,
    stage_label,
    steps_of,
)
from eprimo.steering.orders.order.policies import can_read_order, can_write_order
from eprimo.steering.orders.order.queries import order_read
from eprimo.ui.plurals import NBSP

_ORDER = (
    f"Le titulaire et la coordination lisent ce dossier, pas les autres membres. Cherchez d’abord un accord{NBSP}; le "
    "tribunal administratif de Nantes est ensuite seul compétent (article 9). Les faits et la demande ne se corrigent "
    "plus ensuite."
)
_CONVENTION = (
    f"Pour un membre qui n’exécute pas la convention (article 3). Il lit ce dossier{NBSP}; le titulaire et les autres "
    "membres, non. Une exclusion demande une décision du juge. Les faits et la demande ne se corrigent plus ensuite."
)
_STEP = (
    f"Les étapes se suivent{NBSP}: un accord est cherché, puis le tribunal est saisi. La dernière se retire pendant un "
    "jour."
)
_CLOSE = (
    f"Le dossier reste lisible dix ans. Un accord ou un abandon se rouvre{NBSP}; un dossier jugé, non, et il se clôt "
    "deux mois après la décision, quand elle ne peut plus être attaquée."
)
_REOPEN = "Le dossier reprend où il en était. L’autre partie lit pourquoi."


@require_safe
def disputes(request: HttpRequest) -> HttpResponse:
    """Open ones, or closed ones: own, received, or all, by role."""
    actor = reader_of(request)
    market, closed = invoices_read(actor), request.GET.get("etat") == "clos"
    marks = {"after": request.GET.get("after", ""), "before": request.GET.get("before", "")}
    page = disputes_page(actor, market, closed=closed, **marks)
    rows = [{"one": one, "stage": stage_label(one)} for one in page.items]
    opened, over = disputes_count(actor, market)
    context = {
        "rows": rows, "page": page, "closed": closed, "opened": opened, "over": over,
        "acts": acts_for_members(actor), "keeps": can_keep_market(actor),
    }  # fmt: skip
    return render(request, "orders/disputes.html", context)


@require_safe
def dispute(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One file, with what may be done with it now."""
    actor = reader_of(request)
    found = dispute_read(actor, public_id)
    writes, steps = can_write_dispute(actor, found), steps_of(found)
    judged = not found.is_on_order and any(one.kind == StepKind.JUDGEMENT for one in steps)
    context: dict[str, Any] = {
        "dispute": found, "stage": stage_label(found), "steps": steps, "writes": writes and found.is_open,
        "removable": removable(found) if writes else None, "parties": parties_of(found), "court": COURT_NAME,
        "reopens": writes and not found.is_open and found.outcome not in JUDGED,
        "reads_order": found.order is not None and can_read_order(actor, found.order),
        "excludes": judged and can_record_exclusion(actor) and not hasattr(found.member, "exclusion"),
    }  # fmt: skip
    return render(request, "orders/dispute.html", context)


def start(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """On an order that its member sent."""
    actor = reader_of(request)
    order = order_read(actor, public_id)
    if not can_write_order.allows(actor, order.member) or order.state not in BINDING:
        raise NotVisible
    back = reverse("orders:order", args=[public_id])
    return _open(request, actor, order.member, order, f"Litige sur {order.reference}", back, _ORDER)


def charge(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Of the coordinator with a member."""
    actor = reader_of(request)
    member = member_file(actor, public_id)
    if not can_keep_market(actor):
        raise NotVisible
    back = reverse("consortium:member", args=[public_id])
    return _open(request, actor, member, None, f"Non-exécution{NBSP}: {member.name}", back, _CONVENTION)


def _open(
    request: HttpRequest, actor: Actor, member: Member, order: Order | None, title: str, back: str, intro: str
) -> HttpResponse:
    form = DisputeForm(request.POST or None)
    made: list[Dispute] = []
    return handle_form(
        request, form,
        lambda: made.append(dispute_open(actor=actor, member=member, order=order, said=form.said())),
        done="Le dossier est ouvert.", then=lambda: reverse("orders:dispute_page", args=[made[0].public_id]),
        title=title, submit="Ouvrir le dossier", back=back, intro=intro,
    )  # fmt: skip


@takes_files(10)
def step(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What happened, with its paper."""
    actor = reader_of(request)
    found = _written(actor, public_id)
    form = StepForm(request.POST or None, request.FILES or None, initial={"on": clock.today(actor.time_zone)})
    return handle_form(
        request, form, lambda: dispute_step(actor=actor, dispute=found, **form.said()),
        done="L’étape est notée.", then=reverse("orders:dispute_page", args=[public_id]),
        title="Noter une étape", submit="Noter", back=_back(found),
        intro=f"{found.reference}{NBSP}: {found.subject}. {_STEP}",
    )  # fmt: skip


@require_POST
def step_remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The last one, written by mistake."""
    actor = reader_of(request)
    last = DisputeStep.objects.select_related("dispute__member", "dispute__market").filter(
        public_id=public_id
    )
    found = last.first()
    if found is None:
        raise NotVisible
    _written(actor, found.dispute.public_id)
    run_and_notify(request, lambda: dispute_step_remove(actor=actor, step=found), "L’étape est retirée.")
    return redirect("orders:dispute_page", found.dispute.public_id)


def close(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How it ended."""
    actor = reader_of(request)
    found = _written(actor, public_id)
    form = ClosingForm(request.POST or None, initial={"on": clock.today(actor.time_zone)})
    return handle_form(
        request, form, lambda: dispute_close(actor=actor, dispute=found, **form.said()),
        done="Le dossier est clos.", then=reverse("orders:dispute_page", args=[public_id]),
        title="Clore le dossier", submit="Clore", back=_back(found),
        intro=f"{found.reference}{NBSP}: {found.subject}. {_CLOSE}",
    )  # fmt: skip


def reopen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """An agreement that was not kept."""
    actor = reader_of(request)
    found = _written(actor, public_id)
    form = ReopeningForm(request.POST or None)
    return handle_form(
        request, form, lambda: dispute_reopen(actor=actor, dispute=found, **form.cleaned_data),
        done="Le dossier est rouvert.", then=reverse("orders:dispute_page", args=[public_id]),
        title="Rouvrir le dossier", submit="Rouvrir", back=_back(found),
        intro=f"{found.reference}{NBSP}: {found.subject}. {_REOPEN}",
    )  # fmt: skip


@require_safe
@fragment
def paper(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The paper of a step, as it was given."""
    found = paper_read(reader_of(request), public_id)
    return pdf_answer(bytes(found.content), found.name.removesuffix(".pdf"))


@require_POST
@fragment
def printed(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The whole file as one PDF."""
    actor = reader_of(request)
    found = dispute_read(actor, public_id)
    try:
        content = dispute_file_make(actor=actor, dispute=found)
    except NoDisputeFile as refused:
        say_refusal(request, refused)
        return redirect("orders:dispute_page", public_id)
    return pdf_answer(content, f"{found.reference} {found.member.name}")


def _written(actor: Actor, public_id: UUID) -> Dispute:
    """One that the actor writes; for who only reads it these pages do not exist."""
    found = dispute_read(actor, public_id)
    if not can_write_dispute(actor, found):
        raise NotVisible
    return found


def _back(found: Dispute) -> str:
    return reverse("orders:dispute_page", args=[found.public_id])
