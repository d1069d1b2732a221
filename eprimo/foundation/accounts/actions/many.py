"""Accounts for a whole academy: the rule of `logins`, as one statement, for imports that write by sets."""

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.db.models import GeneratedField
from django.db.models.fields import NOT_PROVIDED

from eprimo.foundation.accounts.models import Account

# `logins.login_base` in SQL: « lea-lou.le-goff ».
_PART = "btrim(regexp_replace(replace(eprimo_key({name}), ' ', '-'), '[^a-z0-9.]+', '-', 'g'), '-.')"
_BASE = (
    "rtrim(left(concat_ws('.', NULLIF("
    + _PART.format(name="p.first_name")
    + ", ''), NULLIF("
    + _PART.format(name="coalesce(NULLIF(p.usual_name, ''), p.last_name)")
    + ", '')), 48), '0123456789-.')"
)
# Unusable as Django understands it: an exclamation mark, then what nobody can guess.
_UNUSABLE = (
    "'!' || replace(gen_random_uuid()::text, '-', '') || left(replace(gen_random_uuid()::text, '-', ''), 8)"
)

_NEED = """
CREATE TEMPORARY TABLE account_need AS
SELECT id, sort_key, CASE WHEN length(base) > 1 THEN base ELSE 'compte' END AS base FROM (
  SELECT p.id, p.sort_key, {base} AS base FROM directory_person p
  WHERE p.id IN ({people}) AND p.erased_at IS NULL
    AND NOT EXISTS (SELECT FROM accounts_account a WHERE a.person_id = p.id)
) named
"""
# The list of bases as an array: it is looked up in the index, whatever the statistics say of a table being filled.
_INSERT = """
WITH taken AS (
  SELECT regexp_replace(a.login, '[0-9]+$', '') AS base,
    max(coalesce(left(substring(a.login FROM '[0-9]+$'), 9)::int, 1)) AS number
  FROM accounts_account a
  WHERE regexp_replace(a.login, '[0-9]+$', '') = ANY(ARRAY(SELECT DISTINCT base FROM account_need)) GROUP BY 1
), numbered AS (
  SELECT n.id, n.base,
    coalesce(t.number, 0) + row_number() OVER (PARTITION BY n.base ORDER BY n.sort_key, n.id) AS number
  FROM account_need n LEFT JOIN taken t ON t.base = n.base
)
INSERT INTO accounts_account (person_id, login, password{columns})
SELECT id, base || CASE number WHEN 1 THEN '' ELSE number::text END, {password}{defaults} FROM numbered
"""


@transaction.atomic
def accounts_ensure_many(
    *, people: str, values: dict[str, Any], before_numbers: Callable[[], None] = lambda: None
) -> int:
    """An account for each person of the query `people` (one column of ids) who has none; returns how many were made.

    `before_numbers`: called when all is ready but the numbers of namesakes, which go on from those that are there.

    No password is hashed. Raises IntegrityError when another import took one of the logins meanwhile: try again.
    """
    names, filled = _defaults()
    columns = "".join(f', "{name}"' for name in names)
    defaults = "".join(f", %(default_{name})s" for name in names)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.account_need")
        cursor.execute(_NEED.format(base=_BASE, people=people), values)
        cursor.execute("ANALYZE account_need")
        before_numbers()
        cursor.execute(_INSERT.format(columns=columns, defaults=defaults, password=_UNUSABLE), filled)
        made = int(cursor.rowcount)
        cursor.execute("DROP TABLE account_need")
    return made


def _defaults() -> tuple[list[str], dict[str, Any]]:
    """Columns that may not be empty and that Django fills, with what it would write."""
    names: list[str] = []
    values: dict[str, Any] = {}
    for field in Account._meta.local_concrete_fields:  # noqa: SLF001 - the documented interface of models
        given = field.attname in {"id", "person_id", "login", "password"} or isinstance(field, GeneratedField)
        if given or field.null or field.db_default is not NOT_PROVIDED:
            continue
        names.append(field.attname)
        values[f"default_{field.attname}"] = field.get_db_prep_save(field.get_default(), connection)
    return names, values
