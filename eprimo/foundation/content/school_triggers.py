"""What is of no school: the database holds every row beside a resource to it, so that nothing about a child is there.

A resource of a territory has targets of territories alone (`target_of_school_or_territory`), shares with audiences of
territories alone, and its rows are of no school, as those of a school's resources are of that school.
"""

from django.db.migrations import RunSQL


def held_to_no_school(table: str) -> RunSQL:
    """Return the operation that holds rows without a school to resources without one. It stands in the migration of a
    table beside resources whose school may be empty."""
    return RunSQL(
        f"CREATE TRIGGER of_no_school BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW "
        "WHEN (NEW.school_id IS NULL) EXECUTE FUNCTION content_of_no_school()",
        f"DROP TRIGGER of_no_school ON {table}",
    )
