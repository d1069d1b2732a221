"""What an invoice is refused for."""

from collections.abc import Sequence

from eprimo.foundation.kernel.errors import Conflict, DomainError, Forbidden

NBSP = "\N{NO-BREAK SPACE}"


class SellerMissing(DomainError):
    code = "seller-missing"
    sentence = f"Dites d’abord ce que vos factures portent{NBSP}: adresse, forme, numéro du marché."
    status = 422


class NotDue(DomainError):
    """Nothing is owed of that order for that year, or not yet."""

    code = "not-due"
    sentence = "Rien n’est à facturer de cette commande pour cette année."
    status = 422


class AlreadyInvoiced(Conflict):
    code = "already-invoiced"
    sentence = "Cette année de cette commande est déjà facturée (article 7.1)."


class ReferenceMissing(DomainError):
    code = "reference-missing"
    status = 422


class WrongReference(DomainError):
    code = "wrong-reference"
    status = 422


class WrongSeller(DomainError):
    code = "wrong-seller"
    status = 422


class OnePerson(Forbidden):
    """Bank details are never changed alone."""

    code = "one-person"
    sentence = (
        f"Un compte bancaire ne se change pas seul{NBSP}: c’est à une autre personne du titulaire de confirmer ce que "
        "vous avez proposé."
    )


class AccountWaits(Conflict):
    code = "account-waits"


class WrongInvoice(DomainError):
    """What is known of the two parties cannot make an invoice of the standard."""

    code = "wrong-invoice"
    status = 422


class WrongCredit(DomainError):
    code = "wrong-credit"
    status = 422


class WrongAnswer(Conflict):
    code = "wrong-answer"
    status = 422


class WrongDeposit(DomainError):
    code = "wrong-deposit"
    status = 422


class WrongPayment(DomainError):
    """What a member says of a payment that cannot be."""

    code = "wrong-payment"
    status = 422


class WrongDeduction(DomainError):
    code = "wrong-deduction"
    status = 422


class WrongRate(DomainError):
    code = "wrong-rate"
    status = 422


class RunGoesOn(Conflict):
    code = "run-goes-on"
    sentence = "Une émission est déjà en cours. Elle va jusqu’au bout, même si vous quittez la page."


class Differs(DomainError):
    """A file that was given differs from the order: each difference in a sentence."""

    code = "differs"
    status = 422

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__(f"Rien n’est repris{NBSP}: cette facture n’est pas celle de la commande.")


class NotStandard(Differs):
    """A file that breaks EN 16931: each rule in a sentence."""

    code = "not-standard"

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(list(faults))
        self.sentence = f"Rien n’est repris{NBSP}: cette facture ne respecte pas la norme EN 16931."


class FaultyStates(DomainError):
    """Nothing was recorded: each fault with its line."""

    code = "faulty-states"
    status = 422

    def __init__(self, faults: list[tuple[int, str]]) -> None:
        self.faults = faults
        super().__init__(f"Rien n’est noté{NBSP}: corrigez ces lignes, puis redonnez le fichier.")
