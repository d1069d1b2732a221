"""Notes that may be put away: their author did it, they were taken back, a class or a group was closed, a child is named.

A class that is closed, by whatever writes it, says so to its notes: the list of what is put away asks each again.
"""

from django.db import migrations

_FOLLOWS = """
CREATE FUNCTION liaison_put_away() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  WITH over AS (
    SELECT DISTINCT h.resource_id AS id FROM public.access_audience u JOIN public.content_share h ON h.audience_id = u.id
     WHERE u.kind = TG_ARGV[0] AND u.target = NEW.id AND h.service = 'liaison' AND NOT h.put_away
  ), things AS (
    UPDATE public.content_resource r SET put_away = true FROM over WHERE r.id = over.id AND NOT r.put_away
  )
  UPDATE public.content_share h SET put_away = true FROM over WHERE h.resource_id = over.id AND NOT h.put_away;
  RETURN NULL;
END $$;
CREATE TRIGGER notes_put_away AFTER UPDATE OF closed_at ON directory_classgroup FOR EACH ROW
WHEN (OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL) EXECUTE FUNCTION liaison_put_away('class');
CREATE TRIGGER notes_put_away AFTER UPDATE OF closed_at ON directory_group FOR EACH ROW
WHEN (OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL) EXECUTE FUNCTION liaison_put_away('group');
"""
_LET_GO = """
DROP TRIGGER notes_put_away ON directory_group;
DROP TRIGGER notes_put_away ON directory_classgroup;
DROP FUNCTION liaison_put_away();
"""
_BEFORE = """
UPDATE content_resource r SET put_away = true WHERE r.service = 'liaison' AND NOT r.put_away AND (
  r.withdrawn_at IS NOT NULL
  OR EXISTS (SELECT FROM liaison_note n WHERE n.resource_id = r.id AND n.archived_at IS NOT NULL)
  OR EXISTS (SELECT FROM content_target t
    LEFT JOIN directory_classgroup g ON t.kind = 'class' AND g.id = t.target
    LEFT JOIN directory_group q ON t.kind = 'group' AND q.id = t.target
    WHERE t.resource_id = r.id AND (t.kind = 'child' OR g.closed_at IS NOT NULL OR q.closed_at IS NOT NULL)));
UPDATE content_share h SET put_away = true FROM content_resource r
WHERE r.id = h.resource_id AND r.put_away AND NOT h.put_away;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("liaison", "0020_waited_for"),
        ("content", "0013_what_is_put_away"),
        ("access", "0006_levels"),
        ("directory", "0030_without_reasons"),
    ]

    operations = [
        migrations.RunSQL(_FOLLOWS, _LET_GO),
        migrations.RunSQL(_BEFORE, migrations.RunSQL.noop),
    ]
