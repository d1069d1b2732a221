"""What the application's roles may do with each table and function: they own nothing, and some tables they only add to.

A partition has no right of its own: rights, and the policies that say which rows, are those of its parent, and do not
hold where a partition is asked by its name. A function is called by the application when it stands here; nobody hangs
one that works as the owner on a table of the own. No table is made, not even a temporary one, which would stand before
ours for whoever has the connection next.
"""

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper

# INSERT and SELECT only: what happened stays written.
APPEND_ONLY = ("kernel_auditline", "kernel_auditseal", "kernel_audithead")

# What the application calls by name; triggers call the others, and need nobody's right for it.
CALLED = (
    "eprimo_key(text)",
    "content_words(text,jsonb)",
    "content_line_words(text)",
    "directory_draw_animals(bigint[])",
    "directory_raise_people(bigint[])",
    "directory_raise_schools(bigint[])",
)

# Of this role alone: where an extension has tables, others answer for them.
_PARTITIONS = """
SELECT relname FROM pg_class WHERE relispartition AND relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
  AND pg_has_role(relowner, 'USAGE') ORDER BY 1
"""
_FUNCTIONS = """
SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
  AND pg_has_role(p.proowner, 'USAGE')
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
ORDER BY 1
"""


def apply_grants() -> None:
    """Give the roles of the pages, of the door and of the worker their rights on the tables of models, on sequences and
    on what they call (as owner), and take every right from partitions and from other functions. What is no table of a
    model, such as a partition that was detached, is given nothing. They differ by the second wall only
    (`kernel.wall`)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolname IN (%s, %s, %s)",
            [settings.APPLICATION_ROLE, settings.WORKER_ROLE, settings.DOOR_ROLE],
        )
        there = [role for (role,) in cursor.fetchall()]
        quoted = ", ".join(map(connection.ops.quote_name, there))
        if not quoted:
            return  # one role only, in a database that was given: nothing to grant to
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quoted}")
        held = connection.introspection.django_table_names(only_existing=True, include_views=False)
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {_listed(held)} TO {quoted}")
        # `check` reads which migrations were applied; the owner writes them.
        cursor.execute(
            f"REVOKE ALL ON django_migrations FROM {quoted}; GRANT SELECT ON django_migrations TO {quoted}"
        )
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {quoted}")
        cursor.execute(f"REVOKE SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public FROM {quoted}")
        cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {_listed(APPEND_ONLY)} FROM {quoted}")
        _close_columns(cursor)
        _keep_columns(cursor, [role for role in there if role != settings.WORKER_ROLE])
        _close_partitions(cursor, quoted)
        _close_functions(cursor, quoted)
        database = connection.ops.quote_name(connection.settings_dict["NAME"])
        # A cluster of before PostgreSQL 15 lets everybody make things there.
        cursor.execute(f"REVOKE CREATE ON SCHEMA public FROM {quoted}, PUBLIC")
        cursor.execute(f"REVOKE TEMPORARY ON DATABASE {database} FROM {quoted}, PUBLIC")


def _close_columns(cursor: CursorWrapper) -> None:
    """What pages write and do not read: `unread` of a model."""
    role = connection.ops.quote_name(settings.APPLICATION_ROLE)
    for model in apps.get_models():
        unread = getattr(model, "unread", ())
        if not unread:
            continue
        meta = model._meta  # noqa: SLF001 - the documented interface of models
        read = _columns(cursor, meta.db_table, without=unread)
        if read:
            table = _listed([meta.db_table])
            cursor.execute(
                f"REVOKE SELECT ON {table} FROM {role}; GRANT SELECT ({_listed(read)}) ON {table} TO {role}"  # noqa: S608
            )


def _keep_columns(cursor: CursorWrapper, answering: list[str]) -> None:
    """What triggers keep, and what answers people does not change: `unwritten` of a model."""
    written_by = _listed(answering)
    for model in apps.get_models():
        kept = getattr(model, "unwritten", ())
        if not kept:
            continue
        meta = model._meta  # noqa: SLF001 - the documented interface of models
        table = _listed([meta.db_table])
        names = _columns(cursor, meta.db_table, without=kept)
        if not names:
            continue
        cursor.execute(f"REVOKE UPDATE ON {table} FROM {written_by}")
        cursor.execute(f"GRANT UPDATE ({_listed(names)}) ON {table} TO {written_by}")


def _columns(cursor: CursorWrapper, table: str, *, without: tuple[str, ...]) -> list[str]:
    """None where the table is not made yet."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s",
        [table],
    )
    return [name for (name,) in cursor.fetchall() if name not in without]


def _close_partitions(cursor: CursorWrapper, role: str) -> None:
    cursor.execute(_PARTITIONS)
    if names := [name for (name,) in cursor.fetchall()]:
        cursor.execute(f"REVOKE ALL ON {_listed(names)} FROM {role}, PUBLIC")


def _close_functions(cursor: CursorWrapper, role: str) -> None:
    cursor.execute(_FUNCTIONS)
    names = [name for (name,) in cursor.fetchall()]
    cursor.execute(f"REVOKE ALL ON FUNCTION {', '.join(names)} FROM {role}, PUBLIC")
    # Fewer while migrations are under way.
    called = [name for name in names if name in CALLED]
    cursor.execute(f"GRANT EXECUTE ON FUNCTION {', '.join(called)} TO {role}")


def _listed(tables: list[str] | tuple[str, ...]) -> str:
    return ", ".join(map(connection.ops.quote_name, sorted(tables)))
