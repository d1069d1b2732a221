"""An invoice that the contractor made itself, compared with the order, term by term."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from eprimo.foundation.documents import invoicing
from eprimo.foundation.documents.told import Flaw
from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.addressee import addressee_of
from eprimo.steering.orders.billing import Drawn
from eprimo.steering.orders.given import Given
from eprimo.steering.orders.invoices_errors import NBSP
from eprimo.steering.orders.models import Order
from eprimo.steering.prices.actions import is_training
from eprimo.ui.french import day_month_year, euros
from eprimo.ui.plurals import counted

FLAWS: dict[str, str] = {
    Flaw.PDF: f"Ce PDF est abîmé{NBSP}: on ne peut pas le lire.",
    Flaw.HUGE: f"Le fichier que ce PDF contient est démesuré{NBSP}: une facture tient en quelques pages.",
    Flaw.MANY_FILES: f"Ce PDF contient trop de fichiers{NBSP}: joignez-lui factur-x.xml, et peu d’autres.",
    Flaw.NO_FILE: f"Ce PDF ne contient pas de fichier factur-x.xml{NBSP}: ce n’est pas une Factur-X.",
    Flaw.XML: "Ce fichier n’est ni un PDF, ni du XML que l’on peut lire.",
    Flaw.NOT_INVOICE: "Ce fichier XML n’est pas une facture au format Factur-X (CII).",
}


def differences(given: Given, order: Order, lines: Sequence[Drawn], ours: invoicing.Invoice) -> list[str]:
    """What a file says otherwise than the order, a sentence each; empty: it is its invoice. `ours` is the one that
    would be issued here."""
    days = (ours.first_day, ours.last_day)
    to, faults = addressee_of(order.member, clock.now()), []
    if given.buyer_siret != to.siret:
        faults.append(
            f"Elle est adressée au SIRET {given.buyer_siret or 'non dit'}{NBSP}: chaque membre reçoit ses factures, "
            f"celui-ci a le SIRET {to.siret} (article 7.1)."
        )
    if given.seller_siren != ours.seller.siren:
        faults.append(f"Elle n’est pas du titulaire{NBSP}: son SIREN est {given.seller_siren or 'non dit'}.")
    if order.reference not in given.orders:
        said = ", ".join(sorted(given.orders)) or "aucun"
        faults.append(f"Le bon de commande est {order.reference}{NBSP}; elle dit{NBSP}: {said}.")
    if (given.first_day, given.last_day) != days:
        faults.append(
            f"La période va du {day_month_year(days[0])} au {day_month_year(days[1])}{NBSP}; elle dit{NBSP}: "
            f"{_said(given.first_day)} – {_said(given.last_day)}."
        )
    return faults + _of_account(given, ours) + _of_lines(given, lines) + _of_sums(given, ours)


def _of_account(given: Given, ours: invoicing.Invoice) -> list[str]:
    """Where it is to be paid. It may leave it to the contract, never say another account."""
    others = sorted(given.accounts - {ours.seller.iban})
    if not others:
        return []
    if not ours.seller.iban:
        why = "dites-le d’abord dans ce que vos factures portent."
    else:
        why = "ce n’est pas l’IBAN du titulaire, celui que ses factures portent."
    return [f"Elle se paie sur le compte {others[0]}{NBSP}: {why}"]


def _of_lines(given: Given, lines: Sequence[Drawn]) -> list[str]:
    faults: list[str] = []
    for uai in sorted({one.uai for one in lines} | {one.uai for one in given.lines}):
        mine = [one for one in lines if one.uai == uai]
        theirs = [one for one in given.lines if one.uai == uai]
        where = f"École {uai}" if uai else "Lignes sans école"
        wanted = sorted(Decimal(one.quantity) for one in mine)
        found = sorted(one.quantity for one in theirs)
        if wanted != found:
            faults.append(
                f"{where}{NBSP}: la commande compte {_list(wanted)}, la facture {_list(found)} (comptes et unités)."
            )
        elif sum(one.ht for one in mine) != sum(one.amount for one in theirs):
            owed = sum((one.ht for one in mine), Decimal(0))
            asked = sum((one.amount for one in theirs), Decimal(0))
            faults.append(f"{where}{NBSP}: {euros(owed)} HT commandés, {euros(asked)} facturés.")
        elif sorted((Decimal(one.quantity), one.ht) for one in mine) != sorted(
            (one.quantity, one.amount) for one in theirs
        ):
            faults.append(f"{where}{NBSP}: ligne à ligne, les montants ne sont pas ceux de la commande.")
        if {one.vat_rate for one in mine} != {one.vat for one in theirs} and mine and theirs:
            faults.append(f"{where}{NBSP}: le taux de TVA n’est pas celui du marché.")
    if trained := next((one.name for one in given.lines if is_training(one.name)), ""):
        faults.append(
            f"Une ligne dit «{NBSP}{trained}{NBSP}»{NBSP}: le rectorat prend la formation à sa charge (article 7.2), "
            "aucun membre n’en paie."
        )
    return faults


def _of_sums(given: Given, ours: invoicing.Invoice) -> list[str]:
    """Each sum as it would be issued here, to the cent."""
    return [
        f"{what} est de {euros(owed)}{NBSP}; elle demande {'rien' if asked is None else euros(asked)}."
        for what, owed, asked in (
            ("Le montant HT", ours.net, given.net),
            ("La TVA", ours.tax, given.tax),
            ("Le montant TTC", ours.total, given.total),
            ("Le net à payer", ours.total, given.due),
        )
        if owed != asked
    ]


def _list(numbers: Sequence[Decimal]) -> str:
    if not numbers:
        return "rien"
    if len(numbers) == 1:
        return counted(int(numbers[0]), "unité")
    return " + ".join(f"{one.normalize():f}" for one in numbers)


def _said(day: date | None) -> str:
    return "rien" if day is None else day_month_year(day)
