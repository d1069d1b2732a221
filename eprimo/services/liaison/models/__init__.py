from eprimo.services.liaison.models.facts import Owed, Recipient
from eprimo.services.liaison.models.notes import Note, NoteFollower, NoteTarget
from eprimo.services.liaison.models.slips import CODE_LENGTH, Pile, PilePhoto, PileSlip, Slip
from eprimo.services.liaison.models.templates import NoteTemplate
from eprimo.services.liaison.models.thread import Reply, Thread

__all__ = [
    "CODE_LENGTH",
    "Note",
    "NoteFollower",
    "NoteTarget",
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
