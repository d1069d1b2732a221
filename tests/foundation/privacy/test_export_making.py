"""Copies of one's data in the making: one at a time, whole or nothing, whatever dies meanwhile."""

from typing import Any

import pytest

from eprimo.foundation.directory.enums import RestrictionLevel
from eprimo.foundation.kernel import clock
from eprimo.foundation.privacy.exports import copy_file, copy_jobs
from eprimo.foundation.privacy.exports.actions import (
    OneAtATime,
    export_ask_child,
    export_ask_own,
)
from eprimo.foundation.privacy.exports.copy_jobs import CLAIMED_FOR, MOST_TRIES, exports_make
from eprimo.foundation.privacy.exports.queries import bytes_of
from eprimo.foundation.privacy.models import Export, ExportPart, ExportState
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.privacy import copies
from tests.foundation.privacy.changes import restricts

pytestmark = pytest.mark.django_db


def test_one_copy_at_a_time(cast: Cast) -> None:
    export_ask_own(actor=cast.actor("samira"))
    with pytest.raises(OneAtATime):
        export_ask_child(actor=cast.actor("samira"), child=cast.lea)
    export_ask_own(actor=cast.actor("paul"))
    exports_make()
    assert copies.of_child(cast, "samira", cast.lea).is_ready


def test_a_new_copy_takes_the_place_of_the_one_before(cast: Cast) -> None:
    first = copies.own(cast, "samira")
    second = copies.own(cast, "samira")
    assert list(Export.objects.values_list("pk", flat=True)) == [second.pk]
    assert not ExportPart.objects.filter(export=first.pk).exists()


def test_a_worker_that_died_is_taken_over_from_the_first_piece(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = export_ask_own(actor=cast.actor("samira"))

    def dies(out: Any, *_: object, **__: object) -> None:
        out.write(b"half" * copy_file.PIECE)
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(copy_jobs, "write_copy", dies)
        exports_make()
    assert ExportPart.objects.filter(export=export).exists()
    assert exports_make() == 0, "another worker may still be at it"
    with clock.frozen(NOW + CLAIMED_FOR):
        exports_make()
    export.refresh_from_db()
    assert export.is_ready
    assert export.tries == 2
    assert export.size == sum(len(piece) for piece in bytes_of(export))
    assert "samira" in copies.whole(export)


def test_one_that_cannot_be_made_is_given_up(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    export = export_ask_own(actor=cast.actor("samira"))
    monkeypatch.setattr(copy_jobs, "write_copy", lambda *_, **__: 1 / 0)
    for turn in range(MOST_TRIES + 1):
        with clock.frozen(NOW + turn * CLAIMED_FOR):
            exports_make()
    export.refresh_from_db()
    assert (export.state, export.trouble) == (ExportState.FAILED, "stuck")
    assert export.expires_at is not None


def test_one_that_is_too_big_leaves_no_byte(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    export = export_ask_own(actor=cast.actor("samira"))
    monkeypatch.setattr(copy_file.Pieces.__init__, "__defaults__", (200,))
    exports_make()
    export.refresh_from_db()
    assert (export.state, export.trouble) == (ExportState.FAILED, "too_big")
    assert not ExportPart.objects.exists()


def test_pieces_are_of_one_size_and_make_the_whole() -> None:
    kept: list[bytes] = []
    out = copy_file.Pieces(kept.insert)
    for length in (10, copy_file.PIECE, 3 * copy_file.PIECE + 1):
        out.write(b"x" * length)
    out.close()
    assert [len(one) for one in kept] == [copy_file.PIECE] * 4 + [11]
    assert out.size == sum(map(len, kept))


def test_a_right_that_goes_while_it_waits_leaves_nothing(cast: Cast) -> None:
    export_ask_child(actor=cast.actor("paul"), child=cast.lea)
    restricts(cast, "paul", "lea", RestrictionLevel.NO_INFORMATION)
    exports_make()
    assert not Export.objects.exists()


def test_a_copy_that_is_dropped_while_it_is_made_leaves_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = export_ask_own(actor=cast.actor("samira"))
    write = copy_file.write_copy

    def dropped(*args: Any, **kwargs: Any) -> None:
        Export.objects.filter(pk=export.pk).delete()
        write(*args, **kwargs)

    monkeypatch.setattr(copy_jobs, "write_copy", dropped)
    exports_make()
    assert not Export.objects.exists()
    assert not ExportPart.objects.exists()
