"""A member takes away all that it has in the group."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from eprimo.console.consortium.views.common import reader_of
from eprimo.foundation.kernel.views import fragment
from eprimo.foundation.printing.cells import content_disposition
from eprimo.steering.orders.entitlement.takeaway import takeaway_make
from eprimo.steering.orders.order.queries import member_ordering


@require_POST
@fragment
def take_away(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One archive."""
    actor = reader_of(request)
    member = member_ordering(actor, public_id)
    headers = {
        "Content-Disposition": content_disposition(f"groupement {member.name}", "zip"),
        "Cache-Control": "no-store, private",
    }
    content = takeaway_make(actor=actor, member=member)
    return HttpResponse(content, content_type="application/zip", headers=headers)
