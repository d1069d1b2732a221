from eprimo.services.liaison.models.facts import Owed, Recipient
from eprimo.services.liaison.models.notes import Note
from eprimo.services.liaison.models.slips import CODE_LENGTH, Pile, PilePhoto, PileSlip, Slip
from eprimo.services.liaison.models.templates import NoteTemplate

__all__ = [
    "CODE_LENGTH",
    "Note",
    "NoteTemplate",
    "Owed",
    "Pile",
    "PilePhoto",
    "PileSlip",
    "Recipient",
    "Slip",
]
