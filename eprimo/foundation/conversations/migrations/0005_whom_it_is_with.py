"""On a matter, whom of the school a conversation is with; none was begun before."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from eprimo.foundation.kernel.constraints import SameSchool


class Migration(migrations.Migration):

    dependencies = [("access", "0004_same_school"), ("conversations", "0004_one_word_and_seats")]

    operations = [
        migrations.RemoveConstraint("conversation", "conversation_once_a_matter"),
        migrations.RemoveConstraint("conversation", "conversation_of_thing_or_matter"),
        migrations.AddField(
            "conversation",
            "audience",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="access.audience"
            ),
        ),
        migrations.AddConstraint(
            "conversation", SameSchool("audience", name="conversation_audience_same_school")
        ),
        migrations.AddConstraint(
            "conversation",
            models.UniqueConstraint(
                "school_year", "school", "child", "guardian", "matter", "audience",
                name="conversation_once_a_matter", condition=Q(resource=None),
            ),
        ),
        migrations.AddConstraint(
            "conversation",
            models.CheckConstraint(
                condition=Q(resource=None, matter__in=["health", "leaving", "other", "work"], audience__isnull=False)
                | Q(resource__isnull=False, matter="", audience=None),
                name="conversation_of_thing_or_matter",
            ),
        ),
    ]
