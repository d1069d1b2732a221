"""Whom a note is for, and who is named on it, stand where they stand of every content."""

from django.db import migrations

CARRY = """
INSERT INTO content_target (resource_id, school_id, kind, target, pupils)
SELECT t.note_id, t.school_id,
  CASE WHEN t.class_group_id IS NOT NULL THEN 'class' WHEN t.group_id IS NOT NULL THEN 'group' ELSE 'child' END,
  COALESCE(t.class_group_id, t.group_id, t.child_id), n.to_pupils AND t.child_id IS NULL
FROM liaison_notetarget t JOIN liaison_note n ON n.resource_id = t.note_id
UNION ALL
SELECT note_id, school_id, 'person', person_id, false FROM liaison_notefollower
"""
# Who heads the school manages its notes.
MANAGE = """
UPDATE content_share s SET level = 4 FROM access_audience a
WHERE a.id = s.audience_id AND a.profile = 'head' AND s.service = 'liaison'
"""


class Migration(migrations.Migration):
    dependencies = [("content", "0005_target_person"), ("liaison", "0012_facts_of_versions")]

    operations = [
        migrations.RunSQL(CARRY),
        migrations.RunSQL(MANAGE),
        migrations.DeleteModel("NoteTarget"),
        migrations.DeleteModel("NoteFollower"),
        migrations.RemoveField("note", "to_pupils"),
    ]
