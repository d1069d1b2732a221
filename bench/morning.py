"""A morning of an academy: its classes call their rolls, 9,000 in twenty minutes, beside people who read pages.

A class is three requests of its teacher: the sheet, the call, and what the call says. Both come at their own pace.
"""

import math
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from bench.academy import CLASSES, TEACHER
from bench.load import Request, Run, paced, request, run
from bench.pages import CSRF, cookies, open_sessions
from bench.processes import Served
from bench.rows import execute, fetch
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.owner import as_owner

# Calls a second: 9,000 classes in twenty minutes. And homes of families and teachers that are read beside.
RATE, READS = 9_000 / (20 * 60), 15.0
# The budget of a page meanwhile, in milliseconds.
P95 = 300.0
CONNECTIONS, _ABSENT, _READERS = 24, 3, 300


@dataclass(frozen=True, slots=True)
class Told:
    """Of one kind of request: how many, and times in milliseconds."""

    what: str
    count: int
    median: float
    p95: float
    p99: float
    wrong: dict[int, int]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Morning:
    """`per_second`: calls that were made. CPU in seconds, of the pages' processes and of PostgreSQL."""

    lines: tuple[Told, ...]
    calls: int
    per_second: float
    seconds: float
    cpu: float
    database_cpu: float

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def morning(server: Served, seconds: float) -> Morning:
    """As many classes as call in so many seconds, of those there are. SystemExit: not all of them were called."""
    steps = _calls(math.ceil(seconds * RATE))
    lasts = len(steps) / RATE
    reads = reads_of(math.ceil(lasts * READS))
    # The processes have their templates and their plans, as at any twenty to nine.
    run(server.port, [one for [one] in reads], connections=2, seconds=2, once=True)
    before = server.cpu()
    read: list[Run] = []
    beside = threading.Thread(
        target=lambda: read.extend(paced(server.port, reads, rate=READS, connections=CONNECTIONS))
    )
    beside.start()
    called = paced(server.port, steps, rate=RATE, connections=CONNECTIONS)
    beside.join()
    after = server.cpu()
    [(made,)] = fetch("SELECT count(*) FROM presence_rollcall WHERE taken_at IS NOT NULL")
    if made != len(steps):
        raise SystemExit(f"{made} calls in place of {len(steps)}")
    names = ("sheet of a call", "a call", "what a call says", "home, beside")
    lines = tuple(told(name, one) for name, one in zip(names, [*called, *read], strict=True))
    return Morning(
        lines, made, made / called[0].lasted, called[0].lasted, after[0] - before[0], after[1] - before[1]
    )


def table(found: Morning) -> str:
    rows = [
        f"\nA morning: {found.calls} calls in {found.seconds:.0f} s, {found.per_second:.1f} a second (times in ms)",
        f"CPU of the pages {found.cpu:.0f} s, of the database {found.database_cpu:.0f} s",
    ]
    for line in found.lines:
        wrong = f"  wrong answers: {line.wrong}" if line.wrong else ""
        rows.append(
            f"{line.what:<22}{line.count:>7}{line.median:>8.1f}{line.p95:>8.1f}{line.p99:>8.1f}{wrong}"
        )
    return "\n".join(rows)


def missed(found: Morning) -> list[str]:
    faults = [f"{one.what}: answers {one.wrong}" for one in found.lines if one.wrong]
    return faults + [
        f"{one.what}: p95 {one.p95:.0f} ms, {P95:.0f} allowed" for one in found.lines if one.p95 > P95
    ]


def told(what: str, one: Run) -> Told:
    return Told(what, one.count, one.centile(0.5), one.centile(0.95), one.centile(0.99), one.wrong)


def _calls(count: int) -> list[list[Request]]:
    """Of classes spread over the academy, which nobody called: whatever the hour and the day, a half-day has begun."""
    with as_owner():
        execute("TRUNCATE presence_halfday, presence_rollcall, presence_schoolhours")
        execute(
            "INSERT INTO presence_schoolhours (school_id, half_days, morning_from, morning_until, afternoon_from,"
            " afternoon_until) SELECT id, %s, '00:00', '23:57', '23:58', '23:59' FROM directory_school",
            [list(range(14))],
        )
    rows = fetch(
        "SELECT g.public_id, a.person_id, array_agg(p.public_id ORDER BY p.id) FROM directory_classgroup g"
        " JOIN directory_attachment a ON a.class_group_id = g.id AND a.kind = 'teaches'"
        " JOIN accounts_account c ON c.person_id = a.person_id AND c.charter_at IS NOT NULL"
        " JOIN directory_classmembership m ON m.class_group_id = g.id"
        " JOIN directory_person p ON p.id = m.person_id GROUP BY g.id, a.person_id ORDER BY hashint8(g.id), 2"
    )
    classes = {group: (teacher, children) for group, teacher, children in rows}
    chosen = list(classes.items())[:count]
    open_sessions(sorted({teacher for _, (teacher, _) in chosen} | set(_readers())))
    day = clock.today("Europe/Paris").isoformat()
    return [_call(group, teacher, children, day) for group, (teacher, children) in chosen]


def _call(group: Any, teacher: int, children: Sequence[Any], day: str) -> list[Request]:
    query = {"jour": day, "demi": "am"}
    absent = set(children[::9][:_ABSENT])
    said = {f"e-{child}": "absent" if child in absent else "present" for child in children}
    done = f"{reverse('attendance:done', args=[group])}?{urlencode(query)}"
    sheet = f"{reverse('attendance:call', args=[group])}?{urlencode(query)}"
    own = cookies(teacher)
    return [
        request("GET", sheet, own),
        request(
            "POST", reverse("attendance:take", args=[group]), own,
            urlencode({"csrfmiddlewaretoken": CSRF} | query | said), wanted=(302,),
        ),
        request("GET", done, own),
    ]  # fmt: skip


def _readers() -> list[int]:
    """Families and teachers who entered, spread over the academy."""
    rows = fetch(
        "SELECT person_id FROM accounts_account WHERE charter_at IS NOT NULL AND person_id %% 512 BETWEEN 131 AND %s"
        " ORDER BY hashint8(person_id) LIMIT %s",
        [TEACHER + CLASSES - 1, _READERS],
    )
    return [pk for (pk,) in rows]


def reads_of(count: int) -> list[list[Request]]:
    """Homes of people whose sessions are open."""
    homes = [request("GET", reverse("home:home"), cookies(person)) for person in _readers()]
    return [[homes[number % len(homes)]] for number in range(count)]
