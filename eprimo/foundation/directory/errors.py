"""What the directory refuses, in words a director understands."""

from eprimo.foundation.kernel.errors import Conflict, DomainError


class AlreadyThere(Conflict):
    code = "already-there"
    sentence = "C’est déjà fait\N{NO-BREAK SPACE}: ce lien existe."


class WrongDates(DomainError):
    code = "wrong-dates"
    sentence = "La date de fin vient avant la date de début."
    status = 422


class ReasonMissing(DomainError):
    code = "reason-missing"
    sentence = "Écrivez pourquoi, en quelques mots."
    status = 422

    def __init__(self, field: str = "reason") -> None:
        super().__init__(field=field)


class WrongEmail(DomainError):
    code = "wrong-email"
    sentence = (
        "Cette adresse est celle de quelqu’un d’un autre nom\N{NO-BREAK SPACE}: vérifiez le nom et l’adresse."
    )
    status = 422
