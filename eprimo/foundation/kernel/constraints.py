"""Keys of two columns: a row of a school points to rows of its own school alone, whoever writes."""

from typing import Any

from django.db import models
from django.db.backends.ddl_references import Statement, Table


class SameSchool(models.BaseConstraint):
    """A constraint: what `field` names is of the school of the row.

    The key of one column is checked by the owner of the tables, who sees every school: it accepts any row that exists.
    What is named has a unique key on (its key, school). Checked at the end of the transaction. A row without school, or
    that names nothing, passes.
    """

    def __init__(self, field: str, *, name: str) -> None:
        super().__init__(name=name)
        self.field = field

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        self.create_sql(model, schema_editor)

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        """Return SQL that runs at the end of the migration, when the unique key stands that is pointed to, whatever
        came first."""
        own = model._meta.get_field(self.field)  # noqa: SLF001 - documented
        there = own.remote_field.model._meta  # noqa: SLF001 - documented
        columns = own.column, model._meta.get_field("school").column  # noqa: SLF001 - documented
        named = own.target_field.column, there.get_field("school").column
        quoted = schema_editor.quote_name
        key = (
            f"ADD CONSTRAINT %(name)s FOREIGN KEY ({', '.join(map(quoted, columns))})"
            f" REFERENCES {quoted(there.db_table)} ({', '.join(map(quoted, named))}) DEFERRABLE INITIALLY DEFERRED"
        )
        schema_editor.deferred_sql.append(self._alter(model, schema_editor, key))

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        return self._alter(model, schema_editor, "DROP CONSTRAINT %(name)s")

    def _alter(self, model: Any, schema_editor: Any, how: str) -> Statement:
        table = Table(model._meta.db_table, schema_editor.quote_name)  # noqa: SLF001 - documented
        return Statement(
            f"ALTER TABLE %(table)s {how}", table=table, name=schema_editor.quote_name(self.name)
        )

    def validate(self, *_: Any, **__: Any) -> None:
        """Do nothing for a form: the database says so at the end of the transaction, as it does of a key of one
        column."""

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path, _, options = super().deconstruct()
        return path, (self.field,), {"name": options["name"]}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SameSchool):
            return NotImplemented
        return (self.field, self.name) == (other.field, other.name)

    def __hash__(self) -> int:
        return hash((self.field, self.name))

    def __repr__(self) -> str:
        return f"<SameSchool: field={self.field!r} name={self.name!r}>"
