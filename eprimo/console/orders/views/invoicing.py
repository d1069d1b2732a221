"""What the contractor does with invoices: issue, take in, credit, follow their deposit."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from stdnum import iban

from eprimo.console.consortium.views.common import reader_of
from eprimo.console.orders.invoice_forms import (
    BankForm,
    CreditForm,
    DepositForm,
    DepositsFileForm,
    InvoiceFileForm,
    SellerForm,
    initial_of,
)
from eprimo.console.pages import form_page, handle_form, run_and_notify, submit
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.views import takes_files
from eprimo.steering.consortium.models import Market
from eprimo.steering.orders.errors import Differs, FaultyStates
from eprimo.steering.orders.invoice.actions.bank_account import bank_confirm, bank_propose, bank_withdraw
from eprimo.steering.orders.invoice.actions.imports import Taken, invoice_check, invoice_import
from eprimo.steering.orders.invoice.actions.invoices import (
    invoice_credit,
    invoice_issue,
    left_of,
    seller_write,
)
from eprimo.steering.orders.invoice.actions.progress import deposit_record, deposits_import
from eprimo.steering.orders.invoice.actions.runs import run_ask
from eprimo.steering.orders.invoice.bank_account import DELAY, change_of, to_come, with_account
from eprimo.steering.orders.invoice.comparison import BEARS
from eprimo.steering.orders.invoice.deductions import waiting_by_member
from eprimo.steering.orders.invoice.due_years import due_of
from eprimo.steering.orders.invoice.policies import can_bill
from eprimo.steering.orders.invoice.queries import (
    billed_market,
    invoice_read,
    last_run,
    progress_of,
    run_read,
)
from eprimo.steering.orders.models import Invoice, InvoiceRun, Seller
from eprimo.steering.orders.order.queries import order_read
from eprimo.steering.prices.queries import awarded_to
from eprimo.ui.plurals import NBSP, counted

_BANK = (
    "Une autre personne du titulaire le compare au relevé et le confirme. Chaque membre en est averti, et les factures "
    f"le portent {counted(DELAY.days, 'jour')} après\N{NO-BREAK SPACE}; aussitôt s’il n’y en avait aucun."
)
_ANSWERS = {
    "confirmer": (bank_confirm, "Le compte est confirmé\N{NO-BREAK SPACE}: les membres en sont avertis."),
    "reprendre": (bank_withdraw, "Le changement est repris."),
}
_CREDIT = (
    "Ce que vous rendez, ligne par ligne. Un avoir a son numéro, cite la facture, et ne dépasse jamais ce qu’elle "
    "demande encore. Une facture rendue en entier ne compte plus\N{NO-BREAK SPACE}: son année revient parmi celles à "
    "émettre."
)
_IMPORT = (
    f"Elle est lue, vérifiée selon la norme EN{NBSP}16931, et comparée au bon de commande qu’elle cite{NBSP}: "
    "SIRET, monnaie, dates, montants, comptes, période, TVA. Ce qui diffère est refusé, et dit. Un avoir (type 381) "
    "est comparé à la facture qu’il corrige."
)
_STATES = "Ceux que rend Chorus Pro, ou la plateforme du destinataire. Le fichier est pris en entier, ou pas du tout."
_MOST_DUE = 60
_YEARS = frozenset("0123")


@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """What may be issued now, and what waits for its member."""
    actor, market = _biller(request)
    found = due_of(market)
    run = last_run(market)
    context: dict[str, Any] = {
        "market": market, "ready": sum(1 for one in found if not one.held), "due": found[:_MOST_DUE],
        "count": len(found), "held": [one for one in found if one.held][:_MOST_DUE],
        "seller": Seller.objects.filter(market=market).first(),
        "waiting": waiting_by_member(market, clock.today(actor.time_zone)),
        "run": progress_of(run) if run is not None and run.ended_at is None else None,
    }  # fmt: skip
    return render(request, "orders/invoices_due.html", context)


@require_POST
def issue(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One invoice: of the year of the market that is posted, from 0."""
    actor, _ = _biller(request)
    order, typed = order_read(actor, public_id), request.POST.get("annee", "")
    if typed not in _YEARS:
        raise NotVisible
    year = int(typed)
    made: list[Invoice] = []
    if run_and_notify(request, lambda: made.append(invoice_issue(actor=actor, order=order, year=year))):
        messages.success(request, f"La facture {made[0].reference} est émise.")
        return redirect("orders:invoice", made[0].public_id)
    return redirect("orders:invoices_due")


