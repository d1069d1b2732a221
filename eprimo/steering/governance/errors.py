"""What the meetings of the group refuse, and why."""

from eprimo.foundation.kernel.errors import Conflict, DomainError


class WrongMeeting(DomainError):
    code = "wrong-meeting"
    status = 422


class WrongDecision(DomainError):
    code = "wrong-decision"
    status = 422


class NotYet(Conflict):
    code = "meeting-not-yet"


class Cancelled(Conflict):
    code = "meeting-cancelled"
    sentence = "Cette réunion est annulée."


class NobodyInvited(Conflict):
    code = "nobody-invited"
    sentence = "Invitez d’abord des membres\N{NO-BREAK SPACE}: une convocation s’adresse à quelqu’un."


class NothingToPublish(Conflict):
    code = "nothing-to-publish"
    sentence = "Écrivez d’abord le compte rendu."


class NoFigures(Conflict):
    code = "no-figures"
    sentence = (
        "Aucune école de ce département n’est encore comptée\N{NO-BREAK SPACE}: il n’y a rien à joindre."
    )


class WrongReport(DomainError):
    code = "wrong-report"
    status = 422


class AlreadySent(Conflict):
    code = "report-already-sent"
    sentence = "Ce rapport est déjà envoyé\N{NO-BREAK SPACE}: une nouvelle version dit ce qui change."
