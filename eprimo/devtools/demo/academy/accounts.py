"""Accounts of the demo: most were activated, many never were, as in life."""

from collections.abc import Iterable
from datetime import datetime
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.db.models import F

from eprimo.foundation.accounts.enums import AccountState
from eprimo.foundation.accounts.logins import login_base, logins_for
from eprimo.foundation.accounts.models import Account, AccountSecret
from eprimo.foundation.accounts.pupil_words import words_close
from eprimo.foundation.accounts.secrets_words import draw_words
from eprimo.foundation.classroom.models import PicturePassword
from eprimo.foundation.classroom.pictures import draw_pictures, pictures_close
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation, ClassMembership, Mandate, Person
from eprimo.foundation.factors.codes import kept
from eprimo.foundation.factors.models import Factor, FactorKind
from eprimo.foundation.kernel import clock

# The adults of the sign-in page may also enter by the ordinary door.
PASSWORD = "craie-et-cahier-du-mardi"  # noqa: S105 - invented people, loopback only

# Of the application of codes that they all have.
FACTOR_KEY = b"craie-et-cahier-2026"


def make_accounts(
    pupils: Iterable[Person],
    families: Iterable[Person],
    staff: Iterable[Person],
    shown: Iterable[Person],
    since: datetime,
    rng: Random,
) -> None:
    """An account for each of these people. `shown`: those of the sign-in page, all activated.

    Three families in ten have never entered, one teacher in twelve, one pupil in five.
    """
    known = {person.pk for person in shown}
    rows: dict[int, Account] = {}
    for people, share in ((staff, 0.92), (families, 0.7), (pupils, 0.8)):
        for person in people:
            active = person.pk in known or rng.random() < share
            rows.setdefault(person.pk, _account(person, since, rng, active=active))
    accounts = list(rows.values())
    logins = logins_for(login_base(row.person.first_name, row.person.shown_last_name) for row in accounts)
    encoded = make_password(PASSWORD)
    secrets: list[AccountSecret] = []
    for row, login, number in zip(accounts, logins, _numbers(len(accounts)), strict=True):
        row.pk, row.login = number, login
        if row.person.birth_date is not None:
            words = words_close(row.pk, draw_words(rng))
            secrets.append(AccountSecret(account_id=row.pk, words=words, since=since))
        elif row.person.pk in known:
            secrets.append(AccountSecret(account_id=row.pk, password=encoded, since=since))
    Account.objects.bulk_create(accounts)
    AccountSecret.objects.bulk_create(secrets)


def give_factors(people: Iterable[Person], since: datetime) -> None:
    """The same application of codes for who works or acts for a body: the page that asks shows its code."""
    shown = [person.pk for person in people]
    works = Affiliation.objects.filter(person__in=shown).exclude(profile=Profile.PUPIL)
    acts = Mandate.objects.filter(person__in=shown)
    asked = {*works.values_list("person", flat=True), *acts.values_list("person", flat=True)}
    accounts = Account.objects.filter(person__in=asked)
    Factor.objects.bulk_create(
        Factor(
            account=one,
            kind=FactorKind.TOTP,
            name="Téléphone",
            secret=kept(one.pk, FACTOR_KEY),
            made_at=since,
        )
        for one in accounts.order_by("pk")
    )
    accounts.update(factors_since=since)


def give_pictures(since: datetime, rng: Random) -> None:
    """Three pictures for each pupil of a class."""
    members = ClassMembership.objects.order_by("person", "pk").distinct("person")
    PicturePassword.objects.bulk_create(
        PicturePassword(
            person_id=person,
            school_id=school,
            pictures=pictures_close(person, draw_pictures(rng)),
            made_at=since,
        )
        for person, school in members.values_list("person", "school")
    )


def give_animals(rng: Random) -> None:
    """Five children in six have chosen the one that they have."""
    people = Person.objects.exclude(animal="").order_by("pk").values_list("pk", flat=True)
    chosen = [pk for pk in people if rng.random() < 5 / 6]
    Person.objects.filter(pk__in=chosen).update(chosen_animal=F("animal"))


def _account(person: Person, since: datetime, rng: Random, *, active: bool) -> Account:
    # Most come in the first weeks.
    entered = since + (clock.now() - since) * rng.random() ** 3 if active else None
    return Account(
        person=person,
        state=AccountState.ACTIVE if active else AccountState.EXPECTED,
        activated_at=entered,
        charter_at=entered,
    )


def _numbers(count: int) -> list[int]:
    """Keys taken in advance: a pupil's words are closed with the key of their account."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('accounts_account', 'id')) FROM generate_series(1, %s)",
            [count],
        )
        return [row[0] for row in cursor.fetchall()]
