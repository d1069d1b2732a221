"""Who writes an hour or a place in the words of a note is asked once, when somebody must not read it there."""

from datetime import date, time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eprimo.foundation.content import richtext
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.models import AuditLine
from eprimo.services.liaison.actions.corrections import note_correct
from eprimo.services.liaison.actions.delivery import note_send
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.whereabouts import confirmation_of, moved_words
from tests import factories as make
from tests.cast import Cast
from tests.services.liaison.notes import DUE, draft, sent
from tests.services.liaison.test_corrections import particulars
from tests.services.liaison.test_journey import address

ASKED = "Une famille de ce groupe ne doit pas lire de lieu ni d’heure ici"
TEXT = "Départ à 8 h 45, devant l’école. Prévoir un goûter."


def outing(cast: Cast, **fields: Any) -> Note:
    """To CM2, where a family is under a protected contact."""
    told = {"title": "Sortie", "text": TEXT, "kind": NoteKind.EVENT, "event_on": DUE}
    return draft(cast, by="teacher_cm2", classes=(cast.cm2,), **told | fields)


def _send(cast: Cast, note: Note, **more: Any) -> Note:
    return note_send(actor=cast.actor("teacher_cm2"), note=note, **more)


def test_it_does_not_leave_before_its_author_says_what_it_is(cast: Cast) -> None:
    note = outing(cast)
    with pytest.raises(DomainError) as asked:
        _send(cast, note)
    assert asked.value.code == "whereabouts"
    assert asked.value.status == 422
    assert _send(cast, note, confirmed=confirmation_of(note)).resource.published_at is not None
    assert AuditLine.objects.get(act="liaison.note.sent").details["confirmed"] is True


@pytest.mark.parametrize("fields", [
    {"text": "Prévoir un goûter."}, {"text": "Prévoir un goûter.", "starts_at": time(8, 45), "place": "Château"},
])  # fmt: skip
def test_words_without_hour_nor_place_and_cases_are_not_asked_about(
    cast: Cast, fields: dict[str, Any]
) -> None:
    assert _send(cast, outing(cast, **fields)).confirmed_words == ""


@pytest.mark.parametrize("fields", [
    {"text": "Rien", "title": "Sortie au château"}, {"text": "Rien", "bring": ("Un ticket avant 8 h 30",)},
    {"kind": NoteKind.INFORMATION, "event_on": None},
])  # fmt: skip
def test_every_word_that_families_read_counts(cast: Cast, fields: dict[str, Any]) -> None:
    with pytest.raises(DomainError, match="whereabouts"):
        _send(cast, outing(cast, **fields))


def test_nobody_is_asked_for_a_class_without_such_a_family(cast: Cast, sign_in: Any) -> None:
    note = draft(cast, text=TEXT)
    assert ASKED not in sign_in(cast.teacher).get(address("preview", note)).text
    assert note_send(actor=cast.actor("teacher"), note=note).resource.published_at is not None


def test_a_decision_that_hides_the_whole_note_or_is_over_asks_nothing(cast: Cast) -> None:
    for level in (1, 2):
        adult = make.person("Autre", f"PARENT{level}")
        make.restrict(make.guardianship(adult, cast.lea), cast.tilleuls, 2 if level == 2 else 1)
    note = draft(cast, text=TEXT)
    with pytest.raises(DomainError, match="whereabouts"):
        note_send(actor=cast.actor("teacher"), note=note)
    restricted = make.person("Autre", "NIVEAU")
    make.restrict(make.guardianship(restricted, cast.yanis), cast.tilleuls, 2)
    only = draft(cast, text=TEXT, classes=(), children=(cast.yanis,))
    assert note_send(actor=cast.actor("teacher"), note=only).resource.published_at is not None


def test_the_preview_asks_without_saying_which_family(cast: Cast, sign_in: Any) -> None:
    note = outing(cast)
    page = sign_in(cast.teacher_cm2).get(address("preview", note)).text
    ask = page[page.index(ASKED) : page.index("Quand part-il")]
    assert "Dans vos mots\u00a0: à 8 h 45" in ask
    assert "Déplacer" in ask
    assert "Ce n’est ni un lieu ni une heure" in ask
    for name in ("Zoé", "LE GOFF", "Restreint", "NIVEAU1"):
        assert name not in ask


def test_confirmed_once_it_is_not_asked_again_for_these_words(cast: Cast, sign_in: Any) -> None:
    note, client = outing(cast), sign_in(cast.teacher_cm2)
    send = address("send", note)
    asked = client.post(send, {"when": "now"})
    assert asked.status_code == 422
    assert ASKED in asked.text
    confirmed = client.post(send, {"when": "now", "words": confirmation_of(note)})
    assert confirmed.status_code == 200
    assert ASKED not in confirmed.text
    assert ASKED not in client.get(address("preview", note)).text
    assert client.post(send, {"when": "now"}).status_code == 302
    assert Note.objects.get(pk=note.pk).resource.published_at is not None


def test_what_was_said_of_other_words_holds_for_nothing(cast: Cast, sign_in: Any) -> None:
    note, client = outing(cast), sign_in(cast.teacher_cm2)
    client.post(address("send", note), {"when": "now", "words": "0123456789abcdef"})
    assert client.post(address("send", note), {"when": "now"}).status_code == 422
    with pytest.raises(DomainError, match="whereabouts"):
        _send(cast, note, confirmed="0123456789abcdef")


