"""What the screens of accounts read."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from eprimo.foundation.accounts.enums import AccountState
from eprimo.foundation.accounts.models import Account, AccountNews, AccountSecret, ScopedSecret, Session
from eprimo.foundation.accounts.policies import sheets_makeable_by
from eprimo.foundation.directory.enums import (
    GuardianKindChoice,
    MandateRole,
    Profile,
    RestrictionLevel,
)
from eprimo.foundation.directory.models import (
    Affiliation,
    GuardianRestriction,
    Guardianship,
    Mandate,
    Person,
    PersonMerge,
    School,
)
from eprimo.foundation.directory.models.links import in_force
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import MANDATES, Actor, Position
from eprimo.foundation.kernel.statements import Columns, Statement, joined, part_of, split

_ACCOUNT = Columns(Account, "a")
_PERSON = Columns(Person, "p")
_SECRET = Columns(AccountSecret, "s")
_AT_DOOR = Statement.beside(__file__, "at_door", account=_ACCOUNT, person=_PERSON, secret=_SECRET)


@dataclass(frozen=True, slots=True)
class AtDoor:
    """The account of a login, the secrets that sheets gave it, its school (0: none)."""

    account: Account | None = None
    scoped: tuple[ScopedSecret, ...] = ()
    school_id: int = 0


def account_at_door(login: str) -> AtDoor:
    """Read what the door needs of a login: one statement, found or not, and whatever the number of secrets."""
    rows = _AT_DOOR.rows(login=login, now=clock.now())
    if not rows:
        return AtDoor()
    (account, person, secret), (scoped, school_id) = split(rows[0], _ACCOUNT, _PERSON, _SECRET)
    joined(account, person=person, secret=joined(secret, account=account) if secret else None)
    return AtDoor(account, tuple(_secret(account, row) for row in json.loads(scoped or "[]")), school_id)


def _secret(account: Account, row: dict[str, Any]) -> ScopedSecret:
    """A row of JSON, where bytes are « \\x… » in hexadecimal."""
    words = bytes.fromhex(row["words"][2:]) if row["words"] else None
    return part_of(ScopedSecret, {**row, "words": words, "account_id": account.pk})


def account_of_kept(person_id: int) -> Account | None:
    """Return the account of the row that this person's was made one with; None: it was not, or that access is
    suspended."""
    merged = (
        PersonMerge.objects.filter(absorbed=person_id, undone_at=None).values_list("kept", flat=True).first()
    )
    if merged is None:
        return None
    return account_of_kept(merged) or (
        Account.objects.filter(person=merged).exclude(state=AccountState.SUSPENDED).first()
    )


def restriction_on(link: str, now: datetime, *, level: int) -> Exists:
    """Condition on Guardianship (its `link` column): a restriction of that level or above is in force."""
    rows = GuardianRestriction.objects.filter(guardianship=OuterRef(link), level__gte=level, starts__lte=now)
    return Exists(
        rows.filter(
            Q(in_force_until=None) | Q(in_force_until__gt=now), Q(lifted_at=None) | Q(lifted_at__gt=now)
        )
    )


def own_children(person_id: int) -> QuerySet[Guardianship]:
    """Return the links of a guardian to children, but for contacts and children that a decision hides from the
    adult."""
    now = clock.now()
    return (
        Guardianship.objects.filter(in_force(now), adult=person_id)
        .exclude(kind=GuardianKindChoice.CONTACT)
        .filter(~restriction_on("pk", now, level=RestrictionLevel.NO_INFORMATION))
    )


def accounts_of_guardians(child_ids: Collection[int]) -> list[int]:
    """Return the accounts of who answers for these children now and came in once, but whom a decision leaves without
    information."""
    now = clock.now()
    links = Guardianship.objects.filter(
        in_force(now), ~restriction_on("pk", now, level=RestrictionLevel.NO_INFORMATION), child__in=child_ids
    ).exclude(kind=GuardianKindChoice.CONTACT)
    rows = Account.objects.filter(person__in=links.values("adult"), state=AccountState.ACTIVE)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def has_nothing_left(person_id: int, scope: Collection[int] | None = None) -> bool:
    """Tell whether a decision « no account » shuts the person out, with no other link: sign-in is refused. `scope`: of
    the links there."""
    now = clock.now()
    links = Guardianship.objects.filter(in_force(now), adult=person_id).exclude(
        kind=GuardianKindChoice.CONTACT
    )
    if not links.filter(restriction_on("pk", now, level=RestrictionLevel.NO_ACCOUNT)).exists():
        return False
    own = Affiliation.objects.filter(in_force(now), person=OuterRef("pk"))
    held = Mandate.objects.filter(in_force(now), person=OuterRef("pk"))
    children = own_children(person_id)
    if scope is not None:
        own, children = own.filter(school__in=scope), _pupils_at(children, scope, now)
        if MANDATES not in scope:
            held = held.filter(role=MandateRole.COMMUNE_AGENT)
    other = Exists(own) | Exists(held) | Exists(children)
    return not Person.objects.filter(other, pk=person_id).exists()


def _pupils_at(
    links: QuerySet[Guardianship], schools: Collection[int], now: datetime
) -> QuerySet[Guardianship]:
    """Of these links, those to children who are pupils of these schools."""
    pupils = Affiliation.objects.filter(in_force(now), profile=Profile.PUPIL, school__in=schools)
    return links.filter(Exists(pupils.filter(person=OuterRef("child"))))


def children_names(person_id: int, school_id: int | None = None) -> list[str]:
    """Return the first names of the own children, for the words of an activation; of a sheet, those whom its school
    knows."""
    rows = own_children(person_id)
    if school_id is not None:
        rows = _pupils_at(rows, [school_id], clock.now())
    ordered = rows.order_by("child__birth_date", "child__first_name", "child")
    return list(ordered.values_list("child__first_name", flat=True))


@dataclass(frozen=True, slots=True)
class BirthDatesAsked:
    """Birth dates of the own children: those of pupils of the sheet's school, which it knows, and the others."""

    here: frozenset[date]
    elsewhere: frozenset[date]

    @property
    def known(self) -> frozenset[date]:
        return self.here | self.elsewhere

    def enough(self, typed: Collection[date]) -> bool:
        """Tell whether these dates prove who one is: one of them does; of who has a child elsewhere, one that the
        school that printed does not know."""
        proves = (self.elsewhere - self.here) or self.elsewhere or self.here
        return not proves or bool(proves & set(typed))


