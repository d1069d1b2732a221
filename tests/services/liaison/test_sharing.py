"""With whom a note is shared follows from whom it is for: derived anew, the shares are the same."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from eprimo.foundation.content.models import Share
from eprimo.foundation.content.things.addressing import shares_rebuild
from eprimo.foundation.kernel import clock
from eprimo.services.liaison.actions.follow_up import (
    note_add_recipients,
    note_follower_add,
    note_follower_remove,
)
from eprimo.services.liaison.actions.lifecycle import note_unsend, note_withdraw
from eprimo.services.liaison.kind import NOTE
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.policies.visibility import can_see
from eprimo.services.liaison.queries.note import whole_notes
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.liaison.notes import sent, to_sign

type Row = tuple[str, int, str, datetime]


def _rows(note: Note) -> set[Row]:
    columns = ("audience__kind", "audience__target", "audience__profile", "visible_from")
    return set(Share.objects.filter(resource=note.resource).values_list(*columns))


def _to_the_class(cast: Cast) -> Note:
    return to_sign(cast, to_pupils=True)


def _to_a_child(cast: Cast) -> Note:
    note = sent(cast, children=(cast.lea,))
    note_follower_add(actor=cast.actor("teacher"), note=note, person=cast.teacher_cm2)
    return note


def _given_to_who_came(cast: Cast) -> Note:
    note = sent(cast)
    with clock.frozen(NOW + timedelta(days=1)):
        late = make.pupil(cast.tilleuls, cast.ce1)
        make.guardian(late)
        note_add_recipients(actor=cast.actor("teacher"), note=note, children=[late])
    return note


def _withdrawn(cast: Cast) -> Note:
    return note_withdraw(actor=cast.actor("teacher"), note=_to_the_class(cast))


@pytest.mark.parametrize("made", [_to_the_class, _to_a_child, _given_to_who_came, _withdrawn])
def test_shares_derived_anew_are_the_same(cast: Cast, made: Callable[[Cast], Note]) -> None:
    note = made(cast)
    before = _rows(note)
    assert before
    Share.objects.filter(resource=note.resource).delete()
    again = Note.objects.select_related("resource").get(pk=note.pk)
    shares_rebuild(kind=NOTE, resource=again.resource)
    assert _rows(note) == before


def test_a_person_who_is_named_sees_the_note_until_the_name_is_taken_off(cast: Cast) -> None:
    note = sent(cast, children=(cast.lea,))
    named = cast.actor("teacher_cm2")
    assert not can_see(named, whole_notes([note.pk])[note.pk])
    note_follower_add(actor=cast.actor("teacher"), note=note, person=cast.teacher_cm2)
    assert can_see(cast.actor("teacher_cm2"), whole_notes([note.pk])[note.pk])
    note_follower_remove(actor=cast.actor("teacher"), note=note, person=cast.teacher_cm2)
    assert not can_see(cast.actor("teacher_cm2"), whole_notes([note.pk])[note.pk])


def test_a_note_that_is_taken_back_before_it_leaves_is_shared_with_nobody(cast: Cast) -> None:
    with clock.frozen(NOW.replace(hour=21)):
        note = sent(cast)
        assert _rows(note)
        note_unsend(actor=cast.actor("teacher"), note=note)
    assert not _rows(note)
