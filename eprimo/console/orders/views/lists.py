"""Orders as a list: totals and delays for the coordinator, what was received for the contractor, own members for who
acts for them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.consortium.views.common import reader_of, running_market
from eprimo.console.orders.order_forms import BookForm, TotalsForm
from eprimo.console.orders.tables import totals_table
from eprimo.console.pages import handle_form
from eprimo.console.tables import kind_asked
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.steering.consortium.market_periods import second_from
from eprimo.steering.consortium.queries import own_members
from eprimo.steering.orders.models import DEFAULT_AFTER, OrderBook
from eprimo.steering.orders.order.actions.dispatch import book_keep, totals_export
from eprimo.steering.orders.order.ceiling import gauge_of
from eprimo.steering.orders.order.policies import can_keep_book
from eprimo.steering.orders.order.queries import (
    TotalsFilter,
    default_from,
    received_page,
    totals_of,
    totals_page,
    totals_read,
    totals_sum,
)

_ACTING = frozenset({Role.MEMBER_REP, Role.MANAGING_BODY})
# By the state that the list is narrowed to, in the first period.
_MATTERS = {"default": "order", "none": "order", "below": "complement", "sent": "acknowledge"}


@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    actor = reader_of(request)
    marks = {"after": request.GET.get("after", ""), "before": request.GET.get("before", "")}
    if actor.role == Role.CONTRACTOR:
        return render(request, "orders/received.html", {"page": received_page(actor, **marks)})
    if actor.role in _ACTING:
        own = own_members(actor, running_market(actor))
        if len(own) == 1:
            return redirect("orders:of_member", own[0].public_id)
        return render(request, "orders/own.html", {"own": own})
    return _totals(request, actor, marks)


def _totals(request: HttpRequest, actor: Actor, marks: dict[str, str]) -> HttpResponse:
    market = totals_read(actor)
    form, asked = _asked(request.GET)
    context: dict[str, Any] = {
        "market": market,
        "form": form,
        "asked": asked,
        "page": totals_page(actor, market, asked, **marks),
        "sums": totals_sum(actor, market),
        "gauge": gauge_of(market),
        "default_from": default_from(market),
        "today": clock.today(actor.time_zone),
        "keeps": can_keep_book(actor),
        "matter": _matter(asked.state, is_second=clock.today(actor.time_zone) >= second_from(market)),
        "second": clock.today(actor.time_zone) >= second_from(market),
    }
    return render(request, "orders/totals.html", context)


def _matter(state: str, *, is_second: bool) -> str:
    """What the members of a list that is narrowed so are reminded of."""
    if is_second:
        return {"none": "second", "sent": "acknowledge"}.get(state, "")
    return _MATTERS.get(state, "")


def _asked(given: Any) -> tuple[TotalsForm, TotalsFilter]:
    """A value that makes no sense is left out."""
    form = TotalsForm(given)
    form.is_valid()
    return form, TotalsFilter(form.cleaned_data.get("q", ""), form.cleaned_data.get("etat", ""))


@require_POST
def totals_file(request: HttpRequest) -> HttpResponse:
    """The same totals as a file: all of its pages."""
    actor = reader_of(request)
    market, kind = totals_read(actor), kind_asked(request)
    _, asked = _asked(request.POST)
    rows = list(totals_of(actor, market, asked))
    totals_export(actor=actor, rows=len(rows))
    return totals_table(clock.today(actor.time_zone)).response(rows, kind)


def book(request: HttpRequest) -> HttpResponse:
    """After how many days a member without order is in default."""
    actor = reader_of(request)
    market = totals_read(actor)
    if not can_keep_book(actor):
        raise NotVisible
    known = OrderBook.objects.filter(market=market).first()
    initial = {"default_after": known.default_after if known else DEFAULT_AFTER}
    form = BookForm(request.POST or None, initial=initial)
    back = reverse("orders:orders")
    return handle_form(
        request, form, lambda: book_keep(actor=actor, market=market, **form.cleaned_data),
        done="Le délai est noté.", title="Quand un membre est en défaut", submit="Noter", back=back,
    )  # fmt: skip
