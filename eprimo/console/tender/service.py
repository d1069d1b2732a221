"""The market among the pages of the group."""

from eprimo.console.consortium.tabs import GroupPage, register_page
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.steering.consortium.models import Market
from eprimo.steering.consortium.todo import register_source
from eprimo.steering.tender.policies import READERS, can_read_market
from eprimo.steering.tender.queries import consultation_of
from eprimo.steering.tender.todo import DOCUMENTS, DOCUMENTS_SENT


def _reads(actor: Actor, market: Market | None) -> bool:
    """The page is empty before a market was opened; for the contractor there is none."""
    return actor.role in READERS if market is None else can_read_market(actor, market)


def _coordinates(actor: Actor, market: Market | None) -> bool:
    return market is not None and actor.role == Role.COORDINATOR


def _analyses(actor: Actor, market: Market | None) -> bool:
    """Once a consultation is prepared, who may come to analyse its offers."""
    analysts = {Role.COORDINATOR, Role.COMMISSION}
    return market is not None and actor.role in analysts and consultation_of(market) is not None


register_page(
    GroupPage("market", "Consultation", "tender:record", _reads, 10),
    GroupPage("market", "Commission et critères", "tender:commission", _analyses, 20),
    GroupPage("market", "Envois aux membres", "tender:deliveries", _coordinates, 40),
    GroupPage(
        "market", "Données essentielles", "tender:public",
        lambda actor, market: _coordinates(actor, market) and _analyses(actor, market), 50,
    ),
)  # fmt: skip
register_source(DOCUMENTS)
register_source(DOCUMENTS_SENT)
