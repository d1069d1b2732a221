import django.contrib.postgres.fields
from django.db import migrations, models

# What a note asked and what was answered, carried over; back again, only the first question is kept.
QUESTIONS = """
UPDATE liaison_note SET questions =
  jsonb_build_array(jsonb_build_object('text', question, 'choices', to_jsonb(choices)))
WHERE question <> '' OR cardinality(choices) > 0
"""
QUESTION = """
UPDATE liaison_note SET question = questions -> 0 ->> 'text',
  choices = ARRAY(SELECT jsonb_array_elements_text(questions -> 0 -> 'choices'))
WHERE jsonb_array_length(questions) > 0
"""
ANSWERS = "UPDATE liaison_owed SET answers = ARRAY[answer] WHERE answer <> ''"
ANSWER = "UPDATE liaison_owed SET answer = answers[1] WHERE cardinality(answers) > 0"

KINDS = [
    ("information", "À lire"),
    ("sign", "À signer"),
    ("answer", "À répondre"),
    ("event", "Rendez-vous / sortie"),
    ("bring", "À apporter"),
    ("closed", "École fermée"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0002_draft_and_new_audiences"),
        ("directory", "0002_epochs_and_same_school"),
        ("liaison", "0002_recipients"),
    ]

    operations = [
        migrations.AddField("note", "after_holidays", models.BooleanField(default=False)),
        migrations.AddField(
            "note",
            "bring",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=80), blank=True, default=list
            ),
        ),
        migrations.AddField("note", "draft_key", models.UUIDField(null=True, unique=True)),
        migrations.AddField("note", "ends_at", models.TimeField(null=True)),
        migrations.AddField("note", "event_on", models.DateField(null=True)),
        migrations.AddField("note", "event_until_on", models.DateField(null=True)),
        migrations.AddField("note", "place", models.CharField(blank=True, default="", max_length=120), preserve_default=False),
        migrations.AddField("note", "questions", models.JSONField(blank=True, default=list)),
        migrations.AddField("note", "revision", models.PositiveIntegerField(default=0)),
        migrations.AddField("note", "send_at", models.DateTimeField(null=True)),
        migrations.AddField("note", "starts_at", models.TimeField(null=True)),
        migrations.AddField("note", "urgent_reason", models.CharField(blank=True, default="", max_length=200), preserve_default=False),
        migrations.AddField(
            "owed",
            "answers",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(blank=True, max_length=60), blank=True, default=list
            ),
        ),
        migrations.AlterField(
            "note", "kind", models.CharField(choices=KINDS, default="information", max_length=12)
        ),
        migrations.RemoveConstraint("note", "note_answer_has_choices"),
        migrations.RunSQL(QUESTIONS, QUESTION),
        migrations.RunSQL(ANSWERS, ANSWER),
        migrations.AddConstraint(
            "note",
            models.CheckConstraint(
                condition=~models.Q(kind="answer") | ~models.Q(questions=[]) | models.Q(sent_at=None),
                name="note_answer_has_questions",
            ),
        ),
        migrations.AddConstraint(
            "note",
            models.CheckConstraint(
                condition=~models.Q(kind__in=["bring", "closed", "event"])
                | models.Q(event_on__isnull=False)
                | models.Q(sent_at=None),
                name="note_event_has_day",
            ),
        ),
        migrations.AddConstraint(
            "note",
            models.CheckConstraint(
                condition=models.Q(event_until_on=None) | models.Q(event_until_on__gte=models.F("event_on")),
                name="note_event_days_in_order",
            ),
        ),
        migrations.RemoveField("note", "question"),
        migrations.RemoveField("note", "choices"),
        migrations.RemoveField("owed", "answer"),
    ]
