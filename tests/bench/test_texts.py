"""What the bench spares itself changes nothing of what it makes."""

import pytest
from django.db import transaction

from bench.rows import execute, fetch
from bench.texts import computed_once

_TEXTS = """
SELECT content_words(title, body), content_line_words(title)
FROM (VALUES ('Sortie au château', '{"content": [{"type": "text", "text": "Jeudi, les élèves partent."}]}'::jsonb),
             ('Sortie au château', '{}'), ('', '{}'), ('Lire la page 24', '{"type": "text", "text": "Lire"}'))
     said(title, body), generate_series(1, 2)
"""
_FUNCTIONS = "SELECT proname, prosrc, provolatile FROM pg_proc WHERE proname ~ '^content_.*words' ORDER BY 1"


@pytest.mark.django_db
def test_words_that_are_computed_once_are_those_of_each_text() -> None:
    with transaction.atomic():
        execute("RESET ROLE")
        words, functions = fetch(_TEXTS), fetch(_FUNCTIONS)
        with computed_once():
            assert fetch(_TEXTS) == words
            # Four texts, three lines, and what a line is made of: a title without a text, of which two stand here.
            assert fetch("SELECT count(*) FROM text_words") == [(8,)]
        assert (fetch(_TEXTS), fetch(_FUNCTIONS)) == (words, functions)
        transaction.set_rollback(True)
