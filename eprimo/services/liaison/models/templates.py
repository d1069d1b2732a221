"""A note to start from (« modèle »): of a school, or of one of its people."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel.ids import uuid7
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.questions import Question, from_stored


class NoteTemplate(models.Model):
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
    starts_at = models.TimeField(null=True)
    ends_at = models.TimeField(null=True)
    place = models.CharField(max_length=120, blank=True)
    bring = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("school", "owner", name="template_school_owner")]

    def __str__(self) -> str:
        return f"template {self.pk}"

    @property
    def asked(self) -> tuple[Question, ...]:
        return from_stored(self.questions)
