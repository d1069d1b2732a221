"""The orders of a member: what comes next, the form that is written, the order that was sent."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.consortium.views.common import reader_of
from eprimo.console.orders.order_forms import OrderForm, ReasonForm
from eprimo.console.pages import handle_form, run_and_notify, say_refusal, submit
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.kernel.views import fragment
from eprimo.foundation.printing.cells import content_disposition
from eprimo.steering.consortium.models import Member
from eprimo.steering.consortium.signatures import to_confirm
from eprimo.steering.orders.entitlement.certificate import certificate_issue, is_closed
from eprimo.steering.orders.entitlement.grants import closes_on, is_near, usage_of
from eprimo.steering.orders.enums import BINDING, OrderState
from eprimo.steering.orders.errors import NotBinding, WrongState
from eprimo.steering.orders.models import Order
from eprimo.steering.orders.order.actions.dispatch import (
    check_cancels,
    is_signed_by_hand,
    order_acknowledge,
    order_cancel,
    order_send,
)
from eprimo.steering.orders.order.actions.drafts import order_drop, order_propose, order_save, order_take_back
from eprimo.steering.orders.order.disputes import disputes_on, stage_label
from eprimo.steering.orders.order.form import order_pdf
from eprimo.steering.orders.order.periods import Plan, plan_of, plan_on, written_end
from eprimo.steering.orders.order.policies import (
    can_acknowledge,
    can_bind_order,
    can_cancel_order,
    can_write_order,
)
from eprimo.steering.orders.order.queries import (
    document_kept,
    document_of,
    member_ordering,
    order_read,
    orders_of,
)
from eprimo.steering.orders.order.sheet import (
    below_need,
    changed_since,
    closed_because,
    cost_of_accounts,
    missing_of,
    not_bound,
    options_left,
    ordered_before,
    sheet_of,
    years_of_order,
)
from eprimo.steering.orders.order.succession import orders_counted
from eprimo.steering.prices.queries import options_named

_STEPS = ("Adhésion", "Besoins", "Bon de commande", "Signature", "Écoles ouvertes")
_AT = {
    OrderState.DRAFT: 2,
    OrderState.PROPOSED: 3,
    OrderState.SENT: 4,
    OrderState.ACKNOWLEDGED: 5,
    OrderState.CANCELLED: 2,
}
_CANCEL = (
    "Tant que le titulaire n’en a pas accusé réception. Le numéro reste pris\N{NO-BREAK SPACE}: le bon que vous "
    "referez en aura un autre."
)
_SAID = {
    "keep": "C’est gardé.",
    "propose": "Le bon de commande est prêt à signer.",
}


@require_safe
def of_member(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What comes next for this member, and all of its orders."""
    actor = reader_of(request)
    member = member_ordering(actor, public_id)
    last = closes_on(member)
    more = {
        "usage": usage_of(member),
        "closes": last if last is not None and is_near(last, actor) else None,
        "closed_all": is_closed(member),
    }
    return render(request, "orders/member.html", _standing(actor, member) | more)


