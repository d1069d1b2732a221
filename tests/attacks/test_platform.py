"""Attacks on the platform itself: chapter E of the catalogue, those that apply to what is built."""

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.db.models import Model
from django.urls import reverse

from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import outbox
from eprimo.foundation.kernel.models import OutboxEvent, OutboxState
from tests.cast import Cast
from tests.services.liaison.notes import to_sign

pytestmark = pytest.mark.attack
ROOT = Path(settings.BASE_DIR)
SOURCES = [path for path in (ROOT / "eprimo").rglob("*.py") if "__pycache__" not in path.parts]

INJECTIONS = [
    "'; DROP TABLE directory_person; --",
    "%' OR '1'='1",
    "a' UNION SELECT 1 --",
    "\\",
    "%%%",
    "_" * 60,
    "\x00abc",
]


@pytest.mark.parametrize("text", INJECTIONS)
def test_e01_search_takes_any_text_as_text(cast: Cast, sign_in, text: str) -> None:
    before = Person.objects.count()
    answer = sign_in(cast.director).post(reverse("people:search"), {"q": text, "name": text, "query": text})
    assert answer.status_code in {200, 422}
    assert Person.objects.count() == before
    assert "GUILBAUD" not in answer.text.replace("Anne GUILBAUD", "")


@pytest.mark.parametrize("mark", [*INJECTIONS[:4], "eyJhIjoxfQ:1tXx:sig"])
def test_e01_forged_page_marks_give_the_first_page(cast: Cast, sign_in, mark: str) -> None:
    client = sign_in(cast.director)
    for name in ("school:people", "school:history", "liaison:list"):
        assert client.get(reverse(name), {"after": mark, "before": mark}).status_code == 200


def test_e06_no_answer_opens_to_another_origin(cast: Cast, sign_in) -> None:
    client = sign_in(cast.samira)
    for origin in ("null", "https://e-primo.exemple.attaquant.fr", "http://testserver.attaquant.fr"):
        answer = client.get("/", headers={"origin": origin})
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


def test_e06_a_post_of_plain_text_from_elsewhere_is_refused(cast: Cast, client) -> None:
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(
        reverse("accounts:sign_in"), json.dumps({"login": "x"}), content_type="text/plain",
        headers={"origin": "https://ailleurs.exemple"},
    )  # fmt: skip
    assert answer.status_code == 403


@pytest.mark.django_db
def test_e08_a_foreign_host_is_refused_and_never_printed(client) -> None:
    assert client.get("/compte/entrer", headers={"host": "attaquant.exemple"}).status_code == 400
    answer = client.get("/compte/entrer", headers={"x-forwarded-host": "attaquant.exemple"})
    assert "attaquant" not in answer.text


def test_e08_pages_of_people_are_kept_by_no_cache(cast: Cast, sign_in) -> None:
    assert "no-store" in sign_in(cast.samira).get("/")["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/metrics", "/admin/", "/debug/", "/__debug__/", "/.git/config", "/server-status"]
)
def test_e09_nothing_of_the_machine_shows(client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in {302, 404}
    assert "Traceback" not in answer.text


def test_e09_production_shows_no_debug_page() -> None:
    base = (ROOT / "eprimo/config/settings/base.py").read_text(encoding="utf-8")
    prod = (ROOT / "eprimo/config/settings/prod.py").read_text(encoding="utf-8")
    assert re.search(r"^DEBUG = False", base, re.MULTILINE)
    assert "DEBUG" not in prod.replace("DEBUG = False", "")


def test_e10_no_secret_in_the_sources() -> None:
    pattern = re.compile(r"(?:SECRET_KEY|CARD_KEY|PASSWORD)\s*=\s*[\"'][A-Za-z0-9+/_-]{16,}[\"']")
    # The demo's password is told to everybody who starts the demo.
    real = [path for path in SOURCES if "demo" not in path.parts]
    assert [path.name for path in real if pattern.search(path.read_text(encoding="utf-8"))] == []


def test_e11_nothing_is_unpickled() -> None:
    risky = re.compile(r"\b(pickle\b|marshal\b|shelve\b|yaml\.load|eval\(|exec\()")
    found = [
        str(path.relative_to(ROOT)) for path in SOURCES if risky.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("services.liaison.NoteDue", {"note_id": 10**12, "visible_from": "2026-11-24T09:00:00+00:00"}),
        ("services.liaison.NoteDue", {"note_id": "1; DROP TABLE x", "visible_from": "never"}),
        ("services.liaison.NoteDue", {"unknown": 1}),
        ("os.system", {"command": "rm -rf /"}),
    ],
)
def test_e12_a_forged_event_does_nothing(kind: str, payload: dict[str, object], cast: Cast) -> None:
    """No row of any table, no mail, no program: it is done with, or tried again once and told."""
    to_sign(cast)
    outbox.run_due()
    event = OutboxEvent.objects.create(kind=kind, payload=payload)
    before = _every_row()
    outbox.run_due()
    event.refresh_from_db()
    assert _every_row() == before
    assert mail.outbox == []
    assert event.state == OutboxState.DONE or (event.state, event.attempts) == (OutboxState.PENDING, 1)


def _every_row() -> dict[str, set[tuple[object, ...]]]:
    """The rows of every table, but those of the events themselves."""
    models = [
        model for config in apps.get_app_configs() if config.name.startswith("eprimo.")
        for model in config.get_models() if model is not OutboxEvent
    ]  # fmt: skip
    return {model._meta.label: set(_rows(model)) for model in models}


def _rows(model: type[Model]) -> Iterator[tuple[object, ...]]:
    names = [one.name for one in model._meta.concrete_fields if one.name not in getattr(model, "unread", ())]
    for row in model._default_manager.order_by().values_list(*names):
        yield tuple(map(str, row))


def test_e13_packages_are_locked_with_hashes() -> None:
    for name in ("base.txt", "dev.txt"):
        lines = (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines()
        pinned = [line for line in lines if re.match(r"^[a-z0-9]", line)]
        assert pinned
        assert all("==" in line for line in pinned)
        assert sum("--hash=sha256:" in line for line in lines) >= len(pinned)
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))
    packages = [one for key, one in lock["packages"].items() if key]
    assert all("integrity" in one for one in packages if not one.get("link"))
    assert not any("resolved" in one for one in packages)


@pytest.mark.django_db
def test_e14_what_is_typed_never_reaches_the_log(client, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    evil = "lea.martin\n2026-11-24 CRITICAL eprimo intrusion \x1b[31m<script>"
    secret = "mot-de-passe-secret"
    client.post(reverse("accounts:sign_in"), {"login": evil, "secret": secret, "password": secret})
    written = caplog.text
    assert "intrusion" not in written
    assert secret not in written


def test_e15_a_huge_body_is_refused(cast: Cast, sign_in) -> None:
    answer = sign_in(cast.teacher).post(reverse("liaison:new"), {"title": "x" * (11 * 1024 * 1024)})
    assert answer.status_code in {400, 413}