@require_POST
def issue_all(request: HttpRequest) -> HttpResponse:
    """All that is due, by the worker."""
    actor, market = _biller(request)
    made: list[InvoiceRun] = []
    if run_and_notify(request, lambda: made.append(run_ask(actor=actor, market=market))):
        return redirect("orders:invoice_run", made[0].public_id)
    return redirect("orders:invoices_due")


@require_safe
def run(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Where a run stands: the page looks again by itself."""
    progress = run_read(reader_of(request), public_id)
    faults = progress.run.faults.select_related("order__member").order_by("pk")[:_MOST_DUE]
    return render(request, "orders/invoice_run.html", {"progress": progress, "faults": faults})


def seller(request: HttpRequest) -> HttpResponse:
    """What invoices say of the contractor."""
    actor, market = _biller(request)
    known = Seller.objects.filter(market=market).first()
    form = SellerForm(request.POST or None, initial=initial_of(known))
    if submit(request, form, lambda: seller_write(actor=actor, market=market, said=form.said())):
        messages.success(request, "C’est noté.")
        return redirect("orders:seller")
    name, siret = awarded_to(market)
    waiting = to_come(market)
    context: dict[str, Any] = {
        "form": form, "name": name, "siret": siret, "waiting": waiting, "delay": DELAY.days,
        "account": iban.format(with_account(known, clock.today(actor.time_zone)).iban) if known else "",
        "waiting_account": iban.format(waiting.iban) if waiting is not None else "",
        "mine": waiting is not None and waiting.proposed_by_id == actor.person_id,
    }  # fmt: skip
    return render(request, "orders/seller.html", context, status=422 if form.errors else 200)


def bank(request: HttpRequest) -> HttpResponse:
    """Propose another account."""
    actor, market = _biller(request)
    form = BankForm(request.POST or None)
    return handle_form(
        request, form, lambda: bank_propose(actor=actor, market=market, **form.cleaned_data),
        done="Le compte est proposé\N{NO-BREAK SPACE}: une autre personne le confirme.",
        title="Proposer un compte bancaire", submit="Proposer", back=reverse("orders:seller"), intro=_BANK,
    )  # fmt: skip


@require_POST
def bank_answer(request: HttpRequest, public_id: UUID, verb: str) -> HttpResponse:
    """Confirm what somebody else proposed, or take it back."""
    actor, market = _biller(request)
    change = change_of(market, public_id)
    if verb not in _ANSWERS:
        raise NotVisible
    act, words = _ANSWERS[verb]
    run_and_notify(request, lambda: act(actor=actor, change=change), words)
    return redirect("orders:seller")


@takes_files(10)
def take_in(request: HttpRequest) -> HttpResponse:
    """An invoice of the contractor's own software."""
    actor, market = _biller(request)
    form = InvoiceFileForm(request.POST or None, request.FILES or None)
    made: list[Taken] = []
    run = invoice_check if (checks := request.POST.get("do") == "verifier") else invoice_import

    def act() -> None:
        content = form.cleaned_data["file"].read()
        made.append(run(actor=actor, market=market, content=content))

    faults: list[str] = []
    if request.method == "POST":
        try:
            if submit_or_raise(request, form, act, Differs) and not checks:
                return _taken(request, made[0])
        except Differs as error:
            faults = error.faults
    context = {
        "form": form, "faults": faults, "title": "Reprendre une facture", "intro": _IMPORT, "submit": "Reprendre",
        "checks": True, "checked": made[0] if made else None, "bears": BEARS,
    }  # fmt: skip
    return render(request, "orders/invoice_given.html", context, status=422 if form.errors or faults else 200)


def _taken(request: HttpRequest, taken: Taken) -> HttpResponse:
    one = taken.invoice
    what = "L’avoir" if one.is_credit else "La facture"
    messages.success(request, f"{what} {one.reference} est repris{'' if one.is_credit else 'e'}.")
    for words in taken.warnings:
        messages.warning(request, f"La norme avertit, sans refuser. {words}")
    return redirect("orders:invoice", one.public_id)


@takes_files(5)
def states(request: HttpRequest) -> HttpResponse:
    """A file of states of deposit."""
    actor, market = _biller(request)
    form = DepositsFileForm(request.POST or None, request.FILES or None)
    done: list[int] = []

    def act() -> None:
        done.append(deposits_import(actor=actor, market=market, lines=form.cleaned_data["file"]))

    faults: list[str] = []
    if request.method == "POST":
        try:
            if submit_or_raise(request, form, act, FaultyStates):
                messages.success(request, f"{counted(done[0], 'état noté', 'états notés')}.")
                return redirect("orders:invoices")
        except FaultyStates as error:
            faults = [f"Ligne {line}\N{NO-BREAK SPACE}: {words}" for line, words in error.faults]
    context = {
        "form": form, "faults": faults, "title": "États des dépôts", "intro": _STATES, "submit": "Noter",
    }  # fmt: skip
    return render(request, "orders/invoice_given.html", context, status=422 if form.errors or faults else 200)


def deposit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A state, by hand."""
    actor, found = _billed(request, public_id)
    initial = {"on": clock.today(actor.time_zone)}
    form = DepositForm(request.POST or None, invoice=found, initial=initial)
    return handle_form(
        request, form, lambda: deposit_record(actor=actor, invoice=found, **form.said()),
        done="L’état est noté.", title=f"État du dépôt\N{NO-BREAK SPACE}: {found.reference}", submit="Noter",
        back=reverse("orders:invoice", args=[public_id]),
    )  # fmt: skip


def credit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What is given back of an invoice."""
    actor, found = _billed(request, public_id)
    if found.is_credit:
        raise NotVisible
    lines = list(found.lines.order_by("position"))
    form = CreditForm(request.POST or None, lines=lines, left=left_of(found))
    made: list[Invoice] = []
    if submit(request, form, lambda: made.append(invoice_credit(actor=actor, invoice=found, **form.said()))):
        messages.success(request, f"L’avoir {made[0].reference} est émis.")
        return redirect("orders:invoice", made[0].public_id)
    return form_page(
        request, form, title=f"Avoir sur {found.reference}", submit="Émettre cet avoir",
        back=reverse("orders:invoice", args=[public_id]), intro=_CREDIT,
    )  # fmt: skip


def submit_or_raise(request: HttpRequest, form: Any, act: Any, shown: type[Exception]) -> bool:
    """`submit` the form, but let the refusal through that the page shows as a list (`shown`)."""
    if not form.is_valid():
        return False
    caught: list[Exception] = []

    def run_it() -> None:
        try:
            act()
        except shown as error:
            caught.append(error)

    done = submit(request, form, run_it)
    if caught:
        raise caught[0]
    return done


def _biller(request: HttpRequest) -> tuple[Actor, Market]:
    """The contractor, and the market that it bills; raises NotVisible."""
    actor = reader_of(request)
    return actor, billed_market(actor)


def _billed(request: HttpRequest, public_id: UUID) -> tuple[Actor, Invoice]:
    """One of the contractor's own invoices; for others who see it these pages do not exist."""
    actor = reader_of(request)
    found = invoice_read(actor, public_id)
    if not can_bill.allows(actor, found.market):
        raise NotVisible
    return actor, found
