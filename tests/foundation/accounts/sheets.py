"""Sheets in the tests: printed by a school, typed at the door, and what their secrets open."""

from datetime import date
from typing import Any

from django.test import Client

from eprimo.foundation.access.actors import from_session
from eprimo.foundation.accounts.actions.sheets import sheets_make
from eprimo.foundation.accounts.models import Session
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import ClassGroup, ClassMembership, Person, School
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.printing.sheets import AdultLetter
from tests import factories as make
from tests.cast import Cast
from tests.foundation.accounts.conftest import PASSWORD

URL = "/compte/activation"
HERE = "198.51.100.7"
BORN = "2018-03-14"
# Of the child at the other school.
BORN_ELSEWHERE = "2019-05-02"
CHOSEN = "autre brume lente tasse"


def both(cast: Cast) -> Person:
    """Samira, of whom Léa DURAND of the other school is a child too, and who has a password."""
    Person.objects.filter(pk=cast.lea_verne.pk).update(birth_date=date.fromisoformat(BORN_ELSEWHERE))
    make.guardianship(cast.samira, cast.lea_verne)
    account = cast.samira.account  # type: ignore[attr-defined]
    make.secret(account, PASSWORD)
    return cast.samira


def pupil_too(child: Person, of: ClassGroup) -> None:
    """A pupil of this class beside another one."""
    make.affiliation(child, of.school, Profile.PUPIL)
    ClassMembership.objects.create(person=child, class_group=of, school=of.school, starts=make.SINCE)


def printed(cast: Cast, by: str = "director_verne", of: str = "samira") -> AdultLetter:
    """The letter that this head prints for that person."""
    actor = cast.actor(by)
    school = School.objects.get(pk=actor.school_id or 0)
    return sheets_make(actor=actor, person_ids=[cast.people[of].pk], school=school).letters[0]


def typed(client: Client, letter: AdultLetter, *born: str, password: str = CHOSEN) -> Any:
    """The last step of the door, with all that the steps before asked."""
    data = {"step": "password", "code": letter.code, "password": password, "again": password}
    return client.post(URL, data | dates(*born))


def dates(*born: str) -> dict[str, str]:
    """Birth dates, as the form sends them."""
    return {f"birth_date_{n}" if n > 1 else "birth_date": one for n, one in enumerate(born, start=1)}


def scoped_session(person: Person, *schools: School) -> tuple[Session, str]:
    """A session that the secrets of these schools' sheets opened."""
    return session_open(person.account, scope=[one.pk for one in schools])  # type: ignore[attr-defined]


def actor_of_key(key: str) -> Actor:
    found = from_session(key)
    assert found is not None
    return found.actor
