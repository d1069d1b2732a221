"""Compares an invoice or a credit note of the contractor's own software with its order, term by term: who it is from,
to whom, who else would be paid by it, its days, lines and sums. `BEARS` says on its page what such a file must bear."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from eprimo.foundation.kernel import clock
from eprimo.foundation.printing import invoicing
from eprimo.foundation.printing.invoicing import Party
from eprimo.foundation.printing.sandbox_messages import Flaw
from eprimo.steering.consortium.models import Market
from eprimo.steering.consortium.states import ZONE
from eprimo.steering.orders.errors import NBSP
from eprimo.steering.orders.invoice.billing import PAYMENT_DAYS, Drawn
from eprimo.steering.orders.invoice.payload import Given, GivenParty
from eprimo.steering.orders.models import Invoice, Order
from eprimo.steering.prices.actions import is_training
from eprimo.ui.french import day_month_year, euros, local_day
from eprimo.ui.plurals import counted

_NUMBER = 20
# How the references that this application gives begin: one of them taken in would stand in the way of the next ones.
_OURS = ("FAC-", "AV-")
FLAWS: dict[str, str] = {
    Flaw.PDF: f"Ce PDF est abîmé{NBSP}: on ne peut pas le lire.",
    Flaw.HUGE: f"Le fichier que ce PDF contient est démesuré{NBSP}: une facture tient en quelques pages.",
    Flaw.MANY_FILES: f"Ce PDF contient trop de fichiers{NBSP}: joignez-lui factur-x.xml, et peu d’autres.",
    Flaw.TWO_INVOICES: f"Ce PDF contient deux fichiers de facture{NBSP}: n’y laissez que le bon, factur-x.xml.",
    Flaw.NO_FILE: (
        f"Ce PDF ne contient pas de facture (factur-x.xml, ZUGFeRD-invoice.xml ou xrechnung.xml){NBSP}: demandez une "
        "Factur-X à votre logiciel, et donnez le fichier qu’il fait, sans l’imprimer."
    ),
    Flaw.OLD: (
        f"C’est une facture ZUGFeRD 1, d’avant la norme européenne{NBSP}: demandez-la à votre logiciel en Factur-X, ou "
        "en ZUGFeRD 2, profil EN 16931."
    ),
    Flaw.XML: (
        f"Ce fichier n’est ni un PDF, ni du XML que l’on peut lire en entier{NBSP}: donnez-le tel que votre logiciel "
        "l’a fait, sans le recopier."
    ),
    Flaw.UBL: f"C’est une facture UBL{NBSP}: demandez-la à votre logiciel en Factur-X, ou en CII (norme EN 16931).",
    Flaw.INSTRUCTION: (
        "Ce fichier XML contient des instructions de traitement (<?…?>), qui peuvent cacher une partie d’un montant"
        f"{NBSP}: une facture n’en a pas."
    ),
    Flaw.NOT_INVOICE: "Ce fichier XML n’est pas une facture au format Factur-X (CII).",
}
# (what, where the standard has it, how).
BEARS = (
    ("Le bon de commande", "BT-13, ou BT-122 quand le membre demande un numéro d’engagement", "son numéro, seul"),
    ("Le vendeur", "BT-30, BT-31", "le SIREN et le numéro de TVA du titulaire, et aucun autre"),
    ("L’acheteur", "BT-46 ou BT-47", "le SIRET du membre, jamais celui de la coordination (article 7.1)"),
    ("La période", "BT-73, BT-74", "le premier et le dernier jour de l’année du marché, tels que le bon les doit"),
    ("Chaque ligne", "BT-127, BT-153 ou BT-154", "l’UAI de son école, sauf ce qui est dû pour le membre entier"),
    ("Sa quantité et son prix", "BT-129, BT-146", "ceux du bon, sans les regrouper"),
    ("Une année comptée en partie", "BG-27", "le prix entier, moins une remise de ligne"),
    ("Son taux de TVA", "BT-152", "celui du jour de la facture"),
    ("Une réfaction", "BG-20", "celle que le membre a écrite, avant la TVA"),
    ("Une pénalité", "BT-113", "retenue sur le net à payer, sans TVA"),
    ("Le compte", "BT-84", "celui que vos factures portent ici, ou aucun"),
    ("L’échéance", "BT-9", f"{PAYMENT_DAYS} jours après la réception au plus tard"),
)  # fmt: skip


def of_parties(given: Given, seller: Party, buyer: Party) -> list[str]:
    """What differs of the parties, a sentence each. Every identifier counts: a file that also gives another one may be
    read as that other one's, by who books it or pays it."""
    faults = []
    if given.buyer.sirets != {buyer.siret} or given.buyer.sirens != {buyer.siren}:
        others = (given.buyer.sirets - {buyer.siret}) or (given.buyer.sirens - {buyer.siren})
        faults.append(
            f"L’acheteur porte le SIRET ou le SIREN {_numbers(others)}{NBSP}: chaque membre reçoit ses factures, "
            f"celui-ci a le SIRET {buyer.siret} (article 7.1)."
        )
    if given.seller.sirens != {seller.siren}:
        others = given.seller.sirens - {seller.siren}
        faults.append(
            f"Le vendeur n’est pas le titulaire{NBSP}: il porte le SIREN {_numbers(others)}, et non {seller.siren}."
        )
    faults += _of_vat(given.seller, seller, "du vendeur") + _of_vat(given.buyer, buyer, "de l’acheteur")
    if given.payee:
        faults.append(
            f"Un autre bénéficiaire y est nommé, {given.payee} (BG-10){NBSP}: le titulaire est payé lui-même."
        )
    if given.representative:
        faults.append(
            f"Un représentant fiscal y est nommé, {given.representative} (BG-11){NBSP}: le titulaire facture lui-même."
        )
    if given.is_debited:
        faults.append(
            f"Un prélèvement sur le compte de l’acheteur y est demandé (BG-19){NBSP}: le marché se paie par virement."
        )
    return faults