def test_one_press_moves_them_into_their_cases(cast: Cast, sign_in: Any) -> None:
    note = outing(
        cast,
        title="Sortie au château",
        text="Départ à 8 h 45, retour à 16 h 15, **au château de Valmarais**.",
    )
    client = sign_in(cast.teacher_cm2)
    page = client.post(address("send", note), {"when": "now", "do": "move"})
    assert page.status_code == 200
    assert ASKED not in page.text
    moved = Note.objects.select_related("resource").get(pk=note.pk)
    assert (moved.starts_at, moved.ends_at) == (time(8, 45), time(16, 15))
    assert moved.place == "Château de Valmarais"
    assert moved.resource.title == "Sortie au lieu indiqué"
    text = richtext.to_markup(moved.resource.draft)
    assert text == "Départ à l’heure indiquée, retour à l’heure indiquée, **au lieu indiqué**."
    assert client.post(address("send", note), {"when": "now"}).status_code == 302


@pytest.mark.parametrize("fields", [
    # More than the cases hold, another hour than theirs, no case at all.
    {"text": "Départ à 8 h 45, pause à midi, retour à 16 h 15."},
    {"text": "Départ à 8 h 45.", "starts_at": time(9), "ends_at": time(10)},
    {"text": "Départ à 8 h 45.", "kind": NoteKind.INFORMATION, "event_on": None},
    {"text": "À la piscine, puis au musée."},
])  # fmt: skip
def test_nothing_is_moved_that_would_be_lost(cast: Cast, sign_in: Any, fields: dict[str, Any]) -> None:
    note, client = outing(cast, **fields), sign_in(cast.teacher_cm2)
    page = client.get(address("preview", note)).text
    assert ASKED in page
    assert 'value="move"' not in page
    client.post(address("send", note), {"when": "now", "do": "move"})
    assert richtext.to_markup(Note.objects.get(pk=note.pk).resource.draft) == fields["text"]


def test_an_hour_alone_keeps_what_the_cases_say() -> None:
    day = date(2026, 12, 3)
    moved = moved_words("Sortie", "Retour vers 16 h.", day, time(8, 45), None, "Château")
    assert moved is not None
    assert (moved.text, moved.starts_at, moved.ends_at, moved.place) == (
        "Retour vers l’heure indiquée.", time(8, 45), time(16), "Château",
    )  # fmt: skip
    assert moved_words("Sortie", "Retour à 16 h.", None, None, None, "") is None


# --- corrected -----------------------------------------------------------------------------------------------


def _sent(cast: Cast, **fields: Any) -> Note:
    told = {"title": "Sortie", "text": TEXT, "kind": NoteKind.EVENT, "event_on": DUE}
    return sent(cast, by="teacher_cm2", classes=(cast.cm2,), **told | fields)


def test_a_correction_is_asked_about_its_own_words(cast: Cast) -> None:
    note = _sent(cast)
    actor = cast.actor("teacher_cm2")
    # The day alone: of these words it was said already.
    body = richtext.parse(TEXT)
    note = note_correct(
        actor=actor, note=note, title="Sortie", body=body, particulars=particulars(note, event_on=date(2026, 12, 3))
    )  # fmt: skip
    with pytest.raises(DomainError, match="whereabouts"):
        note_correct(actor=actor, note=note, title="Sortie", body=richtext.parse("Départ à 9 h."))
    assert (
        note_correct(actor=actor, note=note, title="Sortie", body=richtext.parse("Rien.")).resource.version
        == 3
    )


def _typed(note: Note, **fields: str) -> dict[str, str]:
    return {
        "version": "1",
        "title": "Sortie",
        "event_on": DUE.isoformat(),
        "text": "Départ à 9 h.",
        "sure": "0",
    } | fields


def test_the_page_of_a_correction_asks_and_keeps_what_was_typed(cast: Cast, sign_in: Any) -> None:
    note, client = _sent(cast, text="Rien."), sign_in(cast.teacher_cm2)
    page = client.post(address("correct", note), _typed(note))
    assert page.status_code == 422
    assert ASKED in page.text
    assert "Départ à 9 h." in page.text
    mark = page.text.split('name="words" value="')[1].split('"')[0]
    assert client.post(address("correct", note), _typed(note, words=mark)).status_code == 302
    assert Note.objects.get(pk=note.pk).confirmed_words == mark


def test_a_correction_is_moved_and_read_over(cast: Cast, sign_in: Any) -> None:
    note, client = _sent(cast, text="Rien."), sign_in(cast.teacher_cm2)
    page = client.post(address("correct", note), _typed(note, do="move"))
    assert page.status_code == 200
    assert "Départ à l’heure indiquée." in page.text
    assert 'value="09:00"' in page.text
    assert Note.objects.get(pk=note.pk).resource.version == 1
    typed = _typed(note, text="Départ à l’heure indiquée.", starts_at="09:00")
    assert client.post(address("correct", note), typed).status_code == 302


def test_words_that_tell_nothing_cost_no_statement(cast: Cast) -> None:
    def statements(**fields: Any) -> int:
        note = draft(cast, title="Sortie", **fields)
        with CaptureQueriesContext(
            connection,
        ) as found:
            note_send(actor=cast.actor("teacher"), note=note)
        return len(found)

    assert statements(text="Départ à 8 h 45.") == statements(text="Rien.") + 1
