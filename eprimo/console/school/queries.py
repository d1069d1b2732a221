"""Sign-in states beside people of the directory, as finely as the actor may read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from eprimo.foundation.accounts.enums import AccountState
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation, Guardianship
from eprimo.foundation.directory.policies import SignInSight
from eprimo.foundation.directory.queries.lines import PersonLine
from eprimo.foundation.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class SignInState:
    """A word, and the tone of its badge (`in` none, `ok`, `at`, `al`)."""

    word: str
    tone: str


NEVER = SignInState("Jamais venu", "at")
SUSPENDED = SignInState("Suspendu", "al")
ACTIVATED = SignInState("Activé", "ok")
THIS_MONTH = SignInState("Venu ce mois-ci", "ok")
EARLIER = SignInState("Venu avant", "in")


def sign_in_states(actor: Actor, lines: Iterable[PersonLine]) -> dict[int, SignInState]:
    """By id of person; those whose state the actor may not read are left out. One statement."""
    asked = {line.person.pk: line.sight.sign_in for line in lines if line.sight.sign_in != SignInSight.NONE}
    rows = Account.objects.filter(person__in=asked).only("person_id", "state", "activated_at", "last_login")
    found = {row.person_id: _state(actor, row, asked[row.person_id]) for row in rows}
    return {pk: found.get(pk, NEVER) for pk in asked}


def _state(actor: Actor, account: Account, sight: SignInSight) -> SignInState:
    if account.state == AccountState.SUSPENDED:
        return SUSPENDED if actor.heads else EARLIER
    if account.activated_at is None:
        return NEVER
    if sight == SignInSight.ACTIVATED:
        return ACTIVATED
    return THIS_MONTH if account.last_login and account.last_login >= month_start(actor) else EARLIER


def month_start(actor: Actor) -> datetime:
    """The first instant of the month, in the school's zone."""
    local = actor.now.astimezone(ZoneInfo(actor.time_zone))
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Activation:
    """How many pupils and guardians of the school, and how many of each never came."""

    pupils: int
    pupils_never: int
    guardians: int
    guardians_never: int


def activation_of(actor: Actor) -> Activation:
    """Two statements; for who directs the school."""
    came = Q(person__account__activated_at__isnull=False)
    pupils = Affiliation.objects.in_force(actor.now).filter(school=actor.school_id, profile=Profile.PUPIL)
    of_pupils = pupils.aggregate(
        all=Count("person", distinct=True), came=Count("person", filter=came, distinct=True)
    )
    links = (
        Guardianship.objects.in_force(actor.now)
        .filter(child__in=pupils.values("person"))
        .exclude(kind="contact")
    )
    adults = links.aggregate(
        all=Count("adult", distinct=True),
        came=Count("adult", filter=Q(adult__account__activated_at__isnull=False), distinct=True),
    )
    return Activation(
        of_pupils["all"], of_pupils["all"] - of_pupils["came"], adults["all"], adults["all"] - adults["came"]
    )
