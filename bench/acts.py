"""What changes rows, each request sent once: signing a note, coming in."""

from urllib.parse import urlencode

from django.contrib.auth.hashers import make_password
from django.urls import reverse

from bench.academy import DIRECTOR, GUARDIAN
from bench.load import Request, request
from bench.page import Page
from bench.pages import CSRF, busy_guardians, cookies, drawn, people_of
from bench.rows import execute, fetch

PASSWORD = "craie-et-cahier-du-mardi"  # noqa: S105 - of the bench
# At most: what was signed is not there for the next run.
SIGNED, SIGN_INS = 800, 400


def acts_for(schools: int) -> list[Page]:
    """What changes rows, each request once: signing, and coming in."""
    guardians = people_of(schools, GUARDIAN, DIRECTOR - 1)
    found = [
        drawn("sign a note", lambda: _to_sign(busy_guardians(schools)), again=False, limit=40),
        drawn("sign in", lambda: _doors(guardians), again=False, limit=40),
    ]
    return [page for page in found if page is not None and page.requests]


def _to_sign(guardians: list[int]) -> list[Request]:
    rows = fetch(
        "SELECT o.guardian_id, r.public_id, c.public_id FROM liaison_owed o "
        "JOIN liaison_note n ON n.resource_id = o.note_id "
        "JOIN content_resource r ON r.id = o.note_id JOIN directory_person c ON c.id = o.child_id "
        "WHERE o.guardian_id = ANY(%s) AND o.state = 'expected' AND o.may_sign AND n.kind = 'sign' "
        "ORDER BY hashint8(o.id), o.id LIMIT %s",
        [guardians, SIGNED],
    )
    body = urlencode({"csrfmiddlewaretoken": CSRF, "version": "1"})
    return [
        request("POST", reverse("liaison:sign", args=[note, child]), cookies(guardian), body, wanted=(302,))
        for guardian, note, child in rows
    ]


def _doors(guardians: list[int]) -> list[Request]:
    """A password for some who entered, each from an address of the own home."""
    execute("DELETE FROM kernel_throttle")
    execute(
        "INSERT INTO accounts_accountsecret (account_id, password, since) SELECT id, %s, activated_at"
        " FROM accounts_account WHERE id = ANY(%s) AND state = 'active' ON CONFLICT DO NOTHING",
        [make_password(PASSWORD), guardians],
    )
    rows = fetch(
        "SELECT login FROM accounts_account WHERE id = ANY(%s) AND state = 'active' ORDER BY id LIMIT %s",
        [guardians, SIGN_INS],
    )
    path = reverse("accounts:sign_in")
    return [
        request(
            "POST", path, {"csrftoken": CSRF},
            urlencode({"csrfmiddlewaretoken": CSRF, "login": login, "secret": PASSWORD}),
            headers=[f"X-Forwarded-For: 10.{number // 65536}.{number // 256 % 256}.{number % 256}"],
            wanted=(302,),
        )
        for number, (login,) in enumerate(rows)
    ]  # fmt: skip
