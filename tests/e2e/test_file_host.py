"""What people joined, from a host name of its own: a page shows it, saves it, and sends no cookie there."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from tests.cast import Cast
from tests.e2e.conftest import Visit
from tests.foundation.files.ready import joined
from tests.services.liaison import notes

pytestmark = [pytest.mark.browser, pytest.mark.drill]


def test_a_page_shows_and_saves_what_another_host_keeps(
    cast: Cast, visit: Visit, site: str, settings: Any
) -> None:
    host = f"http://127.0.0.1:{urlsplit(site).port}"
    settings.FILES_URL = host
    settings.SECURE_CSP = {
        **settings.SECURE_CSP, "img-src": [*settings.SECURE_CSP["img-src"], host],
    }  # fmt: skip
    file = joined(notes.sent(cast).resource, reserved=False)
    samira = visit(cast.samira)
    asked: list[Any] = []
    samira.page.on("request", lambda one: asked.append(one) if one.url.startswith(host) else None)
    samira.open(reverse("files:file", args=[file.public_id]))
    picture = samira.page.locator(".feuilles img")
    assert picture.evaluate("one => one.decode().then(() => one.naturalWidth)") == 64
    with samira.page.expect_download() as saved:
        samira.page.get_by_text("Enregistrer le PDF").click()
    assert saved.value.url.startswith(host)
    assert saved.value.suggested_filename == "Circulaire.pdf"
    assert len(asked) == 2
    for one in asked:
        assert {"cookie", "referer"}.isdisjoint(one.all_headers())
    # The visitor minds every other address than the pages'.
    samira.faults[:] = [fault for fault in samira.faults if f"asks {host}" not in fault]