def _of_vat(said: GivenParty, expected: Party, whose: str) -> list[str]:
    others = said.vat_numbers - {expected.vat_number}
    if not others:
        return []
    return [
        f"Le numéro de TVA {whose} est {_numbers(others)}{NBSP}: celui qui va avec son SIREN est {expected.vat_number}."
    ]


def _numbers(numbers: frozenset[str]) -> str:
    return ", ".join(sorted(numbers)) or "non dit"


def differences(given: Given, order: Order, lines: Sequence[Drawn], ours: invoicing.Invoice) -> list[str]:
    """What a file says otherwise than the order, a sentence each; empty: it is the invoice of the order. `ours` is the
    one that would be issued here."""
    days = (ours.first_day, ours.last_day)
    faults = of_parties(given, ours.seller, ours.buyer)
    if order.reference not in given.orders:
        said = ", ".join(sorted(given.orders)) or "aucun"
        faults.append(f"Le bon de commande est {order.reference}{NBSP}; elle dit{NBSP}: {said}.")
    if (given.first_day, given.last_day) != days:
        faults.append(
            f"La période va du {day_month_year(days[0])} au {day_month_year(days[1])}{NBSP}; elle dit{NBSP}: "
            f"{_said(given.first_day)} – {_said(given.last_day)}."
        )
    faults += of_days(given, order, ours)
    faults += _of_account(given, ours) + _of_lines(given, lines)
    return faults + of_deductions(given, ours) + of_sums(given, ours)


def of_days(given: Given, order: Order, ours: invoicing.Invoice) -> list[str]:
    """What differs of its days: its own against that of its order and of the year it bills, and when it wants to be
    paid."""
    faults, issued = [], given.issued_on
    if issued is None:
        return []
    sent = local_day(order.sent_at) if order.sent_at else None
    if sent is not None and issued < sent:
        faults.append(
            f"Elle est datée du {day_month_year(issued)}, avant son bon {order.reference}, envoyé le "
            f"{day_month_year(sent)}."
        )
    elif issued < (begins := max(ours.first_day, order.starts_on)):
        faults.append(
            f"Elle est datée du {day_month_year(issued)}{NBSP}: ce qu’elle facture commence le "
            f"{day_month_year(begins)}, et se facture à partir de ce jour (article 7.1)."
        )
    # The delay runs from the reception (R2192-12), which is today at the earliest.
    latest = max(issued, clock.today(ZONE)) + timedelta(days=PAYMENT_DAYS)
    if given.due_on is not None and given.due_on > latest:
        faults.append(
            f"Elle se paie le {day_month_year(given.due_on)}{NBSP}: le délai légal est de {PAYMENT_DAYS} jours à "
            f"partir de sa réception, soit le {day_month_year(latest)} pour une facture reçue aujourd’hui (article "
            "R2192-10 du code de la commande publique)."
        )
    if given.due_on is not None and given.due_on < issued:
        faults.append(f"Elle se paie le {day_month_year(given.due_on)}, avant sa propre date.")
    return faults


def _of_account(given: Given, ours: invoicing.Invoice) -> list[str]:
    """What differs of where it is to be paid. A file may leave it to the contract, never say another account."""
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
        elif (ordered := sorted((Decimal(one.quantity), one.ht) for one in mine)) != (
            asked_for := sorted((one.quantity, one.amount) for one in theirs)
        ):
            faults.append(
                f"{where}{NBSP}: ligne à ligne, la commande compte {_amounts(ordered)}, la facture "
                f"{_amounts(asked_for)}."
            )
        rates, found_rates = {one.vat_rate for one in mine}, {one.vat for one in theirs}
        if rates != found_rates and mine and theirs:
            faults.append(
                f"{where}{NBSP}: le taux de TVA est de {_rates(rates)} ce jour-là{NBSP}; elle dit{NBSP}: "
                f"{_rates(found_rates)}."
            )
    if trained := next((one.name for one in given.lines if is_training(one.name)), ""):
        faults.append(
            f"Une ligne dit «{NBSP}{trained}{NBSP}»{NBSP}: le rectorat prend la formation à sa charge (article 7.2), "
            "aucun membre n’en paie."
        )
    return faults


