"""The price schedule: every price is fictitious, between 1.5 and 3 € an account, as nobody published."""

from datetime import date
from decimal import Decimal

from django.db.models import Sum

from eprimo.devtools.demo.story.stage import Stage, Step
from eprimo.steering.consortium.models import Need
from eprimo.steering.prices.actions import maximum_write, price_write, schedule_note
from eprimo.steering.prices.enums import Bands, Begins, Part, Unit
from eprimo.steering.prices.models import PriceLine
from eprimo.steering.prices.terms import Terms
from eprimo.steering.prices.terms_actions import terms_write

LINES = (
    PriceLine(
        code="C1", designation="Compte d’élève, avec ceux de ses responsables et de ses enseignants",
        indicative_ht=Decimal("1.95"),
    ),
    PriceLine(
        code="M1", designation="Mise en service d’une petite école", indicative_ht=Decimal(25), unit=Unit.SCHOOL,
        once=True, below_accounts=100,
    ),
    PriceLine(
        code="M2", designation="Mise en service d’une école", indicative_ht=Decimal(45), unit=Unit.SCHOOL, once=True,
        from_accounts=100,
    ),
    PriceLine(
        code="O1", designation="Lien avec le portail famille de la commune", indicative_ht=Decimal(180),
        unit=Unit.MEMBER, is_option=True,
    ),
)  # fmt: skip
TERMS = Terms(begins=Begins.ORDER, part=Part.DAY, bands=Bands.AT_ONCE)

# In euros, before VAT: the story orders 7 130.45 of it.
_MOST = Decimal(8900)
_YEARS = 4


def _write(stage: Stage) -> None:
    by, market = stage.by("coordinator"), stage.market
    for order, said in enumerate(LINES, 1):
        said.order = order
        price_write(actor=by, market=market, said=said)
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
