"""The price schedule: every price is fictitious, between 1.5 and 3 € an account, as nobody published."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from eprimo.devtools.demo.story.stage import Stage, Step
from eprimo.steering.consortium.models import Need
from eprimo.steering.prices.actions import LineSaid, maximum_write, price_write, schedule_note
from eprimo.steering.prices.enums import Bands, Begins, Part, Unit
from eprimo.steering.prices.terms import Terms
from eprimo.steering.prices.terms_actions import terms_write

LINES = (
    LineSaid("C1", "Compte d’élève, avec ceux de ses responsables et de ses enseignants", Decimal("1.95")),
    LineSaid(
        "M1", "Mise en service d’une petite école", Decimal(25), Unit.SCHOOL, once=True, below_accounts=100
    ),
    LineSaid("M2", "Mise en service d’une école", Decimal(45), Unit.SCHOOL, once=True, from_accounts=100),
    LineSaid("O1", "Lien avec le portail famille de la commune", Decimal(180), Unit.MEMBER, is_option=True),
)
TERMS = Terms(begins=Begins.ORDER, part=Part.DAY, bands=Bands.AT_ONCE)

# In euros, before VAT: the story orders 7 130.45 of it.
_MOST = Decimal(8900)
_YEARS = 4


def _write(stage: Stage) -> None:
    by, market = stage.by("coordinator"), stage.market
    for order, said in enumerate(LINES, 1):
        price_write(actor=by, market=market, said=replace(said, order=order))
    note = "Ces prix sont fictifs\N{NO-BREAK SPACE}: ils sont inventés pour la démonstration."
    schedule_note(actor=by, market=market, note=note)
    terms_write(actor=by, market=market, said=TERMS)


def _limit(stage: Stage) -> None:
    """The maximum, before the publication fixes it: what the members of the story order in four years is four fifths of
    it. Of others it counts four years of what they need."""
    own = [one.pk for one in stage.members.values()]
    needs = Need.objects.filter(member__market=stage.market, ends=None).exclude(member__in=own)
    others = (needs.aggregate(n=Sum("accounts"))["n"] or 0) * LINES[0].indicative_ht * _YEARS
    maximum_write(actor=stage.by("coordinator"), market=stage.market, most_ht=_MOST + others)


STEPS = (Step(date(2025, 11, 20), _write), Step(date(2026, 1, 30), _limit))
