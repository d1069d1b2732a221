"""The pages under measure: who asks for what, as requests ready to be sent."""

import random
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from bench.academy import AGENT, BLOCK, DIRECTOR, GUARDIAN, TEACHER, measured
from bench.load import Request, request
from bench.page import Page, Shown
from bench.rows import execute, fetch
from eprimo.foundation.accounts.sessions import feed_hash, key_hash
from eprimo.foundation.kernel import clock

# A CSRF secret of ours: the cookie and the form carry the same.
CSRF = "b" * 32
# How many people of each kind ask in turn.
PEOPLE = 300


# Whatever draws them: things that have an address of their own, and people of a table.
_THING = r'href="[^"#?]*?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})'
CARDS = Shown("things", _THING, 10)
# The home of a head names the last notes of the school, and leads to the others.
NOTES_OF_A_SCHOOL = Shown("things", _THING, 8)
ROWS = Shown("things", _THING, 30)
FOUND = Shown("things", _THING, 20)
# Of two weeks gone by and two to come, and of the week that is open.
LINES = Shown("lines", r'"/devoirs/travail/[0-9a-f-]{36}/fait', 20)
WORKS = Shown("lines", r'"/devoirs/travail/[0-9a-f-]{36}/corriger', 6)
DATES = Shown("dates", r"UID:.*", 10)
PUPILS = Shown("pupils", r'<th scope="row".*?</th>', 20)


def cookies(person: int) -> dict[str, str]:
    return {settings.SESSION_COOKIE_NAME: f"bench-{person}", "csrftoken": CSRF}


def open_sessions(people: list[int]) -> None:
    """A browser signed in for each of these people, and a telephone with a feed, whose links are not computed yet; a
    factor was given there."""
    now = clock.now()
    execute("DELETE FROM accounts_session")
    for feed, hashed in ((False, key_hash), (True, feed_hash)):
        execute(
            "INSERT INTO accounts_session (public_id, key_hash, account_id, created_at, seen_at, expires_at,"
            " second_factor_at, device, role, feed) SELECT uuidv7(), hash, account, %s, %s, %s, %s, '', '', %s "
            "FROM unnest(%s::text[], %s::bigint[]) AS told(hash, account)",
            [
                now,
                now,
                now + timedelta(hours=8),
                now,
                feed,
                [hashed(f"bench-{one}") for one in people],
                people,
            ],
        )


def people_of(schools: int, first: int, last: int) -> list[int]:
    """At most PEOPLE people who entered, of places `first` to `last` of the schools under measure."""
    rng = random.Random(f"{schools} {first}")
    places = [school * BLOCK + place for school in measured(schools) for place in range(first, last + 1)]
    rows = fetch(
        "SELECT id FROM accounts_account WHERE id = ANY(%s) AND charter_at IS NOT NULL ORDER BY id",
        [rng.sample(places, min(PEOPLE, len(places)))],
    )
    return [pk for (pk,) in rows]


def busy_guardians(schools: int) -> list[int]:
    """Guardians for whom much waits: a home under measure shows as many cards as a real one in November."""
    rows = fetch(
        "SELECT recipient_id FROM notifications_notice WHERE state = 'open' AND recipient_id = ANY(%s) "
        "GROUP BY recipient_id HAVING count(DISTINCT resource_id) >= %s ORDER BY recipient_id",
        [people_of(schools, GUARDIAN, DIRECTOR - 1), CARDS.least],
    )
    return [pk for (pk,) in rows]


