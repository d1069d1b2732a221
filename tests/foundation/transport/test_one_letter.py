"""An event has one letter, of one name at each of its tries."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from eprimo.foundation.kernel import clock, outbox
from eprimo.foundation.kernel.models import OutboxEvent, OutboxState
from eprimo.foundation.transport.mail import Fate, Letter, as_message, using
from eprimo.foundation.transport.one_letter import MailAway, only_letter, post
from tests.conftest import NOW
from tests.foundation.notifications.test_rounds_kept import Answers

pytestmark = pytest.mark.django_db
WORDS = Letter("mairie@commune.exemple", "Réunion", "Elle a lieu.")


@dataclass(frozen=True, slots=True)
class Told(outbox.Event):
    letters: int


@pytest.fixture(autouse=True)
def listener() -> Iterator[None]:
    def handler(event: Told) -> None:
        for _ in range(event.letters):
            post(WORDS)

    outbox.on(Told)(handler)
    yield
    outbox._handlers.pop(outbox._kind(Told))
    outbox._events.pop(outbox._kind(Told))


def carried_on(*fates: Fate, letters: int = 1) -> Answers:
    """Two tries, an hour apart, of a server that answers so."""
    outbox.emit(Told(letters))
    answers = Answers(*fates)
    with using(answers):
        outbox.run_due()
        with clock.frozen(NOW + timedelta(hours=1)):
            outbox.run_due()
    return answers


def test_a_letter_that_no_server_took_goes_again_under_the_same_name() -> None:
    names = [as_message(one).extra_headers["Message-ID"] for one in carried_on(Fate.AWAY, Fate.SENT).letters]
    assert len(names) == 2
    assert len(set(names)) == 1
    assert OutboxEvent.objects.get().state == OutboxState.DONE
    other = carried_on(Fate.SENT).letters[-1]
    assert as_message(other).extra_headers["Message-ID"] not in names


@pytest.mark.parametrize("fate", [Fate.SENT, Fate.REFUSED])
def test_a_letter_that_was_taken_or_refused_for_good_goes_once(fate: Fate) -> None:
    assert len(carried_on(fate).letters) == 1


def test_a_second_letter_of_one_event_is_refused() -> None:
    carried_on(letters=2)
    assert OutboxEvent.objects.get().last_error == "SecondLetter"


@pytest.mark.parametrize("send", [only_letter, lambda: post(WORDS)])
def test_outside_of_an_event_nothing_is_counted(send: Callable[[], object]) -> None:
    answers = Answers(Fate.SENT, Fate.SENT, Fate.LATER)
    with using(answers):
        send()
        send()
        if answers.letters:
            with pytest.raises(MailAway):
                send()
            assert not any("Message-ID" in one.headers for one in answers.letters)
