"""Who a file of the contractor's own software is from, to whom, and who else would be paid by it: one rule for
invoices and credit notes."""

from eprimo.foundation.printing.invoicing import Party
from eprimo.steering.orders.given import Given, GivenParty
from eprimo.steering.orders.invoices_errors import NBSP


def of_parties(given: Given, seller: Party, buyer: Party) -> list[str]:
    """What differs, a sentence each. Every identifier counts: a file that also gives another one may be read as that
    other one's, by who books it or pays it."""
    faults = []
    if given.buyer.sirets != {buyer.siret} or given.buyer.sirens != {buyer.siren}:
        others = (given.buyer.sirets - {buyer.siret}) or (given.buyer.sirens - {buyer.siren})
        faults.append(
            f"L’acheteur porte le SIRET ou le SIREN {_said(others)}{NBSP}: chaque membre reçoit ses factures, celui-ci "
            f"a le SIRET {buyer.siret} (article 7.1)."
        )
    if given.seller.sirens != {seller.siren}:
        others = given.seller.sirens - {seller.siren}
        faults.append(
            f"Le vendeur n’est pas le titulaire{NBSP}: il porte le SIREN {_said(others)}, et non {seller.siren}."
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
        f"Le numéro de TVA {whose} est {_said(others)}{NBSP}: celui qui va avec son SIREN est {expected.vat_number}."
    ]


def _said(numbers: frozenset[str]) -> str:
    return ", ".join(sorted(numbers)) or "non dit"
