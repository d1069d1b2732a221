"""Accounts for a whole academy: the rule of `logins`, as statements, for imports that write by sets."""

from typing import Any

from django.db import connection, transaction
from django.db.models import GeneratedField
from django.db.models.fields import NOT_PROVIDED

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.kernel.statements import script

# `logins.login_base` in SQL: « lea-lou.le-goff ».
_PART = "btrim(regexp_replace(replace(eprimo_key({name}), ' ', '-'), '[^a-z0-9.]+', '-', 'g'), '-.')"
_BASE = (
    "rtrim(left(concat_ws('.', NULLIF("
    + _PART.format(name="p.first_name")
    + ", ''), NULLIF("
    + _PART.format(name="p.last_name")
    + ", '')), 48), '0123456789-.')"
)

# Set apart first, so that the planner knows how many they are: making their bases is then shared between processes.
_NEED = """
CREATE UNLOGGED TABLE {into}_need AS {people};
ANALYZE {into}_need
"""
# The list of bases as an array: it is looked up in the index, whatever the statistics say of a table being filled.
_NUMBER = """
CREATE UNLOGGED TABLE {into} AS
WITH need AS MATERIALIZED (
  SELECT person_id, turn, CASE WHEN length(base) > 1 THEN base ELSE 'compte' END AS base
  FROM (SELECT p.person_id, p.turn, {base} AS base FROM {into}_need p) named
), taken AS (
  SELECT regexp_replace(a.login, '[0-9]+$', '') AS base,
    max(coalesce(left(substring(a.login FROM '[0-9]+$'), 9)::int, 1)) AS number
  FROM accounts_account a
  WHERE regexp_replace(a.login, '[0-9]+$', '') = ANY(ARRAY(SELECT DISTINCT base FROM need)) GROUP BY 1
), numbered AS (
  SELECT n.person_id, n.turn, n.base,
    coalesce(t.number, 0) + row_number() OVER (PARTITION BY n.base ORDER BY n.turn, n.person_id) AS number
  FROM need n LEFT JOIN taken t ON t.base = n.base
)
SELECT person_id, turn, base || CASE number WHEN 1 THEN '' ELSE number::text END AS login FROM numbered
"""
_INSERT = """
INSERT INTO accounts_account (person_id, login{columns})
SELECT n.person_id, n.login{defaults} FROM {numbered} n
WHERE n.turn = %(turn)s ORDER BY n.login
"""


def logins_number_many(*, people: str, values: dict[str, Any], into: str) -> None:
    """Make the table `into`: a login that nobody has for each person of the query `people`.

    The query gives `person_id`, `first_name`, `last_name` (as shown) and `turn`, of people who have no account: they
    may be of nobody's knowledge yet. Namesakes are numbered from one turn to the next.
    """
    with script() as cursor:
        cursor.execute(_NEED.format(into=into, people=people), values)
        cursor.execute(_NUMBER.format(into=into, base=_BASE))
        cursor.execute(f"DROP TABLE {into}_need; CREATE INDEX ON {into} (turn); ANALYZE {into}")


@transaction.atomic
def accounts_make_many(*, numbered: str, turn: int) -> int:
    """Make the accounts of one turn, with the logins that were numbered into this table; returns how many were made.
    Nothing opens them yet.

    Raises IntegrityError when somebody else took a login, or made an account, since: number them again.
    """
    names, filled = _defaults()
    columns = "".join(f', "{name}"' for name in names)
    defaults = "".join(f", %(default_{name})s" for name in names)
    statement = _INSERT.format(columns=columns, defaults=defaults, numbered=numbered)
    with connection.cursor() as cursor:
        cursor.execute(statement, {**filled, "turn": turn})
        return int(cursor.rowcount)


def _defaults() -> tuple[list[str], dict[str, Any]]:
    """Columns that may not be empty and that Django fills, with what it would write."""
    names: list[str] = []
    values: dict[str, Any] = {}
    for field in Account._meta.local_concrete_fields:  # noqa: SLF001 - the documented interface of models
        given = field.attname in {"id", "person_id", "login"} or isinstance(field, GeneratedField)
        if given or field.null or field.db_default is not NOT_PROVIDED:
            continue
        names.append(field.attname)
        values[f"default_{field.attname}"] = field.get_db_prep_save(field.get_default(), connection)
    return names, values
