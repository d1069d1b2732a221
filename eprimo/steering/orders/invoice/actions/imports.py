"""Takes in an invoice of the contractor's own software, as it is, when it says what the order says."""

from dataclasses import dataclass

from django.db import transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.printing.facturx import Facturx
from eprimo.foundation.printing.invoicing import Kind
from eprimo.foundation.printing.pdf_files import NotKept, check_kept
from eprimo.foundation.printing.sandbox_messages import INVOICE_FILES, Flaw
from eprimo.foundation.sandbox.antivirus import check_clean
from eprimo.foundation.sandbox.errors import NotRead
from eprimo.foundation.sandbox.parser import Parser
from eprimo.foundation.sandbox.refusal import Refused
from eprimo.steering.consortium.models import Market
from eprimo.steering.orders.enums import InvoiceKind, Origin
from eprimo.steering.orders.errors import NBSP, Differs, NotStandard
from eprimo.steering.orders.invoice import billing
from eprimo.steering.orders.invoice.actions.credit_imports import credit_take
from eprimo.steering.orders.invoice.actions.invoices import owed, save, seller_of
from eprimo.steering.orders.invoice.billing import addressee_of, in_place_of, taken_off
from eprimo.steering.orders.invoice.comparison import FLAWS, differences, of_number, unread
from eprimo.steering.orders.invoice.payload import Given, Opened
from eprimo.steering.orders.invoice.policies import can_bill
from eprimo.steering.orders.models import Billing, Invoice, Order

_MOST = 10 * 1024 * 1024
_CURRENCY = "EUR"
_INVOICE = Parser("invoice", "eprimo.steering.orders.invoice.confined.invoices:opened", Opened)


# Why a PDF is not kept, where printing it anew would lose the file of the invoice.
_WHOLE = {
    "active": (
        f"Ce PDF contient un programme, ou ouvre quelque chose de lui-même{NBSP}: donnez le XML seul, ou un PDF que "
        "votre logiciel fait sans cela. "
        f"Ne l’imprimez pas{NBSP}: la facture qu’il contient serait perdue."
    ),
    "files": (
        f"Ce PDF contient d’autres fichiers que la facture{NBSP}: donnez le XML seul, ou un PDF sans eux. Ne "
        f"l’imprimez pas{NBSP}: la facture qu’il contient serait perdue."
    ),
    "broken": (
        f"Ce PDF est abîmé{NBSP}: on ne peut pas le lire. Donnez-le tel que votre logiciel l’a fait, ou le XML seul."
    ),
}


