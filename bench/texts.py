"""Words of texts, computed once for each text while tables are filled: the notes of an academy say four things, its
homework eight, where those of a real one are each computed when they are written."""

from collections.abc import Iterator
from contextlib import contextmanager

from bench.rows import execute, fetch

# Of generated columns: what each is called with, and by which number a text is known.
_FUNCTIONS = {
    "content_words(text, jsonb)": ("title, body", "hashtextextended(title, jsonb_hash_extended(body, 0))"),
    "content_line_words(text)": ("line", "hashtextextended(line, 1)"),
}
# A generated column calls its function as it is written at that moment.
_KEPT = """
CREATE OR REPLACE FUNCTION {name}({declared}) RETURNS tsvector LANGUAGE plpgsql AS $$
DECLARE
  asked bigint := {key};
  found tsvector := (SELECT words FROM text_words WHERE key = asked);
BEGIN
  IF found IS NULL THEN
    found := {name}_computed({given});
    INSERT INTO text_words VALUES (asked, found);
  END IF;
  RETURN found;
END $$
"""


@contextmanager
def computed_once() -> Iterator[None]:
    """The columns hold what they would hold; their functions are again as they were at the end of the block."""
    execute("CREATE TEMP TABLE text_words (key bigint PRIMARY KEY, words tsvector NOT NULL)")
    before = {}
    for called, (given, key) in _FUNCTIONS.items():
        name = called.partition("(")[0]
        [(definition, declared)] = fetch(
            "SELECT pg_get_functiondef(oid), pg_get_function_arguments(oid) FROM pg_proc"
            " WHERE oid = %s::regprocedure",
            [called],
        )
        before[name] = definition
        execute(definition.replace(f"{name}(", f"{name}_computed(", 1))
        execute(_KEPT.format(name=name, declared=declared, key=key, given=given))
    yield
    for called in _FUNCTIONS:
        name, _, types = called.partition("(")
        execute(before[name])
        execute(f"DROP FUNCTION {name}_computed({types}")
    execute("DROP TABLE text_words")
