"""What a file costs in all, and whom it keeps waiting: nobody but its own person, and nobody's alert."""

import os
import time
from datetime import timedelta
from typing import Any

import pytest

from eprimo.foundation.accounts.events import AccountTold
from eprimo.foundation.files import inspection
from eprimo.foundation.files.actions import Given, attach
from eprimo.foundation.files.events import BlobGiven
from eprimo.foundation.files.inspection import looked_at
from eprimo.foundation.files.models import Blob
from eprimo.foundation.files.refusals import MOST_BYTES, FileRefused
from eprimo.foundation.kernel import clock, outbox, realtime
from eprimo.foundation.kernel.models import Lane, OutboxEvent, OutboxState
from eprimo.foundation.presence.actions.absences import AbsenceNotice, absence_declare
from eprimo.foundation.presence.actions.papers import papers_give
from eprimo.foundation.presence.enums import Half, Reason
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.sandbox.budget import WHOLE_FILE
from tests.cast import Cast
from tests.conftest import NOW
from tests.core_seconds import Table, pace
from tests.foundation.files import corpus
from tests.foundation.files.harmful import packages
from tests.services.liaison.notes import draft
from tests.sizes import sized

# Pages, and the share of what a whole file may work that they have: all of it in the drill.
PAGES, SHARE = sized((13, 13 / 40), (40, 1.0))


@pytest.fixture(autouse=True)
def as_in_production(settings: Any, monkeypatch: Any) -> None:
    """The limits are those of the product; of the whole file, in proportion to the pages, and in seconds of the machine
    of the table of the suite, where this one is slower or does other work."""
    settings.SANDBOX_PATIENCE, settings.SANDBOX_LOUD = 1.0, False
    slower = max(1.0, *(pace() / Table.read().pace for _ in range(3)))
    monkeypatch.setattr(inspection, "WHOLE_FILE", WHOLE_FILE * SHARE * slower)


@pytest.mark.parametrize("made", [corpus.pages, corpus.scan], ids=["plain", "scanned"])
def test_a_long_document_passes(made: Any) -> None:
    content = made(PAGES)
    assert len(content) <= MOST_BYTES * SHARE
    kind, pieces = looked_at(content)
    assert kind == "pdf"
    drawn = [one for _, one in pieces if one.size == "page"]
    assert len(drawn) == PAGES
    # It can still be read.
    assert min(max(one.width, one.height) for one in drawn) > 1200


def test_a_document_of_as_many_bytes_as_are_taken_passes(monkeypatch: Any) -> None:
    """It goes to its reader and comes back written anew: neither way is narrower than what is taken."""
    monkeypatch.setattr(inspection, "WHOLE_FILE", WHOLE_FILE)
    side = 1_000
    picture = os.urandom(MOST_BYTES - 4_000)[: side * side * 10]
    head = (
        f"<< /Type /XObject /Subtype /Image /Width {side} /Height {len(picture) // side} /ColorSpace /DeviceGray "
        f"/BitsPerComponent 8 /Length {len(picture)} >>\nstream\n"
    )
    content = packages.pdf(
        head.encode() + picture + b"\nendstream", page="/Resources << /XObject << /A 5 0 R >> >>"
    )
    assert MOST_BYTES * 0.9 < len(content) <= MOST_BYTES
    kind, pieces = looked_at(content)
    assert kind == "pdf"
    [paper] = [one for _, one in pieces if one.size == "paper"]
    assert picture in paper.content


def test_a_workbook_of_two_hundred_thousand_cells_passes() -> None:
    row = "".join(f'<c r="{name}1" s="1"><v>{at}</v></c>' for at, name in enumerate("ABCDEFGHIJKLMNOPQRS"))
    rows = f'<row r="1">{row}<c r="T1"><f>SUM(A1:S1)</f><v>1</v></c></row>' * 10_000
    assert looked_at(packages.sheet(rows)) == ("xlsx", [])


def test_a_file_whose_pages_are_slow_together_is_refused() -> None:
    """A few kilobytes, no page of which is too slow by itself: most of what they would take is not worked."""
    content = corpus.slow_pages(40, 150, "one")
    assert len(content) < 8_000
    with pytest.raises(FileRefused) as refused:
        looked_at(content)
    assert refused.value.why == "unfolds"
    assert "démesuré" in refused.value.sentence


