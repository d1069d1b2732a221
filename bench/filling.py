"""Every table of an academy under measure, by sets, in the order in which one needs the other."""

from datetime import datetime

from bench import academy, notes, things, works
from bench.rows import execute
from bench.texts import computed_once

# Notes that a school under measure keeps: those of two months, or as many as after nine years of that pace.
FEW, MANY = 190, 1_800


def fill(schools: int, now: datetime, *, kept: int = FEW, homework: bool = True) -> None:
    """An academy of that many schools, as of `now`; `kept`: the notes of each school under measure, FEW or MANY."""
    execute("SET synchronous_commit = off; SET maintenance_work_mem = '384MB'; SET work_mem = '128MB'")
    academy.make(schools, now)
    with computed_once():
        notes.give(now, academy.full(schools) if kept == MANY else [])
        things.give(now)
        if homework:
            works.give(now)
    _floor()


def _floor() -> None:
    """The table of the floor (`bench.floor`), which everybody may read."""
    execute(
        "CREATE TABLE bench_floor AS SELECT id, 'Ligne ' || id AS words FROM generate_series(1, 10000) id;"
        "ALTER TABLE bench_floor ADD PRIMARY KEY (id); GRANT SELECT ON bench_floor TO PUBLIC"
    )
