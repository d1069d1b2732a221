"""The market of the invented group, in preparation: part of its DCE is written, the rest is awaited."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from eprimo.devtools.demo.academy.papers import PDF
from eprimo.foundation.kernel.actor import Actor
from eprimo.steering.consortium.actions import GivenFile
from eprimo.steering.consortium.models import Market
from eprimo.steering.tender.actions import consultation_prepare, piece_give
from eprimo.steering.tender.enums import DocumentKind


def make_market(market: Market, by: Actor) -> None:
    """Three pieces of the five, one of them in its second version."""
    until = market.launches_from.replace(month=3, day=12)
    consultation_prepare(
        actor=by, market=market, offers_until=datetime.combine(until, time(12), ZoneInfo("Europe/Paris"))
    )
    for kind, versions in ((DocumentKind.CCTP, 2), (DocumentKind.CCAP, 1), (DocumentKind.BPU, 1)):
        for version in range(1, versions + 1):
            given = GivenFile(f"{kind.value} v{version}.pdf", PDF + b"%" * version + b"\n%%EOF\n")
            piece_give(actor=by, market=market, kind=kind, file=given)
