"""What a version says, as words that are looked for."""

import django.contrib.postgres.search
from django.db import migrations, models

import eprimo.foundation.content.models

# Words, accents and capitals apart (A), and their French stems (B): two vocabularies, since the stem of « Léa » is a word
# of every text. Of the text, what is read and no structure.
FUNCTION = """
CREATE FUNCTION content_words(title text, body jsonb) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT pg_catalog.setweight(pg_catalog.to_tsvector('pg_catalog.simple', folded), 'A')
      || pg_catalog.setweight(pg_catalog.to_tsvector('pg_catalog.french', folded), 'B')
    FROM (SELECT public.eprimo_key(pg_catalog.concat_ws(' ', title, pg_catalog.jsonb_path_query_array(
      body, 'strict $.** ? (@.type == "text").text')::text)) AS folded) AS said
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("content", "0009_territories_share"), ("kernel", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION content_words(text, jsonb)"),
        migrations.AddField(
            "version",
            "words",
            models.GeneratedField(
                db_persist=True,
                expression=eprimo.foundation.content.models.Words("title", "body"),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AlterModelOptions("version", {"base_manager_name": "objects"}),
    ]
