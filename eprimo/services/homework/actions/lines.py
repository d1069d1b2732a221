"""Giving work, correcting it, taking it back, putting it off. Nothing rings: families find it when its day comes."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet

from eprimo.foundation.content import richtext
from eprimo.foundation.content.things.protected_contact import TellsWhereabouts, ask_of
from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Conflict, DomainError, NotVisible
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.presence.hours import Hours, has_class, next_day, off_on
from eprimo.services.homework.actions.files import FilesToJoin, files_copy, files_put, lines_with_files
from eprimo.services.homework.actions.weeks import later_in_series, week_hold, weeks_follow
from eprimo.services.homework.enums import Subject, Work
from eprimo.services.homework.models import MOST_LETTERS, Homework
from eprimo.services.homework.policies import Place, lines_at_work, may_write, place_given, sort_of
from eprimo.ui import french

# Of one list that is pasted.
MOST_LINES = 60
_YEAR = timedelta(days=366)
_NOT_REPEATED = "Ce qui est fait en classe est d’un seul jour."


@dataclass(frozen=True, slots=True)
class HomeworkInput:
    """A line as its author says it. `confirmed`: the mark of words of which the author said that they tell no hour and
    no place."""

    subject: Subject
    verb: Work
    text: str
    due_on: date
    levels: tuple[str, ...] = ()
    confirmed: str = ""


@dataclass(frozen=True, slots=True)
class CopyResult:
    """The result of a copy: how many lines of a week were given again; `told`: left out, since they tell an hour or a
    place that a family under a protected contact would read. What stands there already is neither; `without`: how many
    of those have files in the week that was copied, which they are not given."""

    given: int
    told: int
    without: int = 0


class NoClass(DomainError):
    """There is no class that day; `instead`: the first day with class after it."""

    code = "no-class"
    status = 422

    def __init__(self, why: str, instead: date) -> None:
        self.instead = instead
        lead = f"Il n’y a pas classe ce jour ({why})" if why else "Il n’y a pas classe ce jour"
        said = french.weekday_day_month(instead)
        super().__init__(
            f"{lead}\N{NO-BREAK SPACE}: le premier jour de classe est le {said}.", field="due_on"
        )


@transaction.atomic
def entries_add(
    *,
    actor: Actor,
    place: Place,
    hours: Hours,
    said: Sequence[HomeworkInput],
    repeated: Iterable[date] = (),
    key: UUID | None = None,
    joining: FilesToJoin | None = None,
) -> list[Homework]:
    """Give work to a class or group. `repeated`: the other days of a series, of the first line. `key`: of the form; the
    same one sent twice is once. Raises DomainError at the field that is wrong, TellsWhereabouts for an hour or a place
    that a family under a protected contact would read. `joining`: what goes with each of them."""
    require(may_write, actor, place)
    if not said or len(said) > MOST_LINES:
        raise DomainError(f"Donnez de 1 à {MOST_LINES} lignes.", field="lines")
    if key is not None and (found := _given_before(actor, place, key)):
        return found
    checked = [_checked(place, hours, actor.today, one) for one in said]
    days = list(repeated)
    if days and checked[0].verb == Work.CLASS:
        raise DomainError(_NOT_REPEATED, field="repeat")
    checked += [replace(checked[0], due_on=day) for day in days]
    series = uuid7() if days else None
    made = [_added(actor, place, one, series=series, key=key) for one in checked]
    files_put(made, joining or FilesToJoin(), by=actor)
    weeks_follow(made)
    audit(actor, "homework.entry.added", made[0].resource, school_id=place.school_id, lines=len(made))
    return made


@transaction.atomic
def entry_correct(
    *, actor: Actor, line: Homework, place: Place, hours: Hours, said: HomeworkInput, following: bool = False
) -> Homework:
    """Say it otherwise, or for another day. `following`: those of its series that come after it too, which stay on
    their own days; the past never moves."""
    held = _held(actor, line)
    require(may_write, actor, place_given(held))
    if held.removed_at is not None:
        raise Conflict("Ce travail a été retiré.")
    wanted = _checked(place, hours, actor.today, said, before=held)
    several = following and held.series is not None
    if several and wanted.verb == Work.CLASS:
        raise DomainError(_NOT_REPEATED, field="scope")
    if wanted.due_on != held.due_on:
        week_hold(actor, place, wanted.due_on)
    changed = [_corrected(held, wanted)]
    if several:
        changed += [
            _corrected(one, replace(wanted, due_on=one.due_on)) for one in later_in_series(actor, held)
        ]
    weeks_follow(changed)
    audit(actor, "homework.entry.corrected", held.resource, school_id=held.school_id, lines=len(changed))
    return changed[0]


@transaction.atomic
def entry_remove(*, actor: Actor, line: Homework, following: bool = False) -> list[Homework]:
    """Take it back: families no longer see it, nor its day."""
    held = _held(actor, line)
    require(may_write, actor, place_given(held))
    rows = [held, *(later_in_series(actor, held) if following else ())]
    now = clock.now()
    for one in rows:
        one.removed_at = one.removed_at or now
        one.save(update_fields=["removed_at"])
    weeks_follow(rows)
    audit(actor, "homework.entry.removed", held.resource, school_id=held.school_id, lines=len(rows))
    return rows


@transaction.atomic
def entry_restore(*, actor: Actor, line: Homework) -> bool:
    """Put it there again, with those of its series that were taken back with it. Returns whether files of theirs
    had waited too long, and are not there any more."""
    held = _held(actor, line)
    require(may_write, actor, place_given(held))
    rows = [held]
    if held.series is not None and held.removed_at is not None:
        rows += Homework.objects.select_related("resource__school").filter(
            series=held.series, school=held.school_id, removed_at=held.removed_at
        ).exclude(pk=held.pk)  # fmt: skip
    gone = any(one.files_gone_at for one in rows)
    for one in rows:
        one.removed_at = one.files_gone_at = None
        one.save(update_fields=["removed_at", "files_gone_at"])
    weeks_follow(rows)
    audit(actor, "homework.entry.restored", held.resource, school_id=held.school_id, lines=len(rows))
    return gone


@transaction.atomic
def entries_put_off(*, actor: Actor, place: Place, hours: Hours, day: date) -> tuple[int, date]:
    """Ask all that is asked for a day without class for the next day with class. Returns how many, and that day. Twice
    is once: nothing is left for that day then."""
    require(may_write, actor, place)
    if day < actor.today:
        raise Conflict("Ce jour est passé.")
    if has_class(hours, day):
        raise Conflict("Il y a classe ce jour-là.")
    instead = next_day(hours, day)
    rows = list(lines_for(actor, place, day, day).exclude(verb=Work.CLASS).select_for_update(of=("self",)))
    if rows:
        week_hold(actor, place, instead)
    for one in rows:
        one.due_on = instead
        one.save(update_fields=["due_on"])
    weeks_follow(rows)
    if rows:
        audit(actor, "homework.entry.put_off", rows[0].resource, school_id=place.school_id, lines=len(rows))
    return len(rows), instead


@transaction.atomic
def week_copy(*, actor: Actor, place: Place, hours: Hours, source: date, target: date) -> CopyResult:
    """Give again what a week asked, on the same days of another week; on a day without class, on the next one with.
    Twice is once. Raises DomainError for a week that asks nothing."""
    require(may_write, actor, place)
    if source == target:
        raise DomainError("Choisissez une autre semaine.", field="source")
    if _last(target) < actor.today or target > actor.today + _YEAR:
        raise DomainError("Cette semaine est passée, ou trop loin.", field="source")
    # Held: the same form sent twice at once finds what the other one gave.
    asked = lines_for(actor, place, source, _last(source)).exclude(verb=Work.CLASS)
    rows = list(asked.select_for_update(of=("self",)))
    if not rows:
        raise DomainError("Cette semaine est vide\N{NO-BREAK SPACE}: rien à reprendre.", field="source")
    wanted = [
        (one, again)
        for one in rows
        if (again := _again(actor, place, hours, one, target + (one.due_on - source)))
    ]
    days = [one.due_on for _, one in wanted] or [target]
    there = {_what(one) for one in lines_for(actor, place, min(days), max(days))}
    fresh = [(one, again) for one, again in wanted if _what(again) not in there]
    to = [(sort_of(place), place.pk)]
    kept = [(one, again) for one, again in fresh if ask_of((again.text,), place.school_id, to) is None]
    made = [_added(actor, place, again) for _, again in kept]
    files_copy(zip((one for one, _ in kept), made, strict=True))
    weeks_follow(made)
    if made:
        audit(actor, "homework.week.copied", made[0].resource, school_id=place.school_id, lines=len(made))
    left = [one for one, again in wanted if _what(again) in there]
    return CopyResult(len(made), len(fresh) - len(kept), without=lines_with_files(left))


def lines_for(actor: Actor, place: Place, first: date, last: date) -> QuerySet[Homework]:
    """Return the lines of a class or group for some days that the role in use sees, those that were taken back
    apart."""
    rows = lines_given(
        actor, school=place.school_id, to=sort_of(place), target=place.pk, first=first, last=last
    )
    return rows.select_related("resource__school")


def lines_given(
    actor: Actor, *, school: int, to: str, target: int, first: date, last: date
) -> QuerySet[Homework]:
    """Return the lines for some days, as `lines_for`, of what was given to the class or group of that number."""
    return Homework.objects.filter(
        lines_at_work(actor), school=school, resource__homeworkweek__to=to,
        resource__homeworkweek__target=target, due_on__gte=first, due_on__lte=last, removed_at=None,
    ).order_by("due_on", "n", "pk")  # fmt: skip


# --- pieces ------------------------------------------------------------------------------------------------------


def _again(actor: Actor, place: Place, hours: Hours, line: Homework, wanted: date) -> HomeworkInput | None:
    """The line once more, for that day or the next one with class; None: of a level that the class lost."""
    day = max(wanted, actor.today)
    day = day if has_class(hours, day) and day > actor.today else next_day(hours, day)
    known = _levels_of(place)
    levels = tuple(level for level in line.levels if level in known)
    if line.levels and not levels:
        return None
    return HomeworkInput(Subject(line.subject), Work(line.verb), line.text, day, levels)


def _what(one: Homework | HomeworkInput) -> tuple[object, ...]:
    """Two lines that ask the same for the same day are one."""
    return one.due_on, one.subject, one.verb, one.text, tuple(one.levels)


def _last(monday: date) -> date:
    return monday + timedelta(days=6)


def _levels_of(place: Place) -> Collection[str]:
    levels = place.levels if isinstance(place, ClassGroup) else []
    return levels if len(levels) > 1 else []


def _given_before(actor: Actor, place: Place, key: UUID) -> list[Homework]:
    """What the same form gave. The place is held first: a form sent twice at once finds what the other one gave."""
    type(place)._default_manager.select_for_update(no_key=True).get(pk=place.pk)  # noqa: SLF001 - documented
    rows = Homework.objects.select_related("resource__school").filter(key=key, author=actor.person_id)
    return list(rows.order_by("due_on", "n"))


def _checked(
    place: Place, hours: Hours, today: date, said: HomeworkInput, *, before: Homework | None = None
) -> HomeworkInput:
    """The line as it is kept. `before`: the line that it corrects, whose day may stay."""
    text = " ".join(richtext.clean_text(said.text).split())
    if not text:
        raise DomainError("Écrivez ce qu’il y a à faire.", field="text")
    if len(text) > MOST_LETTERS:
        raise DomainError(
            f"Au plus {MOST_LETTERS} signes\N{NO-BREAK SPACE}: gardez l’essentiel.", field="text"
        )
    known = _levels_of(place)
    if not set(said.levels) <= set(known):
        raise DomainError("Ce niveau n’est plus dans la classe. Choisissez de nouveau.", field="levels")
    levels = () if set(said.levels) == set(known) else tuple(level for level in known if level in said.levels)
    stays = before is not None and before.due_on == said.due_on
    if said.verb == Work.CLASS:
        _require_day_of_class(place, today, said.due_on)
    elif not stays:
        _require_day(hours, today, said.due_on)
    _require_no_place(place, text, said.confirmed, before)
    return replace(said, text=text, levels=levels)


def _require_day_of_class(place: Place, today: date, day: date) -> None:
    """Something was done in class that day: it is not to come, and is of the year of the class."""
    if day > today:
        raise DomainError("Ce qui est fait en classe est d’un jour passé ou d’aujourd’hui.", field="due_on")
    if day < min(place.year.starts, today):
        raise DomainError("Ce jour n’est pas de cette année scolaire.", field="due_on")


def _require_day(hours: Hours, today: date, day: date) -> None:
    if day < today:
        raise DomainError("Ce jour est passé. Choisissez-en un autre.", field="due_on")
    if day > today + _YEAR:
        raise DomainError("Ce jour n’est pas de cette année scolaire.", field="due_on")
    if not has_class(hours, day):
        raise NoClass(off_on(hours, day), next_day(hours, day))


def _require_no_place(place: Place, text: str, confirmed: str, before: Homework | None) -> None:
    if before is not None and before.text == text:
        return
    if ask := ask_of((text,), place.school_id, [(sort_of(place), place.pk)], confirmed):
        raise TellsWhereabouts(ask)


def _added(
    actor: Actor, place: Place, said: HomeworkInput, *, series: UUID | None = None, key: UUID | None = None
) -> Homework:
    given = said.due_on if said.verb == Work.CLASS else actor.today
    resource = week_hold(actor, place, said.due_on)
    last = Homework.objects.filter(resource=resource).aggregate(most=Max("n"))["most"] or 0
    made: Homework = Homework.objects.create(
        resource=resource, school_id=place.school_id, n=last + 1, text=said.text, levels=list(said.levels),
        subject=said.subject, verb=said.verb, given_on=given, due_on=said.due_on, series=series, key=key,
        author_id=actor.person_id,
    )  # fmt: skip
    return made


def _held(actor: Actor, line: Homework) -> Homework:
    """The line as it is now, held until the transaction ends; NotVisible where it is not the actor's to see."""
    rows = Homework.objects.select_related("resource__school", "resource__homeworkweek")
    held = rows.select_for_update(of=("self",), no_key=True).filter(lines_at_work(actor), pk=line.pk)
    found: Homework | None = held.first()
    if found is None:
        raise NotVisible
    return found


def _corrected(line: Homework, said: HomeworkInput) -> Homework:
    if line.text != said.text:
        line.before, line.corrected_at = line.text, clock.now()
    line.text, line.subject, line.verb, line.levels = said.text, said.subject, said.verb, list(said.levels)
    if said.verb == Work.CLASS:
        line.given_on = said.due_on
    line.due_on = said.due_on
    line.given_on = min(line.given_on, line.due_on)
    line.save(
        update_fields=["text", "subject", "verb", "levels", "due_on", "given_on", "before", "corrected_at"]
    )
    return line
