"""The ground of the tests lets go of its rows, whatever connection Django gives meanwhile."""

import asyncio

import pytest
from django.db import connection, transaction

from eprimo.foundation.directory.models import Academy
from tests import factories as make
from tests.conftest import NOW
from tests.ground import GROUND


@pytest.mark.django_db(transaction=True)
def test_a_browser_that_starts_upon_the_ground_finds_no_row_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    GROUND.lay(NOW)
    loop = asyncio.new_event_loop()
    # As Playwright does: a loop runs in the thread of the test.
    asyncio._set_running_loop(loop)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '5s'")
        GROUND.clear()
        with transaction.atomic():
            make.academy()
            assert Academy.objects.count() == 1
            transaction.set_rollback(True)
    finally:
        connection.close()
        asyncio._set_running_loop(None)
        loop.close()
    assert not Academy.objects.exists()
