from eprimo.services.liaison.models.facts import Owed, Recipient
from eprimo.services.liaison.models.notes import Note, NoteFollower, NoteTarget

__all__ = ["Note", "NoteFollower", "NoteTarget", "Owed", "Recipient"]