def of_deductions(given: Given, ours: invoicing.Invoice) -> list[str]:
    """What differs of what it takes off the whole, by rate, against the deductions that its member wrote."""
    owed: dict[Decimal, Decimal] = {}
    for one in ours.allowances:
        owed[one.vat] = owed.get(one.vat, Decimal(0)) + one.amount
    taken: dict[Decimal, Decimal] = {}
    for theirs in given.allowances:
        taken[theirs.vat] = taken.get(theirs.vat, Decimal(0)) + theirs.amount
    faults = []
    for rate in sorted({*owed, *taken}):
        mine, found = owed.get(rate, Decimal(0)), taken.get(rate, Decimal(0))
        if found > mine:
            faults.append(
                f"Elle déduit {euros(found)} HT, dont {euros(found - mine)} qu’aucune réfaction ne dit{NBSP}: le "
                "membre l’écrit d’abord sur son bon."
            )
        elif found < mine:
            words = ", ".join(one.reason for one in ours.allowances if one.vat == rate)
            faults.append(f"Elle doit déduire {euros(mine)} HT ({words}){NBSP}; elle déduit {euros(found)}.")
    if ours.withheld and given.due == ours.total:
        words = ", ".join(ours.withheld_for)
        faults.append(f"Elle doit retenir {euros(ours.withheld)} du net à payer (BT-113){NBSP}: {words}.")
    return faults


def of_sums(given: Given, ours: invoicing.Invoice) -> list[str]:
    """What differs of its sums, against those that would be issued here, to the cent."""
    return [
        f"{what} est de {euros(owed)}{NBSP}; elle demande {'rien' if asked is None else euros(asked)}."
        for what, owed, asked in (
            ("Le montant HT", ours.net, given.net),
            ("La TVA", ours.tax, given.tax),
            ("Le montant TTC", ours.total, given.total),
            ("Le net à payer", ours.due, given.due),
        )
        if owed != asked
    ]


def unread(given: Given) -> list[str]:
    """The day and the sums that a file does not say, without which nothing can be compared; a sentence each."""
    faults = []
    if given.issued_on is None:
        faults.append(
            f"Sa date (BT-2) ne se lit pas{NBSP}: huit chiffres d’un jour du calendrier, comme 20260901 pour le "
            "1er septembre 2026."
        )
    sums = (
        ("son total HT (BT-109)", given.net),
        ("sa TVA (BT-110)", given.tax),
        ("son total TTC (BT-112)", given.total),
    )
    if missing := [what for what, amount in sums if amount is None]:
        faults.append(f"Ce qu’elle ne dit pas, ou pas en nombre{NBSP}: {', '.join(missing)}.")
    return faults


def of_number(market: Market, given: Given) -> list[str]:
    """What is wrong with its number, which must be nobody else's, and with its day, which must have come."""
    faults = []
    if not 0 < len(given.reference) <= _NUMBER:
        faults.append(f"Son numéro a de 1 à {_NUMBER} signes.")
    elif given.reference.upper().startswith(_OURS):
        faults.append(
            f"Son numéro {given.reference} commence comme ceux qui sont donnés ici (FAC-, AV-){NBSP}: donnez-lui un "
            "numéro de votre propre suite."
        )
    elif Invoice.objects.filter(market=market, reference=given.reference).exists():
        faults.append(f"Le numéro {given.reference} est déjà celui d’une autre facture.")
    if given.issued_on is not None and given.issued_on > clock.today(ZONE):
        faults.append("Sa date n’est pas encore venue.")
    return faults


def _list(numbers: Sequence[Decimal]) -> str:
    if not numbers:
        return "rien"
    if len(numbers) == 1:
        return counted(int(numbers[0]), "unité")
    return " + ".join(f"{one.normalize():f}" for one in numbers)


def _amounts(lines: Sequence[tuple[Decimal, Decimal]]) -> str:
    """« 85 pour 153,00 €, 1 pour 90,00 € »."""
    return ", ".join(f"{count.normalize():f} pour {euros(amount)}" for count, amount in lines)


def _rates(rates: Iterable[Decimal]) -> str:
    """« 5,5 % et 20 % »."""
    return " et ".join(f"{one.normalize():f}{NBSP}%".replace(".", ",") for one in sorted(rates))


def _said(day: date | None) -> str:
    return "aucun jour qui se lise" if day is None else day_month_year(day)
