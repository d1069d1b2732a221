"""Several workers at once, each on a connection of its own: nobody is told twice."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection

from eprimo.foundation.directory.models import Guardianship
from eprimo.foundation.kernel import clock
from eprimo.foundation.notifications.actions.preferences import rhythm_stop
from eprimo.foundation.notifications.models import Preference, Rhythm, Round, RoundState
from eprimo.foundation.notifications.round_delivery import rounds_send
from eprimo.foundation.notifications.rounds import digests_plan, rings_plan
from eprimo.foundation.transport.mail import Fate, Letter, Result, using
from tests import factories as make
from tests.at_once import done
from tests.conftest import NOW
from tests.foundation.notifications.told import address, tell

WORKERS, PEOPLE = 4, 12


class Counting:
    def __init__(self) -> None:
        self.to: list[str] = []

    def send(self, letters: Iterable[Letter]) -> Iterator[Result]:
        for letter in letters:
            self.to.append(letter.to)
            yield Result(letter, Fate.SENT)


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_send_each_letter_once(cast: Any) -> None:
    for number in range(PEOPLE):
        name = f"parent{number}"
        cast.people[name] = make.person("Parent", f"NUMERO{number}")
        make.account(cast.people[name], login=name)
        make.guardianship(cast.people[name], cast.lea)
        address(cast.people[name])
    assert Guardianship.objects.filter(child=cast.lea).count() >= PEOPLE
    tell(cast, *(f"parent{number}" for number in range(PEOPLE)))
    mailer = Counting()

    def work() -> None:
        for _ in range(6):
            rings_plan()
            digests_plan()
            rounds_send(batch=3)

    with using(mailer), clock.frozen(NOW + timedelta(minutes=3)):
        rings_plan()
        Round.objects.update(due_at=NOW)
        done(*[work] * WORKERS)
    assert Counter(mailer.to) == {f"parent{number}@example.org": 1 for number in range(PEOPLE)}
    assert set(Round.objects.values_list("state", flat=True)) == {RoundState.SENT}
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_provider_and_a_person_who_stop_at_once_both_succeed(cast: Any) -> None:
    key = Round.objects.create(
        person=cast.paul,
        school=cast.tilleuls,
        channel="mail",
        rhythm=Rhythm.DAILY,
        since=NOW,
        until=NOW,
        due_at=NOW,
    ).key
    assert done(*[partial(rhythm_stop, key=key)] * WORKERS) == [True] * WORKERS
    assert Preference.objects.filter(person=cast.paul).count() == 1
