"""The day of a school: which classes were called, who is not there, of whom nothing is known, whom to telephone to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from eprimo.foundation.accounts.enums import AccountState
from eprimo.foundation.directory.models import ClassGroup, ClassMembership, Guardianship, Person
from eprimo.foundation.directory.queries.person_lines import lines_of
from eprimo.foundation.directory.queries.person_page import reaches_of
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.presence.enums import Result, Source, State
from eprimo.foundation.presence.hours import HalfOf, Hours
from eprimo.foundation.presence.models import Absence, CallAttempt, HalfDay, RollCall
from eprimo.foundation.presence.policies import (
    ASKED,
    absences_visible_to,
    calls_visible_to,
    classes_called_by,
    half_days_visible_to,
    restrictions_standing,
)
from eprimo.foundation.presence.queries.hosting import placed_counts

# So long after the question the school telephones; so long after that again it follows its protocol.
CALLED_AFTER = timedelta(minutes=30)
NOBODY_AFTER = timedelta(minutes=60)


@dataclass(frozen=True, slots=True)
class ClassOfDay:
    """One class on a half-day. `call`: None when its roll was not called. `uncalled`: pupils whom the call of the class
    did not show, since they joined it afterwards. `placed`: its pupils who are with other classes; `guests`: those whom
    it hosts."""

    class_group: ClassGroup
    call: RollCall | None
    unexplained: int
    uncalled: int = 0
    placed: int = 0
    guests: int = 0
    # Why it alone has no class then; empty: it has, or nobody at the school does.
    shut: str = ""

    @property
    def taken(self) -> bool:
        return self.call is not None and self.call.taken_at is not None


def classes_of_day(actor: Actor, one: HalfOf, hours: Hours) -> list[ClassOfDay]:
    """Return the classes whose roll the actor calls, in the order of their names (five statements). `hours`: of the
    school."""
    of_day = {"day": one.day, "half": one.half}
    classes = (
        ClassGroup.objects.filter(classes_called_by(actor)).select_related("school").order_by("key", "pk")
    )
    calls = {row.class_group_id: row for row in RollCall.objects.filter(calls_visible_to(actor), **of_day)}
    asked = Absence.objects.filter(absences_visible_to(actor), reason="").values("id")
    missing = HalfDay.objects.filter(half_days_visible_to(actor), **of_day, state=State.ABSENT)
    counts = dict(
        missing.filter(Q(absence_id=None) | Q(absence_id__in=asked))
        .values_list("class_group")
        .annotate(n=Count("*"))
    )
    left_out = _left_out(actor, one, [pk for pk, call in calls.items() if call.taken_at is not None])
    placed, guests = placed_counts(actor, one)
    return [
        ClassOfDay(
            one_class,
            calls.get(one_class.pk),
            counts.get(one_class.pk, 0),
            left_out.get(one_class.pk, 0),
            placed.get(one_class.pk, 0),
            guests.get(one_class.pk, 0),
            hours.of_classes([one_class.pk]).class_time(one).why if hours.is_open(one) else "",
        )
        for one_class in classes
    ]


def _left_out(actor: Actor, one: HalfOf, classes: Sequence[int]) -> dict[int, int]:
    """Of classes that were called, how many pupils of now no call of that half-day spoke of."""
    said = HalfDay.objects.filter(
        child=OuterRef("person"), school=OuterRef("school"), day=one.day, half=one.half, source=Source.CALL
    )
    members = ClassMembership.objects.in_force(actor.now).filter(~Exists(said), class_group__in=classes)
    return dict(members.order_by().values_list("class_group").annotate(n=Count("*")))


def not_there(actor: Actor, one: HalfOf) -> list[HalfDay]:
    """Return who is absent, late or left on a half-day, among those whom the actor sees; class by class, by name."""
    states = [State.ABSENT, State.LATE, State.LEFT]
    rows = HalfDay.objects.filter(half_days_visible_to(actor), day=one.day, half=one.half, state__in=states)
    return list(
        rows.select_related("child", "class_group").order_by("class_group__key", "child__sort_key", "child")
    )


def reasons_of(actor: Actor, halves: Sequence[HalfDay]) -> dict[int, Absence]:
    """Return the absences of these half-days that the actor reads, by their id (one statement)."""
    ids = {row.absence_id for row in halves if row.absence_id is not None}
    rows = Absence.objects.filter(absences_visible_to(actor), id__in=ids).select_related("said_by")
    return {row.id: row for row in rows}


# --- whom to telephone to ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reachable:
    """An adult to telephone to. `signs_in`: the question may have been read. `attempts`: calls made, newest first."""

    adult: Person
    phones: tuple[str, ...]
    signs_in: bool
    attempts: tuple[CallAttempt, ...]


@dataclass(frozen=True, slots=True)
class ToCall:
    """A child of whom nothing is known, and its adults in the order of the school's sheet. `nobody`: an hour is over,
    and each who has a number was tried: the protocol of the school."""

    absence: Absence
    adults: tuple[Reachable, ...]
    reassured: bool
    nobody: bool


def waiting(actor: Actor) -> QuerySet[Absence]:
    """Return what the school asked and nobody answered, of today, among those that the actor reads."""
    rows = Absence.objects.filter(absences_visible_to(actor), reason="", asked_at__isnull=False)
    return rows.filter(school=actor.school_id, last=actor.today)


def to_call(actor: Actor) -> list[ToCall]:
    """Return whom to telephone to, those first who never signed in: half an hour after the question, at once for these
    (as many statements for three as for thirty)."""
    absences = list(waiting(actor).select_related("child", "class_group").order_by("child__sort_key", "id"))
    links = list(
        Guardianship.objects.in_force(actor.now)
        .annotate(
            apart=Exists(restrictions_standing(actor.now)),
            away=Exists(restrictions_standing(actor.now, above=1)),
        )
        .filter(child__in=[one.child_id for one in absences])
        .select_related("adult__account")
        .order_by("priority", "pk")
    )
    made: dict[int, list[CallAttempt]] = {}
    for attempt in _attempts(absences):
        made.setdefault(attempt.absence_id, []).append(attempt)
    lines = lines_of(actor, list({link.adult_id: link.adult for link in links}.values()))
    phones = {pk: reach.phones for pk, reach in reaches_of(lines).items()}
    seen = [link for link in links if link.adult_id in {line.person.pk for line in lines}]
    found = [_to_call(actor, one, seen, made.get(one.id, []), phones) for one in absences]
    shown = [one for one in found if _is_due(actor, one)]
    return sorted(shown, key=lambda one: (one.reassured, any(who.signs_in for who in one.adults)))


def _attempts(absences: Sequence[Absence]) -> QuerySet[CallAttempt]:
    """The newest first."""
    years, ids = {one.school_year for one in absences}, [one.id for one in absences]
    return CallAttempt.objects.filter(school_year__in=years, absence_id__in=ids).order_by("-at")


def _to_call(
    actor: Actor,
    absence: Absence,
    links: Sequence[Guardianship],
    attempts: Sequence[CallAttempt],
    phones: Mapping[int, tuple[str, ...]],
) -> ToCall:
    own = _called(link for link in links if link.child_id == absence.child_id)
    adults = tuple(
        Reachable(
            link.adult,
            phones.get(link.adult_id, ()),
            _signs_in(link.adult) and link.kind in ASKED and not link.apart,  # type: ignore[attr-defined]
            tuple(one for one in attempts if one.adult_id == link.adult_id),
        )
        for link in own
    )
    reassured = any(one.result == Result.REASSURED for one in attempts)
    late = absence.asked_at is not None and actor.now >= absence.asked_at + NOBODY_AFTER
    tried = late and all(one.attempts for one in adults if one.phones)
    return ToCall(absence, adults, reassured, nobody=tried and not reassured)


def _called(links: Iterable[Guardianship]) -> list[Guardianship]:
    """Who is under a protected contact is called when there is nobody else; who may know nothing of the child never."""
    known = [link for link in links if not link.away]  # type: ignore[attr-defined]
    free = [link for link in known if not link.apart]  # type: ignore[attr-defined]
    return free or known


def _is_due(actor: Actor, one: ToCall) -> bool:
    asked_at = one.absence.asked_at
    if asked_at is None:
        return False
    return actor.now >= asked_at + CALLED_AFTER or not any(who.signs_in for who in one.adults)


def _signs_in(adult: Person) -> bool:
    account = getattr(adult, "account", None)
    return account is not None and account.state == AccountState.ACTIVE
