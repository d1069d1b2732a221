"""Twelve hostile files at once on a served site: each is answered by a sentence, and the other pages go on."""

import http.client
import threading
import time
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from eprimo.foundation.sandbox import pool
from tests import hostile
from tests.at_once import at_once, ended
from tests.signed import signed
from tests.sizes import FULL
from tests.steering.consortium.group import Made

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]

AT_ONCE = 12
# Seconds that a file may wait for its answer, and a page; the machine of a whole run is busy.
FILE, PAGE = (2.0, 0.2) if FULL else (10.0, 3.0)
GIVEN = ["deep-xlsx", "many-cells", "two-far-cells", "bomb", "lying-size", "repeated-cells"]


def _ask(
    site: str, method: str, path: str, cookies: str, body: bytes | None = None
) -> tuple[int, str, Any, float]:
    began = time.monotonic()
    connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=30)
    headers = {"Cookie": cookies} | ({"Content-Type": MULTIPART_CONTENT} if body else {})
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text, answer.headers, time.monotonic() - began


def test_twelve_hostile_files_at_once_are_sentences_and_pages_answer(
    group: Made, live_server: Any, settings: Any
) -> None:
    settings.SANDBOX_PATIENCE = 1
    _, key = signed(group.cast.member_rep.account)
    member, site = group["valmarais"], str(live_server.url)
    session = f"{settings.SESSION_COOKIE_NAME}={key}"
    status, page, headers, _ = _ask(
        site, "GET", reverse("consortium:needs", args=[member.public_id]), session
    )
    assert status == 200
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    cookies = f"{session}; {headers['Set-Cookie'].split(';')[0]}"
    address = reverse("consortium:needs_give_back", args=[member.public_id])
    assert pool.POOL.offered is not None
    told: list[tuple[int, str, float]] = []
    pages: list[float] = []
    done = threading.Event()

    def give(name: str) -> None:
        given = SimpleUploadedFile("a.xlsx", hostile.SHEETS[name]())
        body = encode_multipart(BOUNDARY, {"csrfmiddlewaretoken": token, "sheet": given})
        status, text, _, seconds = _ask(site, "POST", address, cookies, body)
        told.append((status, text, seconds))

    def watch() -> None:
        while not done.is_set():
            status, _, _, seconds = _ask(site, "GET", reverse("information:status"), "")
            assert status == 200
            pages.append(seconds)
            time.sleep(0.05)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    came = at_once(*(partial(give, GIVEN[number % len(GIVEN)]) for number in range(AT_ONCE)))
    done.set()
    ended(watcher)
    assert came == [None] * AT_ONCE
    assert [status for status, _, _ in told] == [422] * AT_ONCE
    sentences = ("démesuré", "n’a pas pu être lu", "n’a pas encore pu l’être", "n’est pas un tableur")
    assert all(any(one in text for one in sentences) for _, text, _ in told)
    assert max(seconds for *_, seconds in told) < FILE
    assert pages
    assert sorted(pages)[int(len(pages) * 0.95)] < PAGE
