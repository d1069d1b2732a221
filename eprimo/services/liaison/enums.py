from django.db import models
from django.utils.translation import gettext_lazy as _


class NoteKind(models.TextChoices):
    """The kind of a note says what families must do with it."""

    INFORMATION = "information", _("À lire")
    TO_SIGN = "sign", _("À signer")
    TO_ANSWER = "answer", _("À répondre")
    EVENT = "event", _("Rendez-vous / sortie")
    TO_BRING = "bring", _("À apporter")
    CLOSED = "closed", _("École fermée")


# Kinds that wait for an act of a guardian; the others are read and acknowledged.
ACTED = frozenset({NoteKind.TO_SIGN, NoteKind.TO_ANSWER})
# Kinds that say nothing without a day.
DATED = frozenset({NoteKind.EVENT, NoteKind.TO_BRING, NoteKind.CLOSED})


class QuestionKind(models.TextChoices):
    """The kind of a question, which its author says, decides what « non » means, and who is counted.

    An authorisation and an answer are about the child, an offer is of the adult who answers. « Non » to an
    authorisation is a refusal, and wins over any « oui »; to the others it is an answer.
    """

    AUTHORISATION = "allow", "Une autorisation pour l’enfant"
    ANSWER = "answer", "Une réponse pour l’enfant"
    OFFER = "offer", "La réponse de l’adulte lui-même\u00a0: aider, venir"


class OwedState(models.TextChoices):
    """Is the reading, signature or answer still waited for? `stopped`: the child left, or the note was withdrawn."""

    EXPECTED = "expected"
    DONE = "done"
    STOPPED = "stopped"


class Outcome(models.TextChoices):
    """The outcome of a note for one child: what the school waited for is there, was refused, or is waited for."""

    WAITING = "waiting", _("Attendu")
    DONE = "done", _("Reçu")
    REFUSED = "refused", _("Refusé")


class PileState(models.TextChoices):
    """Photographs of slips: still at work, or closed (what they showed is erased)."""

    OPEN = "open"
    CLOSED = "closed"


class SeenState(models.TextChoices):
    """A slip seen in a photograph: to be confirmed, written down, or left aside."""

    WAITING = "waiting"
    RECORDED = "recorded"
    ASIDE = "aside"
