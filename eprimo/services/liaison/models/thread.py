"""What a guardian and the school write to each other about a note for one child: each guardian apart."""

from django.db import models
from django.db.models import Q

from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel.constraints import SameSchool
from eprimo.services.liaison.models.notes import Note

MAX_BODY = 2000


class Thread(models.Model):
    """Where the words of one guardian about one note for one child stand. Partitioned by school year, as its note."""

    pk = models.CompositePrimaryKey("school_year", "id")
    school_year = models.SmallIntegerField()
    id = models.BigIntegerField(db_default=models.Func(models.Value("liaison_thread_id"), function="nextval"))
    note = models.ForeignKey(Note, models.CASCADE, related_name="threads")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    child = models.ForeignKey(Person, models.CASCADE, related_name="+")
    guardian = models.ForeignKey(Person, models.CASCADE, related_name="note_threads")
    # The last words of each side; the family waits when its own are the later.
    family_at = models.DateTimeField(null=True)
    school_at = models.DateTimeField(null=True)
    # The family read what the school had written by then.
    seen_at = models.DateTimeField(null=True)
    # The school ended it: it is read, and nothing more is written by the family.
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            SameSchool("note", name="thread_note_same_school"),
            models.UniqueConstraint("school_year", "note", "child", "guardian", name="thread_once"),
        ]
        indexes = [
            models.Index(
                "school",
                "family_at",
                name="thread_waiting",
                condition=Q(closed_at=None)
                & (Q(school_at=None) | Q(family_at__gt=models.F("school_at")))
                & Q(family_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"thread {self.id}"

    @property
    def waits(self) -> bool:
        """The family wrote last, and the school did not end it."""
        if self.family_at is None or self.closed_at is not None:
            return False
        return self.school_at is None or self.family_at > self.school_at


class Reply(models.Model):
    """A few words in a thread, as plain text."""

    pk = models.CompositePrimaryKey("school_year", "id")
    school_year = models.SmallIntegerField()
    id = models.BigIntegerField(db_default=models.Func(models.Value("liaison_reply_id"), function="nextval"))
    note = models.ForeignKey(Note, models.CASCADE, related_name="replies")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    child = models.ForeignKey(Person, models.CASCADE, related_name="+")
    # Whose thread it is.
    guardian = models.ForeignKey(Person, models.CASCADE, related_name="+")
    author = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    from_school = models.BooleanField()
    body = models.CharField(max_length=MAX_BODY)
    written_at = models.DateTimeField()
    # The family sees what the school writes from this instant (the next opening when written at night).
    visible_from = models.DateTimeField()
    # Of the form it was written in: the same form sent twice is one message.
    key = models.UUIDField(null=True)

    class Meta:
        constraints = [
            SameSchool("note", name="reply_note_same_school"),
            models.UniqueConstraint(
                "school_year", "note", "child", "guardian", "key", name="reply_once_a_form"
            ),
        ]
        indexes = [models.Index("note", "child", "guardian", "id", name="reply_thread")]

    def __str__(self) -> str:
        return f"reply {self.id}"
