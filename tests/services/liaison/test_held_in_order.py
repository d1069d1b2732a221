"""Two acts on one note hold its rows in one order: the later waits for the earlier, and neither is undone."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from eprimo.foundation.content.erasing import UNSAID
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.retention_rules import Erasing
from eprimo.foundation.privacy import erasure
from eprimo.foundation.privacy.erasure import contents_erase
from eprimo.services.liaison.actions.corrections import note_correct
from tests.at_once import ended
from tests.cast import build_cast
from tests.conftest import NOW
from tests.services.liaison.notes import TEXT, sent

_WAIT = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"


def _somebody_waits() -> None:
    """Until another connection waits for a row that this one holds."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute(_WAIT)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("nobody waits")


@pytest.mark.django_db(transaction=True)
def test_an_author_is_erased_while_the_note_is_corrected(monkeypatch: pytest.MonkeyPatch) -> None:
    """The head corrects a note between what goes of its resource and what goes of the note itself."""
    cast = build_cast()
    note = sent(cast)
    head, begun = cast.actor("director"), threading.Event()
    erasers = erasure.erasers()

    def parted(erase: Callable[[Erasing], Any]) -> Callable[[Erasing], Any]:
        def erased(erasing: Erasing) -> Any:
            done = erase(erasing)
            if erase.__module__ == "eprimo.foundation.content.erasing":
                begun.set()
                _somebody_waits()
            return done

        return erased

    monkeypatch.setattr(erasure, "erasers", lambda: [parted(erase) for erase in erasers])
    refused: list[Exception] = []
    failures: list[Exception] = []

    def correct() -> None:
        try:
            assert begun.wait(10)
            note_correct(actor=head, note=note, title="Autre", body=TEXT)
        except DomainError as error:
            refused.append(error)
        except Exception as error:  # noqa: BLE001 - told by the test
            failures.append(error)
        finally:
            connection.close()

    with clock.frozen(NOW):
        other = threading.Thread(target=correct, daemon=True)
        other.start()
        contents_erase([cast.teacher.pk])
        ended(other)
    assert not failures
    # It came second, to a note whose words are gone: taken back, it is corrected no more.
    assert refused
    note.resource.refresh_from_db()
    assert (note.resource.title, note.resource.versions.count()) == (UNSAID, 1)
