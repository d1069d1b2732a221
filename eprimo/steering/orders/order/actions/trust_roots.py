"""Acts of the coordinator on certificates of authorities: filed, withdrawn."""

from django.db import transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.printing.pdf_signatures import WrongCertificate, certificate_read
from eprimo.steering.consortium.models import Market
from eprimo.steering.orders.models import TrustRoot
from eprimo.steering.orders.order.policies import can_keep_book


@transaction.atomic
def root_file(*, actor: Actor, market: Market, content: bytes) -> TrustRoot:
    """File a certificate by which signatures that are joined from now on are trusted. Raises WrongCertificate for what
    is none, that of a person, one that is over, or one that is filed already; NotRead."""
    require(can_keep_book, actor)
    found = certificate_read(content, clock.now())
    Market.objects.select_for_update(of=("self",)).get(pk=market.pk)
    if TrustRoot.objects.filter(market=market, sha256=found.sha256, withdrawn_at=None).exists():
        raise WrongCertificate(f"Le certificat de {found.subject} est déjà déposé.", field="file")
    made = TrustRoot.objects.create(
        market=market, subject=found.subject, issuer=found.issuer, sha256=found.sha256, ends_at=found.ends,
        der=found.der,
    )  # fmt: skip
    audit(actor, "orders.root.filed", made, sha256=found.sha256[:16])
    return made


@transaction.atomic
def root_withdraw(*, actor: Actor, root: TrustRoot) -> None:
    """Withdraw a certificate: no signature is trusted by it any more; what it let in stays. Again does nothing."""
    require(can_keep_book, actor)
    found = TrustRoot.objects.select_for_update(of=("self",)).get(pk=root.pk)
    if found.withdrawn_at is None:
        found.withdrawn_at = clock.now()
        found.save(update_fields=["withdrawn_at"])
        audit(actor, "orders.root.withdrawn", found, sha256=found.sha256[:16])


def roots_filed(market: Market) -> list[TrustRoot]:
    """The certificates of a market that count, by name."""
    return list(TrustRoot.objects.filter(market=market, withdrawn_at=None).order_by("subject", "pk"))
