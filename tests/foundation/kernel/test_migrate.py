"""Migrations render one model at a time, and the tables are those of the models all the same."""

from collections import defaultdict

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations.state import ModelState, ProjectState

from eprimo.foundation.kernel.management.commands.migrate import rendered_alone

_COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid WHERE a.attnum > 0 AND NOT a.attisdropped AND pg_table_is_visible(c.oid)
"""
_NAMES = """
SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE conrelid <> 0
UNION SELECT indrelid::regclass::text, indexrelid::regclass::text FROM pg_index
"""
_KEYS = """
SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text FROM pg_constraint c
JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey) WHERE c.contype = 'f'
"""
OURS = [
    model for config in apps.get_app_configs() if config.name.startswith("eprimo.")
    for model in config.get_models(include_auto_created=True) if model._meta.managed
]  # fmt: skip


def _by_table(statement: str) -> dict[str, set[tuple[object, ...]]]:
    found = defaultdict[str, set[tuple[object, ...]]](set)
    with connection.cursor() as cursor:
        cursor.execute(statement)
        for table, *rest in cursor.fetchall():
            found[table].add(tuple(rest))
    return found


def _kind(field: "models.Field[object, object]") -> str:
    """As the catalogue writes it."""
    text = (
        str(field.db_parameters(connection)["type"])
        .replace("varchar", "character varying")
        .replace(", ", ",")
    )
    return "time without time zone" if text == "time" else text


@pytest.mark.django_db
def test_the_tables_are_those_of_the_models() -> None:
    columns, names, keys = _by_table(_COLUMNS), _by_table(_NAMES), _by_table(_KEYS)
    assert len(OURS) > 100
    for model in OURS:
        table, fields = model._meta.db_table, model._meta.local_concrete_fields
        kinds = {(field.column, _kind(field), not field.null and not field.generated) for field in fields}
        assert columns[table] == kinds, model
        named = {(one.name,) for one in (*model._meta.constraints, *model._meta.indexes)}
        assert named <= names[table], model
        pointing = {
            (field.column, field.related_model._meta.db_table)
            for field in fields
            if isinstance(field, models.ForeignKey) and field.db_constraint
        }
        assert pointing <= keys[table], model


def _state() -> ProjectState:
    """A child that points to a school that points to a town."""
    state = ProjectState()
    for name, towards in (("Town", ""), ("School", "Town"), ("Child", "School")):
        fields: list[tuple[str, models.Field[object, object]]] = [
            ("id", models.BigAutoField(primary_key=True))
        ]
        if towards:
            fields.append(("at", models.ForeignKey(f"draft.{towards}", models.CASCADE)))
        state.add_model(ModelState("draft", name, fields))
    return state


def _classes(state: ProjectState) -> dict[str, type[models.Model]]:
    return {name: state.apps.get_model("draft", name) for name in ("Town", "School", "Child")}


def test_what_a_model_gains_is_rendered_on_it_alone() -> None:
    state = _state()
    before = _classes(state)
    with rendered_alone():
        state.add_field("draft", "school", "name", models.CharField(max_length=9), preserve_default=True)
        state.add_constraint("draft", "school", models.UniqueConstraint(fields=["name"], name="one_name"))
        after = _classes(state)
        assert {name for name in after if after[name] is not before[name]} == {"School"}
        assert after["School"]._meta.get_field("name").max_length == 9
        assert after["School"]._meta.get_field("at").related_model is before["Town"]
        # What code in a migration is shown is whole.
        state.clear_delayed_apps_cache()
        assert _classes(state)["Child"]._meta.get_field("at").related_model is _classes(state)["School"]


def test_a_key_that_changes_has_all_rendered_again() -> None:
    state = _state()
    before, rule = _classes(state), ProjectState.reload_model
    with rendered_alone():
        state.alter_field("draft", "town", "id", models.UUIDField(primary_key=True), preserve_default=True)
        after = _classes(state)
    assert not {name for name in after if after[name] is before[name]}
    assert after["School"]._meta.get_field("at").db_type(connection) == "uuid"
    assert ProjectState.reload_model is rule
