"""Acts on the schedule of prices: written line by line, then awarded once and frozen."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import ProtectedError

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.models import Market
from eprimo.steering.consortium.numbers import siret_of
from eprimo.steering.prices.bands import falling, falling_words
from eprimo.steering.prices.cost import Price
from eprimo.steering.prices.enums import Unit
from eprimo.steering.prices.errors import Awarded, PricesMissing, Published, WrongLine, WrongPrice
from eprimo.steering.prices.models import HIGHEST, VAT_RATES, PriceLine, PriceSchedule, PriceTerms
from eprimo.steering.prices.policies import can_award, can_write_schedule, is_published
from eprimo.steering.prices.queries import price_of
from eprimo.steering.prices.terms import MINIMUM

_CENTS = -2
_MOST_FIXED = (
    "Le marché est publié\N{NO-BREAK SPACE}: son maximum ne change plus (article R2162-4 du code de la commande "
    "publique)."
)
_NAMED = "Le titulaire est déjà noté\N{NO-BREAK SPACE}: c’est celui de l’attribution, et il ne se change pas."
_NO_TERMS = "Dites d’abord, sur la page des prix, comment le contrat compte une année commencée."
# The word itself: neither « information », nor « transformation ».
_TRAINING = re.compile(r"\bformations?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Awardee:
    """Who the market was awarded to, as its act of commitment says."""

    name: str
    siret: str


@transaction.atomic
def price_write(*, actor: Actor, market: Market, said: PriceLine, line: PriceLine | None = None) -> PriceLine:
    """Write a line more, or correct `line`; `said` is a row that is not saved. Raises WrongPrice, WrongLine, Published
    from the day of the publication, Awarded once the contract's prices stand."""
    require(can_write_schedule, actor)
    _unpublished(actor, market)
    check_price(said.indicative_ht, field="indicative_ht")
    columns = _columns(said)
    _alone(market, said, line)
    _rising(market, said, line)
    if line is None:
        line = PriceLine(market=market)
    for name, value in columns.items():
        setattr(line, name, value)
    line.written_at = clock.now()
    line.save()
    audit(actor, "prices.line.written", line, code=line.code)
    return line


@transaction.atomic
def price_remove(*, actor: Actor, line: PriceLine) -> None:
    """Remove a line. Raises Published, Awarded."""
    require(can_write_schedule, actor)
    _unpublished(actor, line.market)
    audit(actor, "prices.line.removed", line, code=line.code)
    try:
        line.delete()
    except ProtectedError as error:
        # An offer has priced it, whatever the days of the market say.
        raise Published from error


@transaction.atomic
def schedule_note(*, actor: Actor, market: Market, note: str) -> PriceSchedule:
    """Write where the prices come from, which is read beside them. Raises Awarded."""
    require(can_write_schedule, actor)
    schedule = _open(market)
    if schedule.note != note.strip():
        schedule.note = note.strip()
        schedule.save(update_fields=["note"])
        audit(actor, "prices.schedule.noted", schedule)
    return schedule


@transaction.atomic
def maximum_write(
    *, actor: Actor, market: Market, most_ht: Decimal | None = None, most_accounts: int | None = None
) -> PriceSchedule:
    """Write the maximum of the framework agreement, in value or in quantity. Raises WrongLine for both, neither, or
    what is not positive; Published, Awarded once bidders read it."""
    require(can_write_schedule, actor)
    schedule = _open(market)
    if is_published(actor, schedule.market):
        raise Published(_MOST_FIXED)
    if (most_ht is None) == (most_accounts is None):
        raise WrongLine(
            "Le maximum est en valeur ou en quantité\N{NO-BREAK SPACE}: écrivez l’un des deux.",
            field="most_ht",
        )
    if (most_ht if most_ht is not None else most_accounts or 0) <= 0:
        field = "most_ht" if most_ht is not None else "most_accounts"
        raise WrongLine("Un maximum est plus grand que zéro.", field=field)
    schedule.most_ht, schedule.most_accounts = most_ht, most_accounts
    schedule.save(update_fields=["most_ht", "most_accounts"])
    audit(actor, "prices.maximum.written", schedule)
    return schedule


@transaction.atomic
def prices_award(
    *, actor: Actor, market: Market, prices: Mapping[str, Decimal], to: Awardee | None = None
) -> PriceSchedule:
    """Write the prices of the contract, by code: one for each line; then nothing of the schedule changes any more.
    `to`: who the market was awarded to. Raises PricesMissing, WrongPrice, WrongSiret, Awarded."""
    require(can_award, actor)
    schedule = _open(market)
    lines = list(
        PriceLine.objects.select_for_update(of=("self",)).filter(market=market).order_by("order", "code")
    )
    missing = [line.code for line in lines if line.code not in prices]
    foreign = sorted(set(prices) - {line.code for line in lines})
    if not lines:
        raise PricesMissing("Le bordereau ne porte encore aucune ligne.")
    if missing:
        raise PricesMissing(f"Il manque le prix du contrat de {', '.join(missing)}.")
    if foreign:
        raise PricesMissing(f"Le bordereau n’a pas de ligne {', '.join(foreign)}.")
    if not PriceTerms.objects.filter(market=market).exists():
        raise PricesMissing(_NO_TERMS)
    for line in lines:
        check_price(prices[line.code], field=line.code)
        line.contract_ht = prices[line.code]
    PriceLine.objects.bulk_update(lines, ["contract_ht"])
    schedule.awarded_at = clock.now()
    if to is not None:
        _award_to(schedule, to)
    schedule.save(update_fields=["awarded_at", "contractor", "contractor_siret"])
    audit(actor, "prices.schedule.awarded", schedule, lines=len(lines))
    return schedule


