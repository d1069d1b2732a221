"""Tries at the door: never more than the burst and what time gives back; purged when of no use."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eprimo.foundation.accounts import throttles
from eprimo.foundation.accounts.models import KnownAddress
from eprimo.foundation.accounts.throttles import (
    address_learnt,
    door_of,
    throttles_purge,
    try_counted,
    try_right,
)
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import TooManyTries
from eprimo.foundation.kernel.models import Throttle
from eprimo.foundation.kernel.throttle import Limit, give_back, take
from tests.cast import Cast
from tests.conftest import NOW
from tests.sizes import drawn


@pytest.mark.django_db
@drawn(17, 600)
@given(
    burst=st.integers(1, 6),
    each=st.sampled_from([0.2, 1.0, 2.0, 7.5, 30.0]),
    waits=st.lists(st.floats(-5, 40, allow_nan=False), max_size=30),
)
def test_never_more_than_the_burst_and_the_time(burst: int, each: float, waits: list[float]) -> None:
    """Tries after any waits (a clock that steps back too): those let through ≤ burst + elapsed / each."""
    give_back("property")
    limit, at, passed, elapsed = Limit(burst, each), NOW, 0, 0.0
    for wait in waits:
        at += timedelta(seconds=wait)
        elapsed += max(0.0, wait)
        with clock.frozen(at):
            try:
                take("property", limit)
                passed += 1
            except TooManyTries:
                continue
    assert passed <= burst + elapsed / each + 1e-6


def test_what_was_right_is_given_back(cast: Cast) -> None:
    door = door_of(
        login="samira", account_id=cast.samira.account.pk, school_id=cast.tilleuls.pk, address="192.0.2.1"
    )
    # More than the largest of its limits lets through, the platform's own apart.
    for _ in range(throttles.SCHOOL.burst + 10):
        try_counted(door)
        try_right(door)
    tokens = dict(Throttle.objects.values_list("key", "tokens"))
    assert door.pair_key not in tokens
    assert all(tokens[key] == limit.burst for key, limit in door.wide_keys)


def test_an_address_is_known_to_the_account_then_to_the_school(cast: Cast) -> None:
    def door(name: str, account: int) -> throttles.Door:
        return door_of(login=name, account_id=account, school_id=cast.tilleuls.pk, address="192.0.2.1")

    first = door("samira", cast.samira.account.pk)
    assert (first.known, first.known_to_school) == (False, False)
    assert len(first.wide_keys) == 2
    address_learnt(first)
    again = door("samira", cast.samira.account.pk)
    assert (again.known, again.wide_keys) == (True, [])
    beside = door("paul", cast.paul.account.pk)
    assert (beside.known, beside.known_to_school) == (False, True)
    assert len(beside.wide_keys) == 2


def test_old_tries_and_addresses_are_purged(cast: Cast) -> None:
    door = door_of(login="samira", account_id=cast.samira.account.pk, school_id=0, address="192.0.2.1")
    try_counted(door)
    address_learnt(door)
    with clock.frozen(NOW + timedelta(days=91)):
        assert throttles_purge() == 3 + 1
    assert not KnownAddress.objects.exists()
    assert not Throttle.objects.exists()


def test_a_password_is_guessed_six_times_inside_a_session(cast: Cast) -> None:
    """Whoever took a session does not find the password there; in one that a sheet opened it is counted apart."""
    own, sheet = cast.actor("samira"), replace(cast.actor("samira"), scope=frozenset({cast.tilleuls.pk}))
    assert (own.is_whole, sheet.is_whole) == (True, False)
    for actor in (own, sheet):
        for _ in range(6):
            throttles.password_counted(actor)
        with pytest.raises(TooManyTries):
            throttles.password_counted(actor)
    # A seventh comes back with the time, and all of them with the right password.
    with clock.frozen(NOW + timedelta(seconds=throttles.PAIR.seconds_each)):
        throttles.password_counted(own)
        with pytest.raises(TooManyTries):
            throttles.password_counted(own)
        throttles.password_right(own)
        for _ in range(6):
            throttles.password_counted(own)
    with pytest.raises(TooManyTries):
        throttles.password_counted(sheet)
