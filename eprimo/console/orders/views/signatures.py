"""An order that was signed by hand: its form is joined, then read as it was given. The certificates of authorities by
which electronic signatures are trusted."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.consortium.views.common import reader_of, running_market
from eprimo.console.orders.order_forms import JoinForm, RootForm
from eprimo.console.orders.views.orders import pdf_answer
from eprimo.console.pages import handle_form, run_and_notify, say_refusal, submit
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.kernel.views import fragment, takes_files
from eprimo.steering.consortium.models import Market
from eprimo.steering.orders.enums import OrderState
from eprimo.steering.orders.errors import WrongState
from eprimo.steering.orders.models import TrustRoot
from eprimo.steering.orders.order.actions.dispatch import order_join
from eprimo.steering.orders.order.actions.trust_roots import root_file, root_withdraw, roots_filed
from eprimo.steering.orders.order.policies import can_keep_book, can_write_order
from eprimo.steering.orders.order.queries import document_of, order_read

_JOIN = (
    "Le bon que vous avez imprimé, signé à la main par la personne notée pour signer. Le titulaire lit ce fichier avec "
    "le bon\N{NO-BREAK SPACE}; le papier dit qui l’a joint, et quand. Envoyé, il engage le membre et ne change plus."
)


@takes_files(10)
def join(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Join the signed form, and send the order with it."""
    actor = reader_of(request)
    found = order_read(actor, public_id)
    require(can_write_order, actor, found.member)
    if found.state != OrderState.PROPOSED:
        say_refusal(request, WrongState())
        return redirect("orders:order", public_id)
    form = JoinForm(
        request.POST or None, request.FILES or None, initial={"signed_on": clock.today(actor.time_zone)}
    )
    return handle_form(
        request, form, lambda: order_join(actor=actor, order=found, **form.said()),
        done="Le bon signé est joint, et le bon de commande envoyé au titulaire.",
        title="Joindre le bon signé", submit="Joindre et envoyer au titulaire",
        back=reverse("orders:order", args=[public_id]), intro=_JOIN,
    )  # fmt: skip


@require_safe
@fragment
def scan(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The form that was signed by hand, as it was given."""
    found = order_read(reader_of(request), public_id)
    kept = document_of(found)
    if not kept.scan:
        raise NotVisible
    return pdf_answer(bytes(kept.scan), f"{found.reference} signé {found.member.name}")


@takes_files(1)
def roots(request: HttpRequest) -> HttpResponse:
    """Those that were filed, and one more."""
    actor, market = _keeper(request)
    form = RootForm(request.POST or None, request.FILES or None)
    if submit(
        request, form, lambda: root_file(actor=actor, market=market, content=form.cleaned_data["file"].read())
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
    run_and_notify(request, lambda: root_withdraw(actor=actor, root=found), words)
    return redirect("orders:roots")


def _keeper(request: HttpRequest) -> tuple[Actor, Market]:
    """The coordinator who manages, and the market; raises NotVisible."""
    actor = reader_of(request)
    if not can_keep_book.allows(actor):
        raise NotVisible
    return actor, running_market(actor)
