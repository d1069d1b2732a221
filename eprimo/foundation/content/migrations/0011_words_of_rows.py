"""What a row of a thing says, as words that are looked for."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION content_line_words(line text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT public.content_words(line, '{}'::jsonb)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("content", "0010_words_of_versions")]

    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION content_line_words(text)")]
