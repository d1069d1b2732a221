"""A note to start from (« modèle »): of a school, or of one of its people."""

from django.db import models

from eprimo.foundation.content.models import About, AtPlace, Bringing
from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel.ids import uuid7
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.questions import Question, from_stored


class NoteTemplate(About, AtPlace, Bringing):
    """The words of a note, without anybody it is for and without days."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    # Whose it is; the whole school's when nobody's.
    owner = models.ForeignKey(Person, models.CASCADE, related_name="+", null=True)
    kind = models.CharField(max_length=12, choices=NoteKind.choices, default=NoteKind.INFORMATION)
    title = models.CharField(max_length=160)
    body = models.JSONField()
    questions = models.JSONField(default=list, blank=True)
    both_guardians = models.BooleanField(default=False)
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("school", "owner", name="template_school_owner")]

    def __str__(self) -> str:
        return f"template {self.pk}"

    @property
    def asked(self) -> tuple[Question, ...]:
        return from_stored(self.questions)
