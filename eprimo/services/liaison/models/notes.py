"""A note (mot) of the liaison book, and the template (modèle) that notes start from."""

from django.db import models
from django.db.models import Q

from eprimo.foundation.content.models import About, AtPlace, Bringing, OnDays, Resource, days_in_order
from eprimo.foundation.directory.models import CommuneService, Person, School
from eprimo.foundation.kernel.constraints import SameSchool
from eprimo.foundation.kernel.ids import uuid7
from eprimo.services.liaison.enums import ACTED, DATED, NoteKind
from eprimo.services.liaison.questions import Question, from_stored


class Note(About, OnDays, AtPlace, Bringing):
    """The liaison side of a resource; its text is in the resource's versions."""

    resource = models.OneToOneField(Resource, models.CASCADE, primary_key=True, related_name="note")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=NoteKind.choices, default=NoteKind.INFORMATION)
    # To answer: [{"text": str, "choices": [str, …]}, …], one to six; the first one decides a refusal.
    questions = models.JSONField(default=list, blank=True)
    # Last day to sign or answer, in the school's zone.
    answer_by = models.DateField(null=True)
    # Of a closed school: its first day is shut after noon alone, its last one before noon alone.
    from_noon = models.BooleanField(default=False, db_default=False)
    until_noon = models.BooleanField(default=False, db_default=False)
    # The first words of the text, for cards and lists.
    summary = models.CharField(max_length=200, blank=True)
    both_guardians = models.BooleanField(default=False)
    # The commune's service whose agent wrote it.
    service = models.ForeignKey(CommuneService, models.PROTECT, related_name="+", null=True)
    # The running year of the school when it was sent, the partition of what is owed; a draft has none, and a trigger
    # holds that with the instant of its publication.
    school_year = models.SmallIntegerField(null=True)
    # What was signed or answered counts from this version on: a correction that changes it asks again.
    asked_version = models.PositiveIntegerField(default=1, db_default=1)
    # A mark of the words of which its author said that they hold neither an hour nor a place (`whereabouts`).
    confirmed_words = models.CharField(max_length=16, blank=True, default="", db_default="")
    # Why it does not wait for the next opening; empty when it is not urgent.
    urgent_reason = models.CharField(max_length=200, blank=True)
    # The instant its author chose, and whether it waits for the end of the holidays.
    send_at = models.DateTimeField(null=True)
    after_holidays = models.BooleanField(default=False)
    # When what families owe was fixed: at the instant from which they see it.
    delivered_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    # Everybody who is waited for was reminded then; not twice in a day.
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("resource", "school", name="note_of_school"),
            SameSchool("resource", name="note_resource_same_school"),
            models.CheckConstraint(
                condition=~Q(kind=NoteKind.TO_ANSWER) | ~Q(questions=[]) | Q(school_year=None),
                name="note_answer_has_questions",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=sorted(DATED)) | Q(event_on__isnull=False) | Q(school_year=None),
                name="note_event_has_day",
            ),
            days_in_order("note_event_days_in_order"),
        ]
        indexes = [
            # What a school still waits for, whatever it sent since.
            models.Index(
                "school",
                "answer_by",
                name="note_waited_for",
                condition=Q(kind__in=sorted(ACTED), archived_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"note {self.pk}"

    @property
    def partition(self) -> int:
        """The school year under which its facts are kept; 0 before it is sent: there is none."""
        return self.school_year or 0

    @property
    def is_sent(self) -> bool:
        """The note is no draft any more, though it may wait for its hour."""
        return self.resource.published_at is not None

    @property
    def is_withdrawn(self) -> bool:
        """The note was taken back, by its author or by who heads the school."""
        return self.resource.withdrawn_at is not None

    @property
    def is_running(self) -> bool:
        """The note is with families, and was neither withdrawn nor archived."""
        return self.delivered_at is not None and not self.is_withdrawn and self.archived_at is None

    @property
    def asks_act(self) -> bool:
        """Families sign or answer; else they read and say so."""
        return self.kind in ACTED

    @property
    def asked(self) -> tuple[Question, ...]:
        return from_stored(self.questions)


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
