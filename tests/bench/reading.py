"""How many rows the pages of an academy read, counted by the server."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.test import Client

from bench import academy
from bench.filling import FEW, fill
from bench.pages import cookies, open_sessions
from bench.rows import execute, fetch
from eprimo.foundation.kernel import clock

# Whose pages are read, by their places in a school.
WHO = {
    "teacher": academy.TEACHER, "head": academy.DIRECTOR, "staff": academy.AESH, "agent": academy.AGENT,
    "guardian": academy.GUARDIAN, "pupil": 1,
}  # fmt: skip
# The school, from 0, whose people they are.
PLACE = 3
# A generic plan is one for everybody; a custom one knows who asks.
PLANS = ("force_custom_plan", "force_generic_plan")
_READ = """
SELECT coalesce(sum(seq_tup_read), 0) + coalesce(sum(idx_tup_fetch), 0) FROM pg_stat_xact_all_tables
WHERE schemaname = 'public' AND (relname = ANY(%(tables)s::text[]) OR %(tables)s::text[] = '{}')
"""

# What an address names between braces, at the school whose people ask.
_NAMED = """
SELECT (SELECT r.public_id FROM content_resource r JOIN liaison_note n ON n.resource_id = r.id
         WHERE r.owner_id = %(teacher)s AND n.kind = 'sign' ORDER BY r.updated_at DESC LIMIT 1),
       (SELECT public_id FROM directory_classgroup WHERE id = %(class)s)
"""

type Read = dict[tuple[str, str, str], int]


@contextmanager
def an_academy(
    schools: int, kept: int = FEW, more: Callable[[], None] | None = None, *, whole: bool = False
) -> Iterator[None]:
    """An academy of so many schools, in the transaction of the test, and undone after. `more`: rows that are made
    besides. `whole`: with homework, and the planner reads all of a table where that seems cheaper."""
    with transaction.atomic():
        execute("RESET ROLE")
        fill(schools, clock.now(), kept=kept, homework=whole)
        if more is not None:
            more()
        execute("ANALYZE")
        # Of a small table the planner reads all, whatever index it has: where there is one, it takes it then.
        scan = "on" if whole else "off"
        execute(f"SET ROLE {settings.APPLICATION_ROLE}; SET LOCAL enable_seqscan = {scan}")
        yield
        execute("RESET ROLE")
        transaction.set_rollback(True)
    execute(f"SET ROLE {settings.APPLICATION_ROLE}")


def _read(path: str, person: int, tables: Sequence[str]) -> dict[str, int]:
    """How many rows the statements of a page read of these tables (none: of all), by each plan, of an actor who
    was read
    before."""
    counted = {"tables": list(tables)}
    client = Client()
    for name, value in cookies(person).items():
        client.cookies[name] = value
    url, _, body = path.partition(" ")
    ask = partial(client.post, url, dict([body.split("=")])) if body else partial(client.get, url)
    assert ask().status_code == 200, path
    found: dict[str, int] = {}
    for plan in PLANS:
        execute(f"SET LOCAL plan_cache_mode = '{plan}'")
        before = fetch(_READ, counted)[0][0]
        ask()
        found[plan] = int(fetch(_READ, counted)[0][0] - before)
    return found


def _named() -> dict[str, str]:
    """The last note to sign of the teacher, their class, and the month of a week ago."""
    teacher, place = academy.BLOCK * PLACE + academy.TEACHER, academy.CLASSES * PLACE + 1
    [(note, group)] = fetch(_NAMED, {"teacher": teacher, "class": place})
    month = f"{clock.now() - timedelta(days=7):%Y-%m}"
    return {"note": str(note), "class": str(group), "month": month}


def all_read(
    schools: int,
    pages: Mapping[str, Sequence[str]],
    kept: int = FEW,
    more: Callable[[], None] | None = None,
    *,
    whole: bool = False,
    tables: Sequence[str] = (),
) -> Read:
    """By who asks, page and plan; of these tables alone where they are named. What a page names between braces is of
    the school (`_NAMED`)."""
    with an_academy(schools, kept, more, whole=whole):
        people = {who: academy.BLOCK * PLACE + place for who, place in WHO.items()}
        execute(
            "UPDATE accounts_account SET state = 'active', activated_at = %s, charter_at = %s",
            [clock.now()] * 2,
        )
        open_sessions(list(people.values()))
        named = _named()
        return {
            (who, path, plan): read
            for who, paths in pages.items()
            for path in paths
            for plan, read in _read(path.format(**named), people[who], tables).items()
        }


def grown(few: Read, many: Read, times: float, slack: int) -> str:
    """The pages that read more than so many times as many rows, a line each; empty when none does."""
    found = {page: (few[page], read) for page, read in many.items() if read > few[page] * times + slack}
    return "\n".join(map(str, found.items()))