def pages_for(schools: int) -> list[Page]:
    """The pages that the product has, and the bare one first."""
    pupils, guardians = people_of(schools, 1, 130), busy_guardians(schools)
    directors, teachers = people_of(schools, DIRECTOR, DIRECTOR), people_of(schools, TEACHER, TEACHER + 5)
    agents = people_of(schools, AGENT, AGENT)
    open_sessions([*pupils, *guardians, *directors, *teachers, *agents])
    found: list[Page | None] = [
        _same("bare page", teachers, "bench_bare", limit=2),
        _same("home, pupil", pupils, "home:home", limit=5),
        _same("home, guardian", guardians, "home:home", limit=5, shows=CARDS),
        _same("home, teacher", teachers, "home:home", limit=6, shows=CARDS),
        _same("home, director", directors, "home:home", limit=6, shows=NOTES_OF_A_SCHOOL),
        _same("note list, guardian", guardians, "liaison:family", shows=ROWS),
        _same("note list, teacher", teachers, "liaison:list", shows=ROWS),
        _same("note list, director", directors, "liaison:list", shows=ROWS),
        drawn("note page, guardian", lambda: _received(guardians)),
        drawn("note page, teacher", lambda: _own_notes(teachers, "liaison:note")),
        drawn("search, guardian", lambda: _searches(guardians), limit=8, shows=FOUND),
        drawn("search, teacher", lambda: _searches(teachers), limit=8, shows=FOUND),
        drawn("search, director", lambda: _searches(directors), limit=8, shows=FOUND),
        _same("homework, guardian", guardians, "homework:family", limit=8, shows=LINES),
        _same("homework, pupil", pupils, "homework:list", limit=8),
        drawn("homework of a class, teacher", lambda: _weeks(teachers), limit=10, shows=WORKS),
        drawn("feed, guardian", lambda: _feeds(guardians), shows=DATES),
        drawn("feed, unchanged", lambda: _feeds(guardians, unchanged=True)),
        drawn("follow-up, teacher", lambda: _own_notes(teachers, "liaison:follow_up"), shows=PUPILS),
    ]
    return [page for page in found if page is not None and page.requests]


def _same(name: str, people: list[int], url: str, limit: int = 4, shows: Shown | None = None) -> Page | None:
    try:
        path = reverse(url)
    except NoReverseMatch:
        return None
    return Page(name, [request("GET", path, cookies(person)) for person in people], limit=limit, shows=shows)


def drawn(
    name: str,
    make: Callable[[], list[Request]],
    *,
    again: bool = True,
    limit: int = 4,
    shows: Shown | None = None,
) -> Page | None:
    try:
        return Page(name, make(), again, limit, shows)
    except NoReverseMatch:
        return None


def _received(guardians: list[int]) -> list[Request]:
    rows = fetch(
        "SELECT o.guardian_id, r.public_id, c.public_id FROM unnest(%s::bigint[]) AS who(id) CROSS JOIN LATERAL "
        "(SELECT * FROM liaison_owed WHERE guardian_id = who.id ORDER BY note_id DESC LIMIT 3) o "
        "JOIN content_resource r ON r.id = o.note_id JOIN directory_person c ON c.id = o.child_id ORDER BY 1, 2",
        [guardians],
    )
    return [
        request("GET", reverse("liaison:child", args=[note, child]), cookies(guardian))
        for guardian, note, child in rows
    ]


def _searches(people: list[int]) -> list[Request]:
    """A word of the titles, as it begins and without its accent; who works at school looks among names too."""
    body = urlencode({"csrfmiddlewaretoken": CSRF, "nom": "chatea"})
    return [request("POST", reverse("people:search"), cookies(person), body) for person in people]


def _weeks(teachers: list[int]) -> list[Request]:
    """The week of the class that each teaches."""
    rows = fetch(
        "SELECT DISTINCT ON (a.person_id) a.person_id, c.public_id FROM directory_attachment a "
        "JOIN directory_classgroup c ON c.id = a.class_group_id WHERE a.person_id = ANY(%s) ORDER BY 1",
        [teachers],
    )
    return [
        request("GET", reverse("homework:week", args=[place]), cookies(teacher)) for teacher, place in rows
    ]


def _feeds(guardians: list[int], *, unchanged: bool = False) -> list[Request]:
    """The agenda as telephones read it; or have it already."""
    known = ["If-None-Match: *"] if unchanged else []
    return [
        request(
            "GET", reverse("agenda:feed", args=[f"bench-{person}"]), {}, headers=known,
            wanted=(304 if unchanged else 200,),
        )
        for person in guardians
    ]  # fmt: skip


def _own_notes(teachers: list[int], url: str) -> list[Request]:
    rows = fetch(
        "SELECT owner_id, public_id FROM content_resource WHERE owner_id = ANY(%s) "
        "ORDER BY updated_at DESC, id LIMIT 900",
        [teachers],
    )
    return [request("GET", reverse(url, args=[note]), cookies(teacher)) for teacher, note in rows]