def _alert(cast: Cast) -> list[int]:
    """A news of an account, and pages that are open, both told by what is written last."""
    before = OutboxEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    outbox.emit(AccountTold(account_id=0, news_id=0))
    realtime.touch(people=[cast.teacher.pk])
    return list(OutboxEvent.objects.filter(pk__gt=before).order_by("pk").values_list("pk", flat=True))


@pytest.mark.django_db
def test_files_made_to_cost_delay_no_alert(cast: Cast) -> None:
    """Three of a teacher's on a note, three of a parent's as papers of an absence; then an alert."""
    note = draft(cast)
    given = [Given(f"{n}.pdf", corpus.slow_pages(40, 150, f"note {n}")) for n in range(3)]
    attach(resource=note.resource, given=given, by_id=cast.teacher.pk, reserved=False)
    afternoon = HalfOf(NOW.date(), Half.AFTERNOON)
    absence = absence_declare(
        actor=cast.actor("samira"), child=cast.lea, school=cast.tilleuls,
        told=AbsenceNotice(afternoon, afternoon, Reason.ILL),
    )  # fmt: skip
    papers = [Given(f"{n}.pdf", corpus.slow_pages(40, 150, f"paper {n}")) for n in range(3)]
    papers_give(actor=cast.actor("samira"), absence=absence, given=papers)
    alert = _alert(cast)
    began = time.monotonic()
    outbox.run_due(100, (Lane.FIRST, Lane.USUAL))
    assert time.monotonic() - began < 10
    done = OutboxEvent.objects.filter(state=OutboxState.DONE)
    assert set(alert) <= set(done.values_list("pk", flat=True))
    assert Blob.objects.filter(state="checking").count() == 6
    # And files of two people by turns, each refused in its time.
    turns: list[int | None] = []
    for passed in range(1, sized(2, 6) + 1):
        with clock.frozen(NOW + timedelta(seconds=passed)):
            assert outbox.run_due(1, (Lane.FILES,)) == 1
        turns.append(
            done.filter(lane=Lane.FILES).order_by("-done_at", "-pk").values_list("turn_of_id", flat=True)[0]
        )
    assert turns == [cast.teacher.pk, cast.samira.pk] * sized(1, 3)
    assert Blob.objects.filter(state="refused", refusal__contains="démesuré").count() == len(turns)


# --- the queue ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_befalls_an_account_comes_first_and_files_last(cast: Cast) -> None:
    outbox.emit(BlobGiven(0, cast.teacher.pk))
    outbox.emit(_Usual())
    first = _alert(cast)
    claimed = [outbox._claim() for _ in range(4)]
    rows = [one for one in claimed if one is not None]
    assert [row.lane for row in rows] == [Lane.FIRST, Lane.FIRST, Lane.USUAL, Lane.FILES]
    assert [row.pk for row in rows[:2]] == first


class _Usual(outbox.Event):
    """Something that nobody waits for."""

    __slots__ = ()


@pytest.mark.django_db
def test_files_of_one_person_take_turns_with_those_of_others(cast: Cast) -> None:
    """Twenty of one do not stand before the one of another."""
    for _ in range(5):
        outbox.emit(BlobGiven(0, cast.teacher.pk))
    with clock.frozen(clock.now() + timedelta(seconds=1)):
        outbox.emit(BlobGiven(0, cast.samira.pk))
    with clock.frozen(clock.now() + timedelta(seconds=2)):
        assert outbox.run_due(2, (Lane.FILES,)) == 2
    done = OutboxEvent.objects.filter(state=OutboxState.DONE).values_list("turn_of_id", flat=True)
    assert set(done) == {cast.teacher.pk, cast.samira.pk}


@pytest.mark.django_db
def test_a_file_waits_while_another_worker_reads_one_of_its_person(cast: Cast, monkeypatch: Any) -> None:
    """It is not tried, and no try of it is counted; it is read afterwards."""
    outbox.emit(BlobGiven(0, cast.teacher.pk))
    monkeypatch.setattr(outbox, "_has_its_turn", lambda _row: False)
    assert outbox.run_due(5, (Lane.FILES,)) == 1
    row = OutboxEvent.objects.get()
    assert (row.state, row.attempts, row.last_error) == (OutboxState.PENDING, 0, "")
    monkeypatch.undo()
    with clock.frozen(clock.now() + timedelta(seconds=3)):
        assert outbox.run_due(5, (Lane.FILES,)) == 1
    row.refresh_from_db()
    assert row.state == OutboxState.DONE