class WrongFacturx(DomainError):
    """The file is no Factur-X that can be read."""

    code = "wrong-facturx"
    status = 422


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken in, and the rules of which the standard only warns."""

    invoice: Invoice
    warnings: tuple[str, ...] = ()


@transaction.atomic
def invoice_import(*, actor: Actor, market: Market, content: bytes) -> Taken:
    """Take in an invoice, or a credit note of an invoice that is here. Raises WrongFacturx for what is no Factur-X,
    NotStandard, Differs for what is not the order's or the invoice's, and what `invoice_issue` raises."""
    require(can_bill, actor, market)
    files, found, given = _opened(content)
    if given.currency != _CURRENCY:
        raise WrongFacturx(
            f"Cette facture est en {given.currency or 'monnaie non dite'}{NBSP}: le marché est en euros, et se facture "
            "en euros.", field="file",
        )  # fmt: skip
    if given.kind == Kind.CREDIT:
        made = credit_take(market, files, given)
        audit(actor, "orders.credit.imported", made.member)
    else:
        made = _take(market, files, given)
        audit(actor, "orders.invoice.imported", made.member)
    return Taken(made, found.warnings)


@transaction.atomic
def invoice_check(*, actor: Actor, market: Market, content: bytes) -> Taken:
    """Return what `invoice_import` would, and keep nothing of it, neither a row nor a line of the trail. Raises the
    same."""
    found = invoice_import(actor=actor, market=market, content=content)
    transaction.set_rollback(True)
    return found


def _take(market: Market, files: Facturx, given: Given) -> Invoice:
    if given.issued_on is None or given.net is None or given.tax is None or given.total is None:
        raise Differs(unread(given))
    order = _order_of(market, given)
    year = _year_of(order, given)
    order, lines, days = owed(order.pk, year, given.issued_on)
    seller = seller_of(market)
    now = clock.now()
    member = in_place_of(order.member, now)
    known = Billing.objects.filter(member=member).first()
    engagement, service = billing.references_of(order.member, known)
    made = Invoice(
        market=market, member=member, order=order, kind=InvoiceKind.INVOICE, origin=Origin.IMPORTED,
        channel=billing.channel_of(member, known), year=year, reference=given.reference,
        issued_on=given.issued_on, due_on=given.due_on, first_day=days[0], last_day=days[1],
        buyer_siret=addressee_of(member, now).siret, engagement=engagement, service=service, accounts=order.accounts,
        net=given.net, tax=given.tax, total=given.total,
    )  # fmt: skip
    takes = taken_off(made, lines, seller)
    ours = billing.document(made, lines, seller, takes)
    made.withheld = ours.withheld
    faults = differences(given, order, lines, ours) + _own(market, order, given, known)
    if faults:
        raise Differs(faults)
    save(made, lines, files, takes)
    return made


def _opened(content: bytes) -> tuple[Facturx, Opened, Given]:
    if len(content) > _MOST:
        raise WrongFacturx("Ce fichier dépasse 10 Mo.", field="file")
    try:
        if content.startswith(b"%PDF"):
            # It is handed on to the member: nothing in it but the invoice.
            check_kept(content, files=INVOICE_FILES)
        found = _INVOICE.run(content)
        check_clean(found.xml)
    except Refused as refused:
        raise WrongFacturx(_words(refused), field="file") from refused
    except NotKept as error:
        raise WrongFacturx(_WHOLE.get(error.why, error.sentence), field="file") from error
    except NotRead as error:
        raise WrongFacturx(error.sentence, field="file") from error
    if found.given is None:
        raise NotStandard(found.breaches)
    return Facturx(b"" if found.xml == content else content, found.xml), found, found.given


def _words(refused: Refused) -> str:
    if refused.code == Flaw.NO_LINES:
        return (
            f"Cette facture est au profil {refused.said}, qui ne dit aucune ligne{NBSP}: le marché se facture école "
            "par école. Demandez à votre logiciel le profil EN 16931."
        )
    return FLAWS.get(refused.code, FLAWS[Flaw.PDF])


def _order_of(market: Market, given: Given) -> Order:
    rows = Order.objects.filter(market=market, number__isnull=False)
    for order in rows:
        if order.reference in given.orders:
            return order
    said = ", ".join(sorted(given.orders)) or "aucun"
    raise Differs([f"Aucun bon de commande ne porte le numéro qu’elle dit{NBSP}: {said}."])


def _year_of(order: Order, given: Given) -> int:
    """The year whose days the file says; else the first that the order owes, and the period is then a difference."""
    years = sorted(set(order.charges.values_list("year", flat=True)))
    for year in years:
        charges = order.charges.filter(year=year)
        if given.first_day == billing.days_owed(order.market, order, year, charges)[0]:
            return year
    return years[0] if years else 0


def _own(market: Market, order: Order, given: Given, known: Billing | None) -> list[str]:
    """What is refused of the invoice itself, a sentence each."""
    faults = []
    if given.kind != Kind.INVOICE:
        faults.append(
            f"Ce n’est ni une facture, ni un avoir{NBSP}: son type est {given.kind or 'non dit'}, et non 380 ou 381."
        )
    faults += of_number(market, given)
    engagement, service = billing.references_of(order.member, known)
    if missing := billing.lacking(known):
        faults.append(missing)
    if engagement and given.engagement != engagement:
        faults.append(
            f"Le membre demande le numéro d’engagement {engagement} (BT-13){NBSP}; elle dit{NBSP}: "
            f"{given.engagement or 'aucun'}."
        )
    if service and given.service != service:
        faults.append(
            f"Le membre demande le code service {service} (BT-10){NBSP}; elle dit{NBSP}: {given.service or 'aucun'}."
        )
    return faults
