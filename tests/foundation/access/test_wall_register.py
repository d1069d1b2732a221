"""Each table says who reads and who writes it, once; nothing that computes reach is written by who is not its own
(`docs/decisions/0057-the-second-wall.md`)."""

import re
from pathlib import Path

from django.apps import apps

from eprimo.foundation.access.wall import functions
from eprimo.foundation.kernel.table_rules import Tier
from eprimo.foundation.kernel.wall import guards, tier_of
from eprimo.foundation.kernel.wall_register import page

ROOT = Path(__file__).resolve().parents[3]
OURS = [
    model
    for model in apps.get_models(include_auto_created=True)
    if model.__module__.startswith("eprimo.") and model._meta.managed and not model._meta.proxy
]


def test_every_table_stands_behind_the_wall() -> None:
    assert {guard.table for guard in guards()} >= {model._meta.db_table for model in OURS}


def test_each_table_says_who_reads_and_writes_it() -> None:
    """In its model; or its column `school` says it, or its tier. What says nothing is closed."""
    silent = [
        model._meta.label for model in OURS if tier_of(model) is Tier.OPEN and not hasattr(model, "writes")
    ]
    assert silent == []


def test_where_every_page_reads_all_rows_the_reason_stands_there() -> None:
    open_ = [model for model in OURS if tier_of(model) is Tier.OPEN and model.writes.read == "true"]  # type: ignore[attr-defined]
    assert [model._meta.label for model in open_ if not model.writes.why] == []  # type: ignore[attr-defined]


def test_the_page_of_the_register_is_what_the_models_say() -> None:
    """`python manage.py wall_tables > docs/security/tables.md` writes it."""
    assert (ROOT / "docs/security/tables.md").read_text(encoding="utf-8") == page()


# What decides which rows a session reaches, by the text of its functions: of the schools, and of the group.
_REACH = (
    "links", "standing_for", "directed", "in_academy", "gives", "run", "leads", "leads_account", "leads_mandates",
    "directs_family", "directs_link", "widen", "opened", "own", "members", "own_members", "keeps_market",
    "markets_held", "markets_of_members",
)  # fmt: skip


def _tables_read(text: str) -> dict[str, set[str]]:
    """The tables that each function of a text names."""
    bodies = re.split(
        r"^(?:CREATE|DROP)\b[^\n]*?FUNCTION(?: IF EXISTS)? wall\.(\w+)", text, flags=re.MULTILINE
    )
    found: dict[str, set[str]] = {}
    for name, body in zip(bodies[1::2], bodies[2::2], strict=True):
        found.setdefault(name, set()).update(re.findall(r"\bpublic\.([a-z_]+)", body))
    return found


def test_what_computes_reach_is_written_by_nobody_who_would_gain() -> None:
    """None of these tables is written whole by every page, or by whom its own columns name."""
    group = (ROOT / "eprimo/steering/consortium/wall.sql").read_text(encoding="utf-8")
    read = _tables_read(functions() + group)
    assert set(_REACH) <= set(read)
    tables = set().union(*(read[name] for name in _REACH)) - {"kernel_platform"}
    assert {"directory_serviceschool", "directory_schoolcirconscription", "directory_mandate"} <= tables
    written = {guard.table: guard.writes for guard in guards()}
    free = {
        name: condition
        for name in tables & set(written)
        if (writes := written[name]) is not None
        for condition in (writes.insert, writes.update, writes.delete)
        if condition == "true" or (condition and "wall." not in condition)
    }
    assert free == {}
    # Behind the wall by their school or their person alone, a page writes what it reaches: none of these is.
    assert {name for name in tables if written.get(name) is None} <= {"directory_person", "staging"}
