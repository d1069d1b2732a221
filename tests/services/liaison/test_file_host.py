"""The files' own host: without cookies, an address for one session, one file and one hour, the right asked."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse

from eprimo.foundation.accounts.models import Session
from eprimo.foundation.kernel import clock
from eprimo.services.liaison.actions.lifecycle import note_withdraw
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.files.ready import joined
from tests.services.liaison import notes

pytestmark = pytest.mark.django_db

HOST = "fichiers.testserver"
OTHERS = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "image"}


@pytest.fixture(autouse=True)
def host(settings: Any) -> None:
    settings.FILES_URL, settings.PAGE_HOSTS = f"http://{HOST}", ["testserver"]
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, HOST]


@pytest.fixture
def file(cast: Cast) -> Any:
    return joined(notes.sent(cast).resource, reserved=False)


def _pictures(client: Any, file: Any, child: Any) -> list[str]:
    page = client.get(reverse("liaison:child", args=[file.resource.public_id, child.public_id]))
    return re.findall(rf'src="(http://{HOST}[^"]+)"', page.content.decode())


def _fetched(address: str, *, headers: dict[str, str] | None = None, method: str = "get") -> Any:
    """By a browser that knows no cookie of ours."""
    parts = urlsplit(address)
    asked = getattr(Client(), method)
    return asked(f"{parts.path}?{parts.query}", headers=OTHERS | {"Host": HOST} | (headers or {}))


def test_a_picture_comes_from_the_files_host_without_a_cookie(
    cast: Cast, client: Any, sign_in: Any, file: Any
) -> None:
    sign_in(cast.samira)
    (address,) = _pictures(client, file, cast.lea)
    assert _pictures(client, file, cast.lea) == [address]
    answer = _fetched(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert not answer.cookies
    # The browser has it: the right is asked again, and no byte is sent.
    again = _fetched(address, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_right_is_asked_at_each_fetch(cast: Cast, client: Any, sign_in: Any, file: Any) -> None:
    sign_in(cast.samira)
    (address,) = _pictures(client, file, cast.lea)
    note_withdraw(actor=cast.actor("teacher"), note=file.resource.note)
    assert _fetched(address).status_code == 404


def test_an_address_ends_with_its_session_and_within_two_hours(
    cast: Cast, client: Any, sign_in: Any, file: Any
) -> None:
    sign_in(cast.samira)
    (address,) = _pictures(client, file, cast.lea)
    with clock.frozen(NOW + timedelta(minutes=59)):
        assert _fetched(address).status_code == 200
    with clock.frozen(NOW + timedelta(hours=2)):
        assert _fetched(address).status_code == 404
        (later,) = _pictures(client, file, cast.lea)
        assert later != address
        assert _fetched(later).status_code == 200
    Session.objects.all().delete()
    assert _fetched(address).status_code == 404


def test_an_address_opens_its_own_file_for_its_own_session(
    cast: Cast, client: Any, sign_in: Any, file: Any
) -> None:
    other = joined(notes.sent(cast, title="Autre").resource, reserved=False, label="Autre")
    sign_in(cast.samira)
    (address,) = _pictures(client, file, cast.lea)
    assert _fetched(address.replace(str(file.public_id), str(other.public_id))).status_code == 404
    for changed in (address[:-4] + "AAAA", address.partition("?")[0], address.partition("=")[0] + "=%00é"):
        assert _fetched(changed).status_code == 404
    # Copied into another window, which goes there.
    assert _fetched(address, headers={"Sec-Fetch-Dest": "document"}).status_code == 404
    # On the pages' own name a ticket opens nothing.
    parts = urlsplit(address)
    assert Client().get(f"{parts.path}?{parts.query}").status_code == 401
    assert _fetched(address, method="post").status_code == 405


def test_the_files_host_answers_nothing_else(cast: Cast, client: Any, sign_in: Any, file: Any) -> None:
    sign_in(cast.samira)
    for route, args in (("home:home", []), ("files:file", [file.public_id]), ("accounts:sign_in", [])):
        answer = client.get(reverse(route, args=args), headers={"Host": HOST})
        assert (answer.status_code, answer.content) == (404, b"")
        assert not answer.cookies
    assert client.get("/static/eprimo.css", headers={"Host": HOST}).status_code == 404


def test_d03_a_document_is_saved_from_another_host_than_the_pages(
    cast: Cast, client: Any, sign_in: Any, file: Any
) -> None:
    sign_in(cast.samira)
    leads = client.get(reverse("files:given", args=[file.public_id]))
    assert leads.status_code == 302
    saved = _fetched(leads["Location"], headers={"Sec-Fetch-Dest": "document"})
    assert (saved.status_code, saved["Content-Type"]) == (200, "application/pdf")
    assert saved["Content-Disposition"].startswith("attachment")
    assert saved["X-Content-Type-Options"] == "nosniff"


def test_a_device_of_a_class_and_a_shared_one_keep_nothing(
    cast: Cast, client: Any, sign_in: Any, file: Any
) -> None:
    sign_in(cast.samira)
    (address,) = _pictures(client, file, cast.lea)
    Session.objects.update(shared=True)
    assert _fetched(address)["Cache-Control"] == "no-store, private"
    Session.objects.update(idle_seconds=600)
    assert _fetched(address).status_code == 404


def test_the_host_is_another_one_or_check_says_so(settings: Any) -> None:
    def said() -> list[str]:
        return [one.id or "" for one in run_checks(tags=["security"]) if (one.id or "").startswith("files.")]

    settings.PUBLIC_URL = "https://ent.example.org"
    for url, numbers in (
        ("", []),
        ("https://fichiers.example.org", []),
        ("https://ent.example.org:8443", ["files.E002"]),
        ("https://testserver", ["files.E002"]),
        ("http://fichiers.example.org", ["files.E003"]),
        ("https://fichiers.example.org/fichiers", ["files.E001"]),
        ("fichiers.example.org", ["files.E001", "files.E003"]),
    ):
        settings.FILES_URL = url
        assert said() == numbers, url
