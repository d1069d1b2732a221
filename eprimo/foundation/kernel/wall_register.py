"""Who reads and who writes each table, in words: the page of the register in `docs/security/tables.md`.

It is drawn from what the models say (`wall`, `writes`), as the policies of the database are, and a test holds the page
to it.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model

from eprimo.foundation.kernel.table_rules import Tier, Writes
from eprimo.foundation.kernel.wall import tier_of, writes_of

_READS = {
    Tier.SCHOOL: "the schools of the session",
    Tier.PERSON: "the schools of the person, oneself, own children",
    Tier.OWN_OR_STAFF: "the person, and who works where the person is",
    Tier.EVENT: "who reaches all that the event does",
    Tier.NAMED: "the rows that the model names",
}

_HEAD = """# Who reads and writes each table

What row-level security lets a page reach of each table, whatever a statement asks: drawn from the models by
`manage.py wall_tables`, and held to them by a test. *Pages* are what answers people; the worker and the commands reach
all rows, the door the tables that are marked. Where every page reads all rows, the reason stands beside.

| table | pages read | pages write | door |
|---|---|---|---|
"""


def page() -> str:
    """Return the whole page, as Markdown."""
    return _HEAD + "".join(f"| {' | '.join(row)} |\n" for row in rows())


def rows() -> Iterator[tuple[str, str, str, str]]:
    """Yield a row of each table of a model, by name: its name, who reads it, who writes it, and whether the door has
    all of it."""
    for model in sorted(apps.get_models(include_auto_created=True), key=lambda one: one._meta.db_table):  # noqa: SLF001
        meta = model._meta  # noqa: SLF001 - the documented interface of models
        if meta.managed and not meta.proxy:
            tier, writes = tier_of(model), writes_of(model)
            door = "all" if _door_has_all(tier, writes) else ""
            yield meta.db_table, _reads(model, tier, writes), _writes(tier, writes), door


def _door_has_all(tier: Tier, writes: Writes | None) -> bool:
    return writes.door if writes is not None else tier in {Tier.PERSON, Tier.OWN_OR_STAFF, Tier.NAMED}


def _reads(model: type[Model], tier: Tier, writes: Writes | None) -> str:
    unread: tuple[str, ...] = getattr(model, "unread", ())
    without = f"; never {', '.join(unread)}" if unread else ""
    if tier is not Tier.OPEN or writes is None:
        return _READS[tier] + without
    if writes.read == "false":
        return "nothing"
    if writes.read != "true":
        return "the rows that the model names" + without
    return f"all: {writes.why}{without}"


def _writes(tier: Tier, writes: Writes | None) -> str:
    if writes is None:
        return "own event" if tier is Tier.EVENT else "what they read"
    acts = [name for name in ("insert", "update", "delete") if getattr(writes, name)]
    return f"{', '.join(acts)} the rows that the model names" if acts else "nothing"
