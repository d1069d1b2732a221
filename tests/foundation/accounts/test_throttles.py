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
        assert throttles_purge() == 5 + 1
    assert not KnownAddress.objects.exists()
    assert not Throttle.objects.exists()


def test_f11_many_logins_of_one_address_wait_longer_and_longer(cast: Cast) -> None:
    """A list of logins, one wrong word for each: forty at once, then half a minute each, then ten minutes."""

    def tried(login: str, address: str = "203.0.113.7") -> None:
        throttles.try_counted(throttles.door_of(login=login, account_id=0, school_id=0, address=address))

    for number in range(throttles.LOGINS.burst):
        tried(f"login.{number}")
    with pytest.raises(TooManyTries):
        tried("another")
    # A login that was tried there already is mistyped again; another address has its own list.
    tried("login.0")
    tried("another", "203.0.113.8")
    taken, at = throttles.LOGINS.burst, NOW
    while taken < throttles.LOGINS_OF_A_DAY.burst:
        at += timedelta(seconds=throttles.LOGINS.seconds_each)
        with clock.frozen(at):
            tried(f"later.{taken}")
        taken += 1
    # The second list fills by ten minutes: some came back meanwhile, and then no more.
    refused = 0
    for number in range(20):
        at += timedelta(seconds=throttles.LOGINS.seconds_each)
        with clock.frozen(at):
            try:
                tried(f"last.{number}")
            except TooManyTries:
                refused += 1
    assert refused >= 10


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
