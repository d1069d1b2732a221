"""What the server tells a device: whose page it is, whether it may be kept, the worker and the manifest."""

import json
from typing import Any

import pytest
from django.test import Client

from eprimo.foundation.directory.models import Guardianship
from eprimo.services.pwa.offline import KEEP, NOBODY, OWNER
from eprimo.services.pwa.worker import script
from tests import factories as make
from tests.cast import Cast


def test_a_family_may_keep_what_it_reads(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.samira)
    for path in ("/", "/carnet/famille/"):
        answer = client.get(path)
        assert answer.headers[KEEP] == "1"
        assert len(answer.headers[OWNER]) == 24
    account = client.get("/compte/")
    assert KEEP not in account.headers
    assert account.headers[OWNER] == client.get("/").headers[OWNER]


@pytest.mark.parametrize("name", ["lea", "teacher", "director", "teacher_parent", "agent", "platform"])
def test_nobody_else_keeps_anything(cast: Cast, sign_in: Any, name: str) -> None:
    answer = sign_in(cast.people[name]).get("/")
    assert answer.headers[OWNER] == NOBODY
    assert KEEP not in answer.headers


def test_a_parent_who_teaches_keeps_nothing_as_a_parent_either(cast: Cast, sign_in: Any) -> None:
    answer = sign_in(cast.teacher_parent, role="guardian").get("/")
    assert answer.headers[OWNER] == NOBODY


def test_the_name_changes_with_the_session_and_with_the_rights(cast: Cast, sign_in: Any) -> None:
    first = sign_in(cast.samira).get("/").headers[OWNER]
    client = sign_in(cast.samira)
    second = client.get("/").headers[OWNER]
    assert client.get("/").headers[OWNER] == second != first
    make.restrict(Guardianship.objects.get(adult=cast.samira, child=cast.lea), cast.tilleuls, 2)
    assert client.get("/").headers[OWNER] not in {first, second}


def test_a_page_that_is_refused_is_nobodys_to_keep(cast: Cast, sign_in: Any, client: Client) -> None:
    assert client.get("/compte/entrer").headers[OWNER] == NOBODY
    refused = sign_in(cast.samira).get("/ecole/")
    assert refused.status_code == 404
    assert KEEP not in refused.headers


def test_the_worker_is_the_same_for_everybody_and_asks_nothing_of_the_database(
    cast: Cast, sign_in: Any, django_assert_num_queries: Any
) -> None:
    anonymous, client = Client().get("/sw.js"), sign_in(cast.samira)
    with django_assert_num_queries(0):
        answer = client.get("/sw.js")
    assert answer.content == anonymous.content
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Type"].startswith("text/javascript")
    again = Client().get("/sw.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_the_worker_names_files_that_are_there(client: Client) -> None:
    told = json.loads(script().removeprefix("self.EPRIMO=").split(";\n", 1)[0])
    for path in [*told["static"], told["icon"], told["badge"]]:
        assert path.startswith("/static/")
    assert client.get(told["offline"]).status_code == 200
    assert set(told["neutral"]) >= {"fr"}


def test_the_kill_switch(client: Client, settings: Any) -> None:
    settings.WORKER = False
    script.cache_clear()
    try:
        assert b"unregister" in client.get("/sw.js").content
        assert b"ep-worker" not in client.get("/compte/entrer").content
    finally:
        script.cache_clear()
    settings.WORKER = True
    assert b'<meta name="ep-worker" content="/sw.js">' in client.get("/compte/entrer").content


def test_the_manifest(client: Client) -> None:
    answer = client.get("/manifest.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    told = answer.json()
    assert (told["id"], told["start_url"], told["scope"], told["display"]) == ("/", "/", "/", "standalone")
    sizes = {(icon["sizes"], icon["purpose"]) for icon in told["icons"]}
    assert sizes == {(f"{side}x{side}", what) for side in (192, 512) for what in ("any", "maskable")}
    assert b'rel="manifest" href="/manifest.webmanifest"' in client.get("/compte/entrer").content


def test_the_page_without_network_says_nothing_of_anybody(cast: Cast, sign_in: Any) -> None:
    assert sign_in(cast.samira).get("/hors-ligne/").content == Client().get("/hors-ligne/").content


def test_signing_out_empties_the_browser(cast: Cast, sign_in: Any) -> None:
    assert sign_in(cast.samira).post("/compte/sortir").headers["Clear-Site-Data"] == '"cache"'
