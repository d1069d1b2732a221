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


class TieOver(Conflict):
    code = "tie-over"
    sentence = (
        "Cette proposition n’attend plus\N{NO-BREAK SPACE}: elle a reçu une réponse, ou le délai est passé."
    )


class TooEarly(DomainError):
    code = "too-early"
    sentence = "Il est trop tôt pour changer d’année."
    status = 422


class NotAhead(Conflict):
    """The plan is not one that can be changed any more."""

    code = "year-not-ahead"
    sentence = "Ce changement d’année n’est plus en préparation."


class PupilsLeft(Conflict):
    code = "pupils-left"
    sentence = "Des élèves ne sont pas encore placés."


class UndoOver(Conflict):
    code = "undo-over"
    sentence = (
        "Ce changement d’année ne peut plus être annulé\N{NO-BREAK SPACE}: les quinze jours sont passés."
    )


class TooOldForPictures(DomainError):
    """The little ones' look for a class of cycle 3."""

    code = "too-old-for-pictures"
    sentence = (
        "Une classe qui a des CM1 ou des CM2 garde la présentation des grands\N{NO-BREAK SPACE}: choisissez "
        "«\N{NO-BREAK SPACE}Grands\N{NO-BREAK SPACE}» ou «\N{NO-BREAK SPACE}Selon l’âge\N{NO-BREAK SPACE}»."
    )
    status = 422

    def __init__(self) -> None:
        super().__init__(field="skin")
