from eprimo.services.liaison.models.facts import Owed, Recipient
from eprimo.services.liaison.models.notes import Note
from eprimo.services.liaison.models.slips import CODE_LENGTH, Pile, PilePhoto, PileSlip, Slip
from eprimo.services.liaison.models.templates import NoteTemplate
from eprimo.services.liaison.models.thread import Reply, Thread

__all__ = [
    "CODE_LENGTH",
    "Note",
    "NoteTemplate",
    "Owed",
    "Pile",
    "PilePhoto",
    "PileSlip",
    "Recipient",
    "Reply",
    "Slip",
    "Thread",
]
