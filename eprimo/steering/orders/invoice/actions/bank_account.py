"""Acts that change the contractor's bank account: by two people of the contractor, with a delay and a notice to every
member."""

from django.db import transaction
from stdnum import bic as bic_rules
from stdnum import iban as iban_rules
from stdnum.exceptions import ValidationError

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.models import Market
from eprimo.steering.orders.errors import AccountWaits, OnePerson, WrongSeller
from eprimo.steering.orders.events import AccountChanged
from eprimo.steering.orders.invoice.bank_account import DELAY, ZONE, in_force, to_come
from eprimo.steering.orders.invoice.policies import can_write_seller
from eprimo.steering.orders.models import BankChange, Seller

_OPEN = "Un changement de compte attend déjà\N{NO-BREAK SPACE}: confirmez-le, ou reprenez-le."
_OVER = "Ce changement a été confirmé ou repris entre-temps. Regardez la page à jour."
_SAME = "C’est déjà le compte que vos factures portent."


@transaction.atomic
def bank_propose(*, actor: Actor, market: Market, iban: str, bic: str = "") -> BankChange:
    """Propose another account; it changes nothing before somebody else confirms it. Raises WrongSeller,
    AccountWaits."""
    require(can_write_seller, actor, market)
    Market.objects.select_for_update(of=("self",)).get(pk=market.pk)
    iban = _valid(iban_rules, iban, "iban", "Ce numéro n’est pas un IBAN.")
    bic = _valid(bic_rules, bic, "bic", "Ce code n’est pas un BIC.") if bic.strip() else ""
    if to_come(market) is not None:
        raise AccountWaits(_OPEN)
    if iban == _now(market):
        raise WrongSeller(_SAME, field="iban")
    made = BankChange.objects.create(market=market, iban=iban, bic=bic, proposed_by_id=actor.person_id)
    audit(actor, "orders.bank.proposed", made)
    return made


@transaction.atomic
def bank_confirm(*, actor: Actor, change: BankChange) -> BankChange:
    """Confirm an account that somebody else of the contractor proposed, compared with the paper. It is effective after
    the delay, at once when there was no account before; every member is told. Raises OnePerson for who proposed it,
    AccountWaits."""
    change = _held(actor, change)
    if change.confirmed_at is not None or change.withdrawn_at is not None:
        raise AccountWaits(_OVER)
    # Who proposed it is not known any more: nobody can be said to be another one.
    if change.proposed_by_id is None or change.proposed_by_id == actor.person_id:
        raise OnePerson
    today, first = clock.today(ZONE), not _now(change.market)
    change.confirmed_by_id, change.confirmed_at = actor.person_id, clock.now()
    change.effective_on = today if first else today + DELAY
    change.save(update_fields=["confirmed_by", "confirmed_at", "effective_on"])
    audit(actor, "orders.bank.confirmed", change, on=change.effective_on.isoformat())
    emit(AccountChanged(change_id=change.pk))
    return change


@transaction.atomic
def bank_withdraw(*, actor: Actor, change: BankChange) -> BankChange:
    """Take back a change, by one person, while nothing was paid to the account. Raises AccountWaits once it is
    effective."""
    change = _held(actor, change)
    effective = change.effective_on is not None and change.effective_on <= clock.today(ZONE)
    if change.withdrawn_at is not None or effective:
        raise AccountWaits(_OVER)
    change.withdrawn_at = clock.now()
    change.save(update_fields=["withdrawn_at"])
    audit(actor, "orders.bank.withdrawn", change)
    if change.confirmed_at is not None:
        emit(AccountChanged(change_id=change.pk))
    return change


def _held(actor: Actor, change: BankChange) -> BankChange:
    require(can_write_seller, actor, change.market)
    return BankChange.objects.select_for_update(of=("self",)).select_related("market").get(pk=change.pk)


def _now(market: Market) -> str:
    """The IBAN that invoices bear now; empty: none."""
    found = in_force(market, clock.today(ZONE))
    if found is not None:
        return found.iban
    return Seller.objects.filter(market=market).values_list("iban", flat=True).first() or ""


def _valid(rules: object, text: str, field: str, words: str) -> str:
    try:
        found: str = rules.validate(text)  # type: ignore[attr-defined]
    except ValidationError as error:
        raise WrongSeller(words, field=field) from error
    return found
