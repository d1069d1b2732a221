"""Versions of the convention's text."""

from datetime import date

from django.db import transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.actions.representation import GivenFile, checked_pdf
from eprimo.steering.consortium.errors import WrongFile, WrongOrder
from eprimo.steering.consortium.models import ConventionText, Market
from eprimo.steering.consortium.policies import can_keep_market
from eprimo.steering.consortium.states import ZONE
from eprimo.ui.french import day_month_year


@transaction.atomic
def convention_text_add(*, actor: Actor, market: Market, dated_on: date, file: GivenFile) -> ConventionText:
    """The next version; those before stay, and what was signed keeps the one of its day. Raises WrongOrder for a day
    to come or before the last version's, WrongFile for no PDF and for one that is there already."""
    require(can_keep_market, actor)
    market = Market.objects.select_for_update(of=("self",)).get(pk=market.pk)
    last = market.texts.order_by("-number").first()
    if dated_on > clock.today(ZONE):
        raise WrongOrder("Cette date est à venir.", field="dated_on")
    if last is not None and dated_on <= last.dated_on:
        day = day_month_year(last.dated_on)
        raise WrongOrder(
            f"La version {last.number} est du {day}\N{NO-BREAK SPACE}: celle-ci la suit.", field="dated_on"
        )
    name, digest = checked_pdf(file, field="file")
    if market.texts.filter(sha256=digest).exists():
        raise WrongFile("Ce fichier est déjà une version du texte.", field="file")
    made = ConventionText.objects.create(
        market=market, number=last.number + 1 if last else 1, dated_on=dated_on, name=name, content=file.content,
        sha256=digest, size=len(file.content),
    )  # fmt: skip
    audit(actor, "consortium.convention_text.added", market, number=made.number)
    return made
