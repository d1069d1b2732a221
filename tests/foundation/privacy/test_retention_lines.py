"""What is declared can be carried out: every line names columns, a clock, a fate for each person, and is obeyed."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.utils.module_loading import import_string

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.retention_rules import After, ByAct, LastRight, Retention, With, YearOver
from eprimo.foundation.kernel.services import discover, retentions
from eprimo.foundation.privacy.retention_rows import rows_over, school_year
from eprimo.foundation.privacy.retention_run import steps_of_night
from tests.conftest import NOW

discover()
LINES = retentions()
MODELS = [
    model
    for config in apps.get_app_configs()
    if config.name.startswith("eprimo.")
    for model in config.get_models()
]


def _to(model: type[models.Model], target: type[models.Model]) -> list[Any]:
    return [one for one in model._meta.fields if one.is_relation and one.related_model is target]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.model)
def test_a_line_is_no_mere_words(line: Retention) -> None:
    """Purpose, basis, people, recipients, and what is done when: all of it can be read by a machine."""
    assert line.of is not None, "Say which processing of the register it belongs to."
    assert line.of.purpose
    assert line.people or line.of.people
    assert line.recipients or line.of.recipients
    assert line.ends, "Say what event starts the clock, how long it runs, and what is done (`ends`)."
    model = apps.get_model(line.model)
    for end in line.ends:
        if isinstance(end, After | YearOver):
            # It makes a statement that the database bears.
            assert str(rows_over(line, end).query)
        elif isinstance(end, With):
            relation = model._meta.get_field(end.relation)
            assert relation.remote_field.on_delete is models.CASCADE, "It would stay behind."
        elif isinstance(end, ByAct):
            assert callable(import_string(end.path))
        else:
            assert isinstance(end, LastRight)
            assert any(fate.goes for fate in line.persons.values()) or model is Person


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_each_column_that_names_a_person_says_what_becomes_of_it(model: type[models.Model]) -> None:
    """When that person is erased: the row goes, or stays without the name. An account's rows go with the account."""
    declared = {column for line in LINES if line.model == model._meta.label for column in line.persons}
    named = {one.name for one in _to(model, Person)}
    assert named == declared
    for one in _to(model, Account):
        assert one.remote_field.on_delete is models.CASCADE, one.name


def test_every_clock_is_a_step_of_the_night() -> None:
    """No line waits for somebody to do it by hand; what goes with another row goes with it."""
    named = [step.name for step in steps_of_night()]
    for line in LINES:
        clocks = [end for end in line.ends if isinstance(end, After | YearOver | ByAct)]
        assert named.count(line.model) == len(clocks), line.model
    assert {"replay", "adults", "children", "stubs"} <= set(named)


def test_what_names_a_person_and_has_no_clock_goes_with_the_person_or_its_row() -> None:
    """Nothing is kept for ever."""
    for line in LINES:
        clocks = [end for end in line.ends if isinstance(end, After | YearOver | ByAct | With)]
        goes = any(fate.goes for fate in line.persons.values())
        assert clocks or goes or line.model == "directory.Person", line.model


@pytest.mark.parametrize(("month", "year"), [(8, 2025), (9, 2026), (12, 2026)])
def test_a_school_year_begins_in_september(month: int, year: int) -> None:
    assert school_year(NOW.replace(month=month).date()) == year


@pytest.mark.django_db
def test_a_clock_waits_for_its_time() -> None:
    """Seven days after an event was carried on, and not before; what is not done yet stays."""
    from eprimo.foundation.kernel.models import OutboxEvent

    line = next(one for one in LINES if one.model == "kernel.OutboxEvent")
    done = OutboxEvent.objects.create(kind="a", payload={}, state="done", done_at=NOW)
    OutboxEvent.objects.create(kind="b", payload={})
    end = next(end for end in line.ends if isinstance(end, After) and end.column == "done_at")
    for days, expected in ((6, []), (7, [done])):
        with clock.frozen(NOW + timedelta(days=days)):
            assert list(rows_over(line, end)) == expected
