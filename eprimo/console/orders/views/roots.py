"""The certificates of authorities by which electronic signatures are trusted."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from eprimo.console.consortium.views.common import reader_of, running_market
from eprimo.console.orders.order_forms import RootForm
from eprimo.console.pages import said, tried
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.views import takes_files
from eprimo.steering.consortium.models import Market
from eprimo.steering.orders.models import TrustRoot
from eprimo.steering.orders.order.actions.trust_roots import root_file, root_withdraw, roots_filed
from eprimo.steering.orders.order.policies import can_keep_book


@takes_files(1)
def roots(request: HttpRequest) -> HttpResponse:
    """Those that were filed, and one more."""
    actor, market = _keeper(request)
    form = RootForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and tried(
        form, lambda: root_file(actor=actor, market=market, content=form.cleaned_data["file"].read())
    ):
        messages.success(request, "Le certificat est déposé.")
        return redirect("orders:roots")
    context = {"roots": roots_filed(market), "form": form}
    return render(request, "orders/roots.html", context, status=422 if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """No signature is trusted by it any more."""
    actor, market = _keeper(request)
    found = TrustRoot.objects.filter(market=market, public_id=public_id).first()
    if found is None:
        raise NotVisible
    words = f"Le certificat de {found.subject} est retiré."
    said(request, lambda: root_withdraw(actor=actor, root=found), words)
    return redirect("orders:roots")


def _keeper(request: HttpRequest) -> tuple[Actor, Market]:
    """The coordinator who manages, and the market; raises NotVisible."""
    actor = reader_of(request)
    if not can_keep_book.allows(actor):
        raise NotVisible
    return actor, running_market(actor)
