"""What a note announced in each of its versions, once it was corrected after families saw it."""

from django.db import models

from eprimo.foundation.directory.models import School
from eprimo.services.liaison.models.notes import Note


class Edition(models.Model):
    """The facts of one version (`changes.Facts`): a note that was never corrected has none."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="editions")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    # Of the version of the resource.
    number = models.PositiveIntegerField()
    facts = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint("note", "number", name="edition_once")]

    def __str__(self) -> str:
        return f"edition {self.number} of {self.note_id}"
