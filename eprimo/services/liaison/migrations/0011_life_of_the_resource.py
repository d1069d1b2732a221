"""A note has the life, the draft key and the revision of its resource: they stood twice."""

from django.db import migrations, models
from django.db.models import Q

_MOVE = """
UPDATE content_resource r SET revision = n.revision, draft_key = n.draft_key, published_at = n.sent_at,
  visible_from = n.visible_from, withdrawn_at = n.withdrawn_at
FROM liaison_note n WHERE n.resource_id = r.id
"""
_BACK = """
UPDATE liaison_note n SET revision = r.revision, draft_key = r.draft_key, sent_at = r.published_at,
  visible_from = r.visible_from, withdrawn_at = r.withdrawn_at
FROM content_resource r WHERE n.resource_id = r.id
"""
# The year of what is owed and the instant of the publication stand in two tables: neither is without the other.
_HELD = """
CREATE FUNCTION liaison_note_of_year() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.liaison_note n JOIN public.content_resource r ON r.id = n.resource_id
             WHERE n.resource_id = (to_jsonb(NEW) ->> TG_ARGV[0])::bigint
               AND (n.school_year IS NULL) <> (r.published_at IS NULL)) THEN
    RAISE EXCEPTION 'a note is published without a year, or has a year unpublished'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'note_of_year';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER note_of_year AFTER INSERT OR UPDATE OF school_year ON liaison_note
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION liaison_note_of_year('resource_id');
CREATE CONSTRAINT TRIGGER note_of_year AFTER UPDATE OF published_at ON content_resource
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.service = 'liaison')
EXECUTE FUNCTION liaison_note_of_year('id');
"""
_LET_GO = """
DROP TRIGGER note_of_year ON content_resource;
DROP TRIGGER note_of_year ON liaison_note;
DROP FUNCTION liaison_note_of_year();
"""


class Migration(migrations.Migration):
    dependencies = [("liaison", "0010_confirmed_words"), ("content", "0004_visible_after_published")]

    operations = [
        migrations.RunSQL(_MOVE, _BACK),
        migrations.RemoveConstraint("note", "note_visible_after_sent"),
        migrations.RemoveConstraint("note", "note_answer_has_questions"),
        migrations.RemoveConstraint("note", "note_event_has_day"),
        migrations.RemoveField("note", "revision"),
        migrations.RemoveField("note", "draft_key"),
        migrations.RemoveField("note", "sent_at"),
        migrations.RemoveField("note", "visible_from"),
        migrations.RemoveField("note", "withdrawn_at"),
        migrations.AddConstraint(
            "note",
            models.CheckConstraint(
                condition=~Q(kind="answer") | ~Q(questions=[]) | Q(school_year=None),
                name="note_answer_has_questions",
            ),
        ),
        migrations.AddConstraint(
            "note",
            models.CheckConstraint(
                condition=~Q(kind__in=["bring", "closed", "event"]) | Q(event_on__isnull=False) | Q(school_year=None),
                name="note_event_has_day",
            ),
        ),
        migrations.RunSQL(_HELD, _LET_GO),
    ]