@require_POST
@fragment
def certificate(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Of what was closed, once nothing is open any more."""
    actor = reader_of(request)
    member = member_ordering(actor, public_id)
    return pdf_answer(certificate_issue(actor=actor, member=member), f"certificat de fermeture {member.name}")


def _standing(actor: Actor, member: Member) -> dict[str, Any]:
    today, found = clock.today(actor.time_zone), orders_of(member)
    closed = closed_because(member, today)
    written = next((one for one in found if one.is_written), None)
    plan = (
        plan_of(written)
        if written
        else None
        if closed
        else plan_on(member.market, today, orders_counted(member))
    )
    if written is None and plan is not None:
        closed = not_bound(member, max(today, plan.starts_on))
        plan = None if closed else plan
    return {
        "member": member,
        "orders": found,
        "closed": closed,
        "written": written,
        "plan": plan,
        "today": today,
        "missing": missing_of(member, today),
    }


def write(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The form of an order: kept at each post, whatever it still lacks."""
    actor = reader_of(request)
    member = member_ordering(actor, public_id)
    if not can_write_order(actor, member):
        raise NotVisible
    standing = _standing(actor, member)
    written, plan = standing["written"], standing["plan"]
    if written is not None and written.state == OrderState.PROPOSED:
        return redirect("orders:order", written.public_id)
    if plan is None:
        return redirect("orders:of_member", public_id)
    form = _form(request, member, plan, written)
    if request.method == "POST" and form.is_valid():
        do = request.POST.get("do", "keep")
        answer = _keep(request, actor, member, form, do)
        if answer is not None:
            return answer
    return _sheet_page(request, member, plan, written, form)


def _form(request: HttpRequest, member: Member, plan: Plan, written: Order | None) -> OrderForm:
    sheet = sheet_of(member, plan, written)
    taken = written.options if written is not None else []
    return OrderForm(request.POST or None, sheet=sheet, options=options_left(member, plan), taken=taken)


def _keep(
    request: HttpRequest, actor: Actor, member: Member, form: OrderForm, do: str
) -> HttpResponse | None:
    """The page that follows; None when something is to be mended. What was typed is kept first."""
    made: list[Order] = []
    if not submit(request, form, lambda: made.append(order_save(actor=actor, member=member, **form.said()))):
        return None
    if do == "preview":
        return redirect("orders:preview", made[0].public_id)
    if do == "propose":
        if not submit(request, form, lambda: order_propose(actor=actor, order=made[0])):
            return None
        messages.success(request, _SAID["propose"])
        return redirect("orders:order", made[0].public_id)
    messages.success(request, _SAID["keep"])
    return redirect("orders:write", member.public_id)


def _sheet_page(
    request: HttpRequest, member: Member, plan: Plan, written: Order | None, form: OrderForm
) -> HttpResponse:
    """The form with what it comes to: of what is kept, or of what it proposes."""
    kept = Order.objects.filter(member=member, state=OrderState.DRAFT).first()
    sheet = sheet_of(member, plan, kept)
    accounts = {row.school_id: row.accounts or 0 for row in sheet.rows}
    context: dict[str, Any] = {
        "member": member, "plan": plan, "order": kept, "sheet": sheet, "form": form, "steps": _steps("draft"),
        "lines": form.lines(), "years": cost_of_accounts(member, plan, accounts, kept.options if kept else ()),
        "names": {row.school_id: row.name for row in sheet.rows},
        "adds": plan.kind == "more",
        "ordered_options": options_named(member.market, ordered_before(member, plan).options)
        if plan.kind == "more"
        else [],
        "pupils": sum(row.pupils for row in sheet.rows),
        "lacking": below_need(member.market, plan.kind, sheet.need, sheet.accounts, sheet.held),
        "signatory": member.signatories.in_force().first(),
        "doubt": to_confirm(member, clock.today("Europe/Paris")),
    }  # fmt: skip
    return render(request, "orders/write.html", context, status=422 if form.errors else 200)


def _steps(state: str) -> list[tuple[str, bool, bool]]:
    """(word, done, here) of the path of an order."""
    at = _AT[OrderState(state)]
    return [(words, place < at, place == at) for place, words in enumerate(_STEPS)]


@require_safe
def order(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One order, with what may be done with it now."""
    actor = reader_of(request)
    found = order_read(actor, public_id)
    writes, lines = can_write_order(actor, found.member), list(found.lines.order_by("name", "uai"))
    context: dict[str, Any] = {
        "order": found,
        "options": options_named(found.market, found.options),
        "lines": lines,
        "need": sum(line.need or 0 for line in lines),
        "until": written_end(found.market, found.period),
        "years": years_of_order(found),
        "changed": [] if found.is_written or found.state == OrderState.CANCELLED else changed_since(found),
        "names": {line.school_id: line.name for line in lines},
        "steps": _steps(found.state),
        "document": None if found.is_written else document_kept(found),
        "signatory": found.signatory
        or (found.member.signatories.in_force().first() if found.is_written else None),
        "writes": writes,
        "binds": found.state == OrderState.PROPOSED and can_bind_order(actor, found.member),
        "doubt": to_confirm(found.member, clock.today(actor.time_zone)) if found.is_written else None,
        "cancels": found.state == OrderState.SENT and can_cancel_order(actor, found),
        "deducts": found.state == OrderState.ACKNOWLEDGED and writes,
        "complains": found.state in BINDING and writes,
        "disputes": [(one, stage_label(one)) for one in disputes_on(actor, found)],
        "acknowledges": found.state == OrderState.SENT and can_acknowledge(actor, found),
        "to_see": found.state == OrderState.SENT and is_signed_by_hand(found),
    }
    return render(request, "orders/order.html", context)


@require_POST
def act(request: HttpRequest, public_id: UUID, verb: str) -> HttpResponse:
    """One button: sign and send, take back, drop, acknowledge."""
    actor = reader_of(request)
    found = order_read(actor, public_id)
    run, words = _acts(actor, found, verb, seen=request.POST.get("vue") == "1")
    done = run_and_notify(request, run, words)
    if done and verb == "abandonner":
        return redirect("orders:of_member", found.member.public_id)
    return redirect("orders:order", public_id)


def _acts(actor: Actor, found: Order, verb: str, *, seen: bool) -> tuple[Callable[[], object], str]:
    """Each asks the right itself: who sees the order and may not is answered 403. `seen`: the signature on the form
    that was joined."""
    acts: dict[str, tuple[Callable[..., object], str]] = {
        "envoyer": (order_send, "Le bon de commande est signé, et envoyé au titulaire."),
        "reprendre": (order_take_back, "Le brouillon est de nouveau à vous."),
        "abandonner": (order_drop, "Le brouillon est effacé."),
        "recevoir": (partial(order_acknowledge, seen=seen), "L’accusé de réception est envoyé au membre."),
    }
    if verb not in acts:
        raise NotVisible
    action, words = acts[verb]
    return lambda: action(actor=actor, order=found), words


def cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Before the contractor acknowledged it, with a reason."""
    actor = reader_of(request)
    found = order_read(actor, public_id)
    require(can_write_order, actor, found.member)
    if found.state != OrderState.SENT:
        say_refusal(request, WrongState())
        return redirect("orders:order", public_id)
    try:
        check_cancels(actor, found)
    except NotBinding as refused:
        say_refusal(request, refused)
        return redirect("orders:order", public_id)
    form = ReasonForm(request.POST or None)
    return handle_form(
        request, form, lambda: order_cancel(actor=actor, order=found, **form.cleaned_data),
        done="Le bon de commande est annulé.",
        then=reverse("orders:of_member", args=[found.member.public_id]), title=f"Annuler {found.reference}",
        submit="Annuler ce bon", kind="danger", back=reverse("orders:order", args=[public_id]),
        intro=_CANCEL,
    )  # fmt: skip


@require_safe
@fragment
def document(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The PDF as it was sent."""
    found = order_read(reader_of(request), public_id)
    return pdf_answer(bytes(document_of(found).content), f"{found.reference} {found.member.name}")


@require_safe
@fragment
def preview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What it will be, marked as a draft."""
    actor = reader_of(request)
    found = order_read(actor, public_id)
    if not found.is_written:
        raise NotVisible
    found.signatory = found.signatory or found.member.signatories.in_force().first()
    lines = list(found.lines.order_by("name", "uai"))
    content = order_pdf(found, lines, years_of_order(found), at=actor.now)
    return pdf_answer(content, f"projet de commande {found.member.name}")


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": content_disposition(name, "pdf"),
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)
