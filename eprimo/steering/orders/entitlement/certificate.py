"""The certificate of closing: which schools were open by the member's orders, from when to when."""

import hashlib

from django.db import transaction
from django.db.models import Max, Min

from eprimo.foundation.directory.actions.dates import last_day
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.printing.writings import Para, Table, Writing, pieces, writing_pdf
from eprimo.steering.consortium.actions.passages import on_behalf
from eprimo.steering.consortium.models import Member
from eprimo.steering.consortium.states import ZONE
from eprimo.steering.orders.models import OrderGrant, Takeaway
from eprimo.steering.orders.order.policies import can_read_orders
from eprimo.ui.french import day_month_year, local_day


def is_closed(member: Member) -> bool:
    """Whether something was open by the member's orders, and nothing is any more."""
    grants = OrderGrant.objects.filter(order__member=member, entitlement__isnull=False)
    return grants.exists() and not grants.filter(entitlement__ends__gt=clock.now()).exists()


@transaction.atomic
def certificate_issue(*, actor: Actor, member: Member) -> bytes:
    """Make the certificate as PDF/A; its hash stands in the audit trail. Raises NotVisible while a school is open, or
    when none ever was."""
    require(can_read_orders, actor, member)
    if not is_closed(member):
        raise NotVisible
    content = writing_pdf(certificate_of(member))
    digest = hashlib.sha256(content).hexdigest()
    Takeaway.objects.update_or_create(member=member, defaults={"certificate_on": clock.today(ZONE)})
    audit(actor, "orders.certificate.issued", member, sha256=digest, on_behalf=on_behalf(actor))
    return content


def certificate_of(member: Member) -> Writing:
    """The text of the certificate: days and schools, nobody's name."""
    today = clock.today(ZONE)
    rows = (
        OrderGrant.objects.filter(order__member=member, entitlement__isnull=False).order_by()
        .values_list("school__key", "school__uai", "school__name")
        .annotate(starts=Min("entitlement__starts"), ends=Max("entitlement__ends"))
    )  # fmt: skip
    table = Table(
        "Écoles ouvertes par les bons de commande du membre", ["UAI", "École", "Du", "Au"],
        [[uai, name, day_month_year(local_day(starts)), day_month_year(last_day(ends, ZONE))]
         for _, uai, name, starts, ends in sorted(rows)],
        widths=(2, 5, 3, 3),
    )  # fmt: skip
    return Writing(
        title="Certificat de fermeture",
        sender=[member.market.name],
        parts=[
            Para(pieces("**{name}**, SIRET {siret}.", name=member.name, siret=member.siret)),
            Para(
                pieces(
                    "Les espaces des écoles ci-dessous, ouverts par les bons de commande de ce membre, sont fermés."
                )
            ),
            table,
            Para(
                pieces(
                    "Depuis leur fermeture, personne n’y lit ni n’y écrit plus. Chacun peut encore entrer pour "
                    "emporter une copie de ses propres données, jusqu’à leur effacement "
                    "aux durées de la page « Vos données »."
                )
            ),
            Para(pieces("Ce certificat ne dit pas que des données sont effacées.")),
        ],
        foot=f"{member.name}, certificat du {day_month_year(today)}.",
    )
