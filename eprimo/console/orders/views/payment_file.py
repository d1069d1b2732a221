"""The papers of one payment, as one file."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from eprimo.console.consortium.views.common import reader_of
from eprimo.console.orders.views.orders import pdf_answer
from eprimo.console.pages import say_refusal
from eprimo.foundation.kernel.views import fragment
from eprimo.steering.orders.invoice.payment_file import NoPaymentFile, payment_file_make
from eprimo.steering.orders.invoice.queries import invoice_read


@require_POST
@fragment
def papers(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One PDF: deliberation, order form, service done, invoice."""
    actor = reader_of(request)
    found = invoice_read(actor, public_id)
    try:
        content = payment_file_make(actor=actor, invoice=found)
    except NoPaymentFile as refused:
        say_refusal(request, refused)
        return redirect("orders:invoice", public_id)
    return pdf_answer(content, f"pièces du paiement {found.reference} {found.member.name}")
