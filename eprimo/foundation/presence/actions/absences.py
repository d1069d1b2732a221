"""Why a child is not there: what a family tells beforehand or answers, what the school writes down for it, what the
direction holds of it. One answer is enough for both guardians."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from eprimo.foundation.directory.models import ClassGroup, ClassMembership, Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.presence import policies
from eprimo.foundation.presence.enums import Half, Judged, Means, Reason, Result, Sort, Source, State
from eprimo.foundation.presence.events import QuestionEnded
from eprimo.foundation.presence.hours import HalfOf, Hours, hours_of_class
from eprimo.foundation.presence.models import MAX_WORDS, Absence, CallAttempt, HalfDay

# So long after it a family still tells why; later the school writes it down.
_BACK = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class AbsenceNotice:
    """A family tells this: from when to when (the same half-day for who comes late or leaves early), and why."""

    first: HalfOf
    last: HalfOf
    reason: Reason
    sort: Sort = Sort.WHOLE
    hour: time | None = None
    words: str = ""
    key: UUID | None = None


@transaction.atomic
def absence_declare(*, actor: Actor, child: Person, school: School, told: AbsenceNotice) -> Absence:
    """Note that a guardian tells that the child does not come, comes late or leaves early. The same `key`, or days that
    the school knows of already, are no second absence. Raises DomainError with the field that is wrong."""
    require(policies.may_declare, actor, child.pk, school.pk)
    own = actor.child(child.pk)
    apart = own is not None and own.restriction >= policies.PROTECTED
    return _declare(actor, child, school, told, Means.WEB, said_by_id=actor.person_id, apart=apart)


@transaction.atomic
def absence_record(
    *, actor: Actor, child: Person, school: School, told: AbsenceNotice, said_by: Person | None, means: Means
) -> Absence:
    """Write down, by somebody of the school, what a family said by telephone or on paper."""
    require(policies.may_declare_for, actor, child, school.pk)
    return _declare(actor, child, school, told, means, said_by_id=said_by.pk if said_by else None)


def _declare(
    actor: Actor,
    child: Person,
    school: School,
    told: AbsenceNotice,
    means: Means,
    *,
    said_by_id: int | None,
    apart: bool = False,
) -> Absence:
    """`apart`: by who is under a protected contact. The school reads it, and it does not stand for what others know of
    the child: they are asked all the same, and nothing tells the speaker what they said or what the school asked."""
    now = clock.now()
    _require_dates(told, clock.today(school.time_zone), school)
    year = school.running_year_id
    member = (
        ClassMembership.objects.in_force(now)
        .filter(person=child, school=school, class_group__year=year)
        .select_related("class_group__school")
        .first()
    )
    if member is None:
        raise NotVisible
    if told.key is not None and (same := _same(year, child, told.key)) is not None:
        return same
    hours = hours_of_class(member.class_group, min(told.first.day, now.date()) - timedelta(days=1))
    halves = _halves(hours, told)
    covered = {} if apart else _covered(year, school, child, halves)
    if told.sort == Sort.WHOLE and (known := _already_known(year, covered, halves)) is not None:
        return _explain(actor, known, told, means, said_by_id)
    if told.sort == Sort.WHOLE and (asked := _asked(year, covered, halves)) is not None:
        # It is the answer to what the school asked, and goes on from there.
        _last_until(asked, halves[-1])
        _mark(asked, member.class_group_id, halves, hours, now)
        return _answer(actor, asked, told.reason, told.words, means, said_by_id)
    # What a closure shuts meanwhile is among the days that were told: the absence holds there once it is undone.
    days = list(hours.without_closures().between(told.first, told.last))
    absence, made = _made(actor, child, member.class_group, days, told, means, said_by_id)
    if not made:
        return absence
    if not apart:
        _mark(absence, member.class_group_id, halves, hours, now)
    _told(actor, "presence.absence.told", absence, halves=len(halves))
    return absence


def _halves(hours: Hours, told: AbsenceNotice) -> list[HalfOf]:
    """The half-days with class among those that are told of. Raises DomainError where there is none, which says why."""
    halves = list(hours.between(told.first, told.last))
    if halves:
        return halves
    why = hours.class_time(told.first).why or hours.class_time(told.last).why
    if why:
        raise DomainError(_("Il n’y a pas classe ces jours-là\u00a0: %(why)s.") % {"why": why}, field="first")
    raise DomainError(_("Il n’y a pas classe ces jours-là."), field="first")


def _last_until(absence: Absence, last: HalfOf) -> None:
    """It lasts until that half-day, or longer if it did before."""
    if HalfOf(absence.last, Half(absence.last_half)).key < last.key:
        absence.last, absence.last_half = last.day, last.half
        absence.save(update_fields=["last", "last_half"])


def _made(
    actor: Actor,
    child: Person,
    class_group: ClassGroup,
    halves: list[HalfOf],
    told: AbsenceNotice,
    means: Means,
    said_by_id: int | None,
) -> tuple[Absence, bool]:
    """The absence, and whether it is a new one: of a form that was sent twice at once there is one."""
    return Absence.objects.get_or_create(
        school_year=class_group.year_id, child=child, key=told.key or uuid4(), defaults={
        "school_id": class_group.school_id, "class_group": class_group, "sort": told.sort,
        "first": halves[0].day, "first_half": halves[0].half, "last": halves[-1].day, "last_half": halves[-1].half,
        "hour": told.hour, "reason": told.reason, "words": _words(told.words), "said_by_id": said_by_id,
        "said_at": clock.now(), "means": means,
        "recorded_by_id": actor.person_id if means != Means.WEB else None,
        },
    )  # fmt: skip


def _require_dates(told: AbsenceNotice, today: date, school: School) -> None:
    if told.last.key < told.first.key:
        raise DomainError(_("La fin vient avant le début."), field="last")
    if told.last.day > school.running_year.ends:
        raise DomainError(_("Une absence de l’année prochaine se dira à la rentrée."), field="last")
    if told.first.day < today - _BACK:
        raise DomainError(_("C’est trop ancien\u00a0: écrivez à l’école."), field="first")
    if told.sort != Sort.WHOLE and told.hour is None:
        raise DomainError(_("Dites à quelle heure."), field="hour")


def _same(year: int, child: Person, key: UUID) -> Absence | None:
    return Absence.objects.filter(school_year=year, child=child, key=key).first()


def _covered(
    year: int, school: School, child: Person, halves: list[HalfOf]
) -> dict[tuple[date, int], HalfDay]:
    """What is said already of these half-days."""
    rows = HalfDay.objects.select_for_update(of=("self",), no_key=True).filter(
        school_year=year, school=school, child=child, day__gte=halves[0].day, day__lte=halves[-1].day
    )
    return {HalfOf(row.day, Half(row.half)).key: row for row in rows}


def _already_known(
    year: int, covered: dict[tuple[date, int], HalfDay], halves: list[HalfOf]
) -> Absence | None:
    """The absence that holds all of these half-days, when one does."""
    ids = {row.absence_id if (row := covered.get(one.key)) else None for one in halves}
    known = ids.pop() if len(ids) == 1 else None
    return Absence.objects.filter(school_year=year, id=known).first() if known is not None else None


def _asked(year: int, covered: dict[tuple[date, int], HalfDay], halves: list[HalfOf]) -> Absence | None:
    """What the school asked about on one of these half-days, and nobody answered."""
    rows = [covered[one.key] for one in halves if one.key in covered]
    ids = {row.absence_id for row in rows if row.absence_id is not None}
    return Absence.objects.filter(school_year=year, id__in=ids, reason="").order_by("id").first()


def _explain(
    actor: Actor, known: Absence, told: AbsenceNotice, means: Means, said_by_id: int | None
) -> Absence:
    """The school knew of these days: what was not explained is now; what one said oneself is said anew."""
    if known.reason and known.said_by_id != said_by_id:
        if means != Means.WEB:
            raise DomainError("Quelqu’un d’autre l’a déjà dit à l’école, pour ces jours-là.", field="when")
        return known
    _require_open(known, means)
    return _answer(actor, known, told.reason, told.words, means, said_by_id)


def _mark(
    absence: Absence,
    class_id: int,
    halves: list[HalfOf],
    hours: Hours,
    now: datetime,
) -> None:
    """Half-days to come are said absent beforehand, and those where the call found nobody have their reason. What a
    call said stands: who was there was there. Who leaves early is there."""
    if absence.sort != Sort.EARLY:
        state = State.ABSENT if absence.sort == Sort.WHOLE else State.LATE
        HalfDay.objects.bulk_create(
            (
                HalfDay(
                    school_year=absence.school_year, school_id=absence.school_id, child_id=absence.child_id,
                    class_group_id=class_id, day=one.day, half=one.half, state=state, arrived_at=absence.hour,
                    absence_id=absence.id, said_at=now, source=Source.FAMILY,
                )
                for one in halves
                # A day whose call was forgotten is the call's to say.
                if hours.ends(one) > now
            ),
            # A call may be made, and the other guardian tell the same, at this moment.
            ignore_conflicts=True,
        )  # fmt: skip
    first, last = halves[0], halves[-1]
    HalfDay.objects.filter(
        school_year=absence.school_year, school_id=absence.school_id, child_id=absence.child_id,
        day__gte=first.day, day__lte=last.day, state__in=[State.ABSENT, State.LATE], absence_id=None,
    ).exclude(day=first.day, half__lt=first.half).exclude(day=last.day, half__gt=last.half).update(
        absence_id=absence.id
    )  # fmt: skip


def _require_open(absence: Absence, means: Means) -> None:
    """A family says better what it wrote itself, until the direction looked at it; what the school wrote down for it,
    or held, is changed by telling the school."""
    if means == Means.WEB and absence.reason and (absence.means != Means.WEB or absence.judged):
        raise DomainError(_("L’école l’a déjà noté\u00a0: pour le changer, écrivez-lui."), field="reason")


@transaction.atomic
def absence_answer(*, actor: Actor, absence: Absence, reason: Reason, words: str = "") -> Absence:
    """Say why the child is not there, by a guardian who is asked or told it before. What somebody else explained
    meanwhile stands, and the caller sees it: the school knows. Raises DomainError: the school noted or looked at it
    since."""
    held = _held(absence)
    if held.reason and held.said_by_id != actor.person_id:
        return held
    require(policies.may_answer, actor, held)
    _require_open(held, Means.WEB)
    return _answer(actor, held, reason, words, Means.WEB, actor.person_id)


def _answer(
    actor: Actor, absence: Absence, reason: Reason, words: str, means: Means, said_by_id: int | None
) -> Absence:
    absence.reason, absence.words, absence.means = reason, _words(words), means
    absence.said_by_id, absence.said_at = said_by_id, clock.now()
    absence.recorded_by_id = actor.person_id if means != Means.WEB else None
    absence.judged, absence.judged_by_id = "", None
    changed = ["reason", "words", "means", "said_by", "said_at", "recorded_by"]
    absence.save(update_fields=[*changed, "judged", "judged_by"])
    _told(actor, "presence.absence.explained", absence)
    emit(QuestionEnded(absence.school_id, absence.school_year, str(absence.public_id)))
    return absence


@transaction.atomic
def absence_take_back(*, actor: Actor, absence: Absence) -> bool:
    """Take an absence back (« Léa vient, finalement »): the half-days whose call was not made, and with the last of
    them the absence. By who told it, or who wrote it down. False: each of its half-days was called."""
    held = _held(absence)
    own = held.said_by_id == actor.person_id and held.means == Means.WEB
    if own:
        require(policies.may_declare, actor, held.child_id, held.school_id)
    elif held.means == Means.WEB or not held.means:
        raise Forbidden
    else:
        require(policies.may_declare_for, actor, held.child, held.school_id)
    rows = HalfDay.objects.filter(
        school_year=held.school_year, school_id=held.school_id, absence_id=held.id, source=Source.FAMILY
    )
    taken = rows.delete()[0]
    left = (
        HalfDay.objects.filter(school_year=held.school_year, school_id=held.school_id, absence_id=held.id)
        .order_by("day", "half")
        .last()
    )
    early = held.sort == Sort.EARLY and held.last >= clock.today(held.school.time_zone)
    # Of who is under a protected contact it stands for no half-day.
    alone = left is None and held.last >= clock.today(held.school.time_zone)
    if not taken and not early and not alone:
        return False
    if left is None:
        held.delete()
    else:
        held.last, held.last_half = left.day, left.half
        held.save(update_fields=["last", "last_half"])
    _told(actor, "presence.absence.taken_back", held)
    return True


@transaction.atomic
def absences_open(*, school_year: int, school_id: int, class_id: int, one: HalfOf) -> list[Absence]:
    """Open, by the worker, the absences of a class on a half-day of whom nobody said anything: their families are
    asked. A child of whom the school asked in the morning, and nobody answered, is not asked about twice. Returns the
    new ones."""
    missing = list(
        HalfDay.objects.select_for_update(of=("self",), no_key=True).filter(
            school_year=school_year, school_id=school_id, class_group=class_id, day=one.day, half=one.half,
            state=State.ABSENT, absence_id=None,
        )
    )  # fmt: skip
    if not missing:
        return []
    waiting = {
        found.child_id: found
        for found in Absence.objects.select_for_update(of=("self",), no_key=True).filter(
            school_year=school_year, school_id=school_id, child__in=[row.child_id for row in missing], reason="",
            last=one.day,
        )
    }  # fmt: skip
    made = []
    for row in missing:
        absence = waiting.get(row.child_id)
        if absence is None:
            absence = Absence.objects.create(
                school_year=school_year, school_id=school_id, child_id=row.child_id, class_group_id=class_id,
                first=one.day, first_half=one.half, last=one.day, last_half=one.half, asked_at=clock.now(),
            )  # fmt: skip
            made.append(absence)
        elif HalfOf(absence.last, Half(absence.last_half)).key < one.key:
            absence.last, absence.last_half = one.day, one.half
            absence.save(update_fields=["last", "last_half"])
        row.absence_id = absence.id
        row.save(update_fields=["absence_id"])
    return made


@transaction.atomic
def absence_judge(*, actor: Actor, absence: Absence, judged: Judged | None) -> None:
    """Hold the reason for legitimate, or not; None: as the law's list says."""
    held = _held(absence)
    require(policies.may_judge, actor, held)
    held.judged, held.judged_by_id = judged or "", actor.person_id if judged else None
    held.save(update_fields=["judged", "judged_by"])
    _told(actor, "presence.absence.judged", held, legitimate=judged.value if judged else "")