@transaction.atomic
def contractor_note(*, actor: Actor, market: Market, to: Awardee) -> PriceSchedule:
    """Write who the market was awarded to, once, where the award did not say it. Raises Awarded, WrongSiret."""
    require(can_award, actor)
    schedule = PriceSchedule.objects.select_for_update(of=("self",)).get(market=market)
    if schedule.contractor:
        raise Awarded(_NAMED)
    _award_to(schedule, to)
    schedule.save(update_fields=["contractor", "contractor_siret"])
    audit(actor, "prices.contractor.noted", schedule)
    return schedule


def _award_to(schedule: PriceSchedule, to: Awardee) -> None:
    schedule.contractor, schedule.contractor_siret = " ".join(to.name.split()), siret_of(to.siret)


def check_price(price: Decimal, *, field: str = "") -> None:
    """Raise WrongPrice for what is no price of the schedule: not finite, zero or less, finer than a cent, too high."""
    if not price.is_finite():
        raise WrongPrice("Ce prix n’est pas un nombre.", field=field)
    if price == 0:
        raise WrongPrice(
            "Un prix de 0\N{NO-BREAK SPACE}€ ne dit pas ce qu’une commande coûte\N{NO-BREAK SPACE}: si c’est compris "
            "dans un autre prix, retirez la ligne.", field=field,
        )  # fmt: skip
    if price < 0:
        raise WrongPrice("Un prix ne peut pas être négatif.", field=field)
    exponent = price.normalize().as_tuple().exponent
    if isinstance(exponent, int) and exponent < _CENTS:
        raise WrongPrice(
            "Un prix unitaire s’écrit en euros et centimes\N{NO-BREAK SPACE}: deux décimales.", field=field
        )
    if price > HIGHEST:
        raise WrongPrice("Ce prix dépasse un million d’euros\N{NO-BREAK SPACE}: vérifiez-le.", field=field)


def is_training(words: str) -> bool:
    """Whether what is sold is training, which the rectorat pays over the whole market (R077)."""
    return _TRAINING.search(words) is not None


def _open(market: Market) -> PriceSchedule:
    """Lock the schedule of a market. Raises Awarded."""
    PriceSchedule.objects.get_or_create(market=market)
    rows = PriceSchedule.objects.select_for_update(of=("self",)).select_related("market")
    schedule = rows.get(market=market)
    if schedule.awarded_at is not None:
        raise Awarded
    return schedule


def _unpublished(actor: Actor, market: Market) -> None:
    """Lock the schedule while its lines may change. Raises Awarded, Published."""
    schedule = _open(market)
    if is_published(actor, schedule.market):
        raise Published


def _columns(said: PriceLine) -> dict[str, object]:
    """The columns of a line, checked. Raises WrongLine."""
    columns = {name: getattr(said, name) for name in PriceLine.WRITTEN} | {
        "code": said.code.strip().upper(),
        "designation": " ".join(said.designation.split()),
    }
    if not columns["code"] or not columns["designation"]:
        raise WrongLine("Une ligne a un code et une désignation.", field="code")
    if columns["code"] == MINIMUM:
        raise WrongLine(f"Le code {MINIMUM} est celui du minimum de facturation.", field="code")
    if is_training(said.designation):
        raise WrongLine(
            "Le rectorat prend la formation à sa charge (article 7.2)\N{NO-BREAK SPACE}: le bordereau n’en porte pas, "
            "aucun membre n’en paie.", field="designation",
        )  # fmt: skip
    if said.vat_rate not in VAT_RATES:
        raise WrongLine("Ce taux de TVA n’existe pas.", field="vat_rate")
    if said.unit != Unit.SCHOOL:
        return columns | {"from_accounts": 0, "below_accounts": None}
    if said.below_accounts is not None and said.below_accounts <= said.from_accounts:
        raise WrongLine("La tranche finit avant de commencer.", field="below_accounts")
    return columns


def _alone(market: Market, said: PriceLine, line: PriceLine | None) -> None:
    """Raise WrongLine when the code, or a size of school, is another line's already."""
    others = PriceLine.objects.filter(market=market)
    if line is not None:
        others = others.exclude(pk=line.pk)
    if others.filter(code=said.code.strip().upper()).exists():
        raise WrongLine("Ce code est déjà celui d’une autre ligne.", field="code")
    if said.unit != Unit.SCHOOL or said.is_option:
        return
    for other in others.filter(unit=Unit.SCHOOL, is_option=False, once=said.once):
        begins_before = said.below_accounts is None or other.from_accounts < said.below_accounts
        ends_after = other.below_accounts is None or said.from_accounts < other.below_accounts
        if begins_before and ends_after:
            words = f"La ligne {other.code} a déjà un prix pour des écoles de cette taille."
            raise WrongLine(words, field="from_accounts")


def _rising(market: Market, said: PriceLine, line: PriceLine | None) -> None:
    """Raise WrongLine, with both sizes named, when a bigger school would owe less than a smaller one."""
    others = PriceLine.objects.filter(market=market)
    if line is not None:
        others = others.exclude(pk=line.pk)
    written = Price(
        said.code.strip().upper(), said.designation, said.unit, said.indicative_ht, said.vat_rate, said.is_option,
        said.once, said.from_accounts, said.below_accounts,
    )  # fmt: skip
    found = falling([*(price_of(one) for one in others), written])
    if found is not None:
        raise WrongLine(falling_words(*found), field="indicative_ht")
