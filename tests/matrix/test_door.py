"""Who is not signed in touches what opens people's spaces at the door alone (`kernel.sign_in_connection`)."""

import re
from typing import Any

import pytest
from django.db import connection
from django.urls import resolve, reverse

from eprimo.foundation.kernel.wall import guards
from tests.matrix.asking import methods_of, try_
from tests.matrix.lines import LINES
from tests.matrix.scene import Scene

pytestmark = pytest.mark.django_db

PUBLIC = {name: line for name, line in LINES.items() if line.public}
# Signed, or written, for everybody to read.
PUBLISHED = {"kernel_audithead", "governance_news", "consortium_market", "directory_academy"}
# Whoever is nobody writes lines of the trail, too.
CLOSED = [
    guard.table
    for guard in guards()
    if guard.writes is not None and guard.writes.insert != "true" and guard.table not in PUBLISHED
]
_CLOSED = re.compile(rf"\b({'|'.join(CLOSED)})\b")


def test_no_public_page_touches_a_closed_table_without_the_mark(scene: Scene) -> None:
    touched: dict[str, set[str]] = {}
    for line in PUBLIC.values():
        for variant in line.variants:
            found = touched.setdefault(line.route, set())

            def watch(
                execute: Any, sql: Any, params: Any, many: bool, context: Any, found: set[str] = found
            ) -> Any:
                found.update(_CLOSED.findall(sql if isinstance(sql, str) else sql.as_string(None)))
                return execute(sql, params, many, context)

            with connection.execute_wrapper(watch):
                for method in methods_of(line, variant):
                    try_(scene, line, variant, method, "nobody")
    # What opens by a key of its own enters as its person, and reads as that person's pages do (`access.feeds`).
    marked = {
        line.route
        for line in PUBLIC.values()
        for variant in line.variants
        for view in [resolve(reverse(line.route, args=variant.args(scene))).func]
        if getattr(view, "at_the_door", False) or getattr(view, "by_key", False)
    }
    assert {route for route, tables in touched.items() if tables} - marked == set()
    assert {route for route, tables in touched.items() if tables} >= {"accounts:sign_in", "accounts:recover"}
