"""What orders and invoices are refused for, in words that quote the convention."""

from collections.abc import Sequence

from eprimo.foundation.kernel.errors import Conflict, DomainError, Forbidden


class NoOrderYet(Conflict):
    """Nothing can be ordered now."""

    code = "no-order-yet"
    status = 422


class WrongQuantity(DomainError):
    code = "wrong-quantity"
    status = 422


class BelowNeed(DomainError):
    """Fewer accounts than the member is committed to [C 7.1]; `missing` of them."""

    code = "below-need"
    status = 422

    def __init__(self, sentence: str, missing: int) -> None:
        self.missing = missing
        super().__init__(sentence)


class NoSignatory(DomainError):
    code = "no-signatory"
    sentence = "Personne n’est noté pour signer\N{NO-BREAK SPACE}: dites d’abord qui signe pour le membre."
    status = 422


class PastMaximum(Conflict):
    """More than the framework agreement lets members order, all together."""

    code = "past-maximum"
    status = 422


class WrongState(Conflict):
    code = "wrong-order-state"
    sentence = "Ce bon de commande a changé d’état entre-temps. Regardez la page à jour."


class WrongDay(DomainError):
    code = "wrong-day"
    status = 422


class WrongForm(DomainError):
    """What was signed by hand is not the form that is sent."""

    code = "wrong-form"
    status = 422


class SignatureUnseen(Conflict):
    """A form that was signed by hand is acknowledged by who saw its signature."""

    code = "signature-unseen"
    sentence = (
        "Ouvrez le bon joint, puis cochez que vous avez vu la signature\N{NO-BREAK SPACE}: elle seule engage le "
        "membre."
    )
    status = 422


class FormChanged(Conflict):
    """Who signs is not who the form names."""

    code = "form-changed"
    sentence = (
        "La personne notée pour signer n’est plus celle que ce bon nomme\N{NO-BREAK SPACE}: reprenez le brouillon, "
        "puis proposez-le de nouveau à la signature."
    )


class NotBinding(Forbidden):
    """Who writes orders is not who signs them: the sentence names who does."""

    code = "not-binding"


class WrongDispute(DomainError):
    """What the file of a dispute does not take."""

    code = "wrong-dispute"
    status = 422


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
