"""What an order is refused for, in words that quote the convention."""

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