@transaction.atomic
def attempt_log(*, actor: Actor, absence: Absence, adult: Person, result: Result) -> CallAttempt:
    """Note that somebody of the school telephoned to that adult about the absence, and what came of it."""
    require(policies.may_log_calls, actor, absence)
    made = CallAttempt.objects.create(
        school_year=absence.school_year, school_id=absence.school_id, absence_id=absence.id, adult=adult,
        result=result, by_id=actor.person_id, at=clock.now(),
    )  # fmt: skip
    audit(
        actor,
        "presence.attempt.logged",
        school_id=absence.school_id,
        subject_id=adult.pk,
        result=result.value,
    )
    return made


def _held(absence: Absence) -> Absence:
    rows = Absence.objects.select_for_update(of=("self",), no_key=True).select_related("child", "school")
    found = rows.filter(pk=absence.pk).first()
    if found is None:
        raise NotVisible
    return found


def _words(text: str) -> str:
    words = " ".join(text.split())
    if len(words) > MAX_WORDS:
        raise DomainError(
            _("Votre mot a %(length)s lettres\u00a0: %(most)s au plus.")
            % {"length": len(words), "most": MAX_WORDS},
            field="words",
        )
    return words


def _told(actor: Actor, act: str, absence: Absence, **details: int | str) -> None:
    audit(actor, act, school_id=absence.school_id, subject_id=absence.child_id, **details)
