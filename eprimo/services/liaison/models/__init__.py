from eprimo.services.liaison.models.facts import Owed, Recipient
from eprimo.services.liaison.models.notes import Note, NoteTemplate
from eprimo.services.liaison.models.slips import CODE_LENGTH, Pile, PilePhoto, PileSlip, Slip

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