def birth_dates_asked(person_id: int, school_id: int | None) -> BirthDatesAsked:
    """Return the birth dates that the sheet of that school asks for; None: every school is another one (one
    statement)."""
    pupil = Affiliation.objects.filter(
        in_force(clock.now()), person=OuterRef("child"), profile=Profile.PUPIL, school=school_id
    )
    rows = own_children(person_id).annotate(here=Exists(pupil)).order_by()
    found: dict[bool, set[date]] = {True: set(), False: set()}
    for born, here in rows.values_list("child__birth_date", "here"):
        if born is not None:
            found[here].add(born)
    return BirthDatesAsked(here=frozenset(found[True]), elsewhere=frozenset(found[False]))


def words_around(person_id: int) -> list[str]:
    """Return the names that this person's password must not be made of: schools, communes and children."""
    now = clock.now()
    children = Guardianship.objects.filter(in_force(now), adult=person_id).values("child")
    links = Affiliation.objects.filter(in_force(now)).filter(
        Q(person=person_id) | Q(person__in=children, profile=Profile.PUPIL)
    )
    schools = School.objects.filter(pk__in=links.values("school"))
    names = [name for row in schools.values_list("name", "commune__name") for name in row]
    return names + children_names(person_id)


def sessions_of(actor: Actor) -> Q:
    """Condition on Session: those that are the actor's to see and to end. A sheet's secret knows of its own alone."""
    own = Q(account=actor.account_id)
    return own if actor.scope is None else own & Q(scope__contained_by=sorted(actor.scope))


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One of one's own sessions, as the account page lists it."""

    public_id: UUID
    device: str
    created_at: datetime
    seen_at: datetime
    current: bool


def own_sessions(actor: Actor) -> list[SessionRow]:
    """Return the own sessions that still hold, the one in use first."""
    rows = Session.objects.filter(sessions_of(actor), expires_at__gt=clock.now(), feed=False)
    rows = rows.order_by("-seen_at", "-pk")
    found = [
        SessionRow(row.public_id, row.device, row.created_at, row.seen_at, row.pk == actor.session_id)
        for row in rows.only("public_id", "device", "created_at", "seen_at", "account")[:50]
    ]
    return sorted(found, key=lambda row: not row.current)


def own_feed(actor: Actor) -> Session | None:
    """Return what a telephone reads the agenda by: when it was made and read last. None: there is none."""
    rows = Session.objects.filter(sessions_of(actor), feed=True, expires_at__gt=clock.now())
    return rows.only("created_at", "seen_at", "account").order_by("-pk").first()


# How far back the page of the account tells what happened.
MOST_NEWS = 5


def own_news(actor: Actor) -> list[AccountNews]:
    """Return what happened to the own account lately, the newest first. A sheet's secret knows nothing of it."""
    if not actor.is_whole:
        return []
    return list(AccountNews.objects.filter(account=actor.account_id).order_by("-at", "-pk")[:MOST_NEWS])


def own_account(actor: Actor) -> Account:
    """Return the actor's own account."""
    return Account.objects.select_related("person", "secret").get(pk=actor.account_id)


def with_sheets(actor: Actor, person_ids: Iterable[int]) -> set[int]:
    """Return those of these people whose sheets the actor makes."""
    rows = Person.objects.filter(sheets_makeable_by(actor), pk__in=list(person_ids))
    return set(rows.order_by().values_list("pk", flat=True))


def school_choices(actor: Actor) -> dict[int, UUID]:
    """Return the public ids of the schools of the actor's positions."""
    ids = {position.school_id for position in actor.positions if position.school_id}
    return dict(School.objects.filter(pk__in=ids).order_by().values_list("pk", "public_id"))


def position_choices(actor: Actor) -> dict[str, Position]:
    """Return the actor's positions by what a form posts to choose one (one statement)."""
    schools = school_choices(actor)
    return {f"{p.role}.{schools[p.school_id] if p.school_id else ''}": p for p in actor.positions}


def account_named(login: str) -> Account | None:
    """Return the account of a login, with its person."""
    return Account.objects.select_related("person").filter(login=login).first()
