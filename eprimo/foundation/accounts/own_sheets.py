"""What the sheets of a person are, as the person reads them: printed by which school, when, and what they opened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from eprimo.foundation.accounts.account_secrets import place_of
from eprimo.foundation.accounts.enums import PRINTED
from eprimo.foundation.accounts.models import ScopedSecret, SignInCode
from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import MANDATES, Actor
from eprimo.foundation.kernel.errors import NotVisible

_MOST = 50
# What a form posts for the sheets of no school.
OF_MANDATES = "mandats"


@dataclass(frozen=True, slots=True)
class Print:
    """One sheet that was printed. `waits`: it opens something to who types its code."""

    made_at: datetime
    used_at: datetime | None
    expires_at: datetime
    waits: bool


@dataclass(frozen=True, slots=True)
class OwnSheets:
    """The sheets of one school (`name` empty: of none), the newest first, and since when one of them opens
    something."""

    key: str
    name: str
    prints: tuple[Print, ...]
    opened_at: datetime | None
    used_at: datetime | None

    @property
    def opens(self) -> bool:
        """There is something to shut: a way in, or a code that waits."""
        return self.opened_at is not None or any(one.waits for one in self.prints)


def own_sheets(actor: Actor) -> list[OwnSheets]:
    """Return the sheets of the person by school, the one that printed last first; of a sheet's session, those of its
    schools (two statements)."""
    codes = list(_codes(actor).select_related("school").order_by("-made_at", "-pk")[:_MOST])
    secrets = list(_secrets(actor).select_related("school").order_by("-since", "-pk"))
    schools = {one.school_id: one.school for one in codes} | {one.school_id: one.school for one in secrets}
    by_place = {place_of(one.school_id): one for one in secrets}
    return [_of_school(school, codes, by_place.get(place_of(pk))) for pk, school in schools.items()]


def _of_school(school: School | None, codes: Iterable[SignInCode], secret: ScopedSecret | None) -> OwnSheets:
    now = clock.now()
    return OwnSheets(
        key=str(school.public_id) if school else OF_MANDATES,
        name=school.name if school else "",
        prints=tuple(
            Print(one.made_at, one.used_at, one.expires_at, _waits(one, now))
            for one in codes
            if one.school_id == (school.pk if school else None)
        ),
        opened_at=secret.since if secret else None,
        used_at=secret.used_at if secret else None,
    )


def _waits(code: SignInCode, now: datetime) -> bool:
    return code.used_at is None and code.cancelled_at is None and code.expires_at > now


def place_named(actor: Actor, key: str) -> int:
    """Return the place of the sheets that a form names; raises NotVisible when the person has none of it."""
    if key == OF_MANDATES:
        place = MANDATES
    else:
        try:
            place = School.objects.values_list("pk", flat=True).get(public_id=UUID(key))
        except (ValueError, School.DoesNotExist) as error:
            raise NotVisible from error
    of = _of_places([place])
    if not (_codes(actor).filter(of).exists() or _secrets(actor).filter(of).exists()):
        raise NotVisible
    return place


def _of_places(places: Iterable[int]) -> Q:
    """On a code or a secret: of these schools, or of no school."""
    wanted = set(places)
    found = Q(school__in=wanted - {MANDATES})
    return found | Q(school=None) if MANDATES in wanted else found


def _codes(actor: Actor) -> QuerySet[SignInCode]:
    rows = SignInCode.objects.filter(account=actor.account_id, purpose__in=PRINTED)
    return rows if actor.scope is None else rows.filter(_of_places(actor.scope))


def _secrets(actor: Actor) -> QuerySet[ScopedSecret]:
    rows = ScopedSecret.objects.filter(account=actor.account_id)
    return rows if actor.scope is None else rows.filter(_of_places(actor.scope))
