"""What homes show of homework: for families and pupils the next day that asks something; for who teaches the days
ahead, and what stands on a day without class. All of it in the statement that homes make anyway."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import Exists, JSONField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.utils.translation import gettext as _

from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.policies import rows_as_family, rows_at_work, rows_reached
from eprimo.foundation.directory.models import ClassGroup, Group, School
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.notifications.queries import OwnChild
from eprimo.foundation.notifications.sections import ForDay, HomeQuery, Wait
from eprimo.foundation.occasions.enums import MarkState, Sort
from eprimo.foundation.occasions.models import Mark, Occasion
from eprimo.foundation.presence.hours import Hours, calendar_of, hours_from, off_on
from eprimo.services.homework.kind import HOMEWORK
from eprimo.services.homework.models import Homework, HomeworkWeek
from eprimo.services.homework.pictures import has_own_work, tile_of
from eprimo.services.homework.policies import enrolled_in_study, reaches
from eprimo.ui import french
from eprimo.ui.addresses import reverse
from eprimo.ui.plurals import counted

# A home tells of the week to come.
_AHEAD = timedelta(days=8)
_MOST = 60
# What is for today was done at home before: from noon on, the home asks for it no more, as it does of the bag.
_NOON = 12
_LIST = ArrayField(JSONField())


@dataclass(frozen=True, slots=True)
class Task:
    """A line as the home of its reader shows it."""

    id: str
    on: date
    verb: str
    subject: str
    words: str
    levels: tuple[str, ...]
    child: OwnChild
    done: bool
    # The zone of its school.
    zone: str

    @property
    def key(self) -> str:
        return f"devoir:{self.id}:{self.child.public_id}"


def _ahead(actor: Actor, *, family: bool) -> QuerySet[Occasion]:
    rows = rows_as_family if family else rows_at_work
    line = Homework.objects.filter(resource=OuterRef("resource"), n=OuterRef("n")).order_by()
    return Occasion.objects.filter(
        rows(actor, HOMEWORK, each=True), school__in=actor.school_ids, sort=Sort.WORK, over_at__gt=actor.now,
        over_at__lt=actor.now + _AHEAD, resource__service=HOMEWORK.key, resource__state=ResourceState.PUBLISHED,
    ).annotate(line=Subquery(line.values("public_id")), subject=Subquery(line.values("subject")))  # fmt: skip


def asks(actor: Actor) -> Any:
    """The lines of the week to come, for own children or for the pupil, the nearest first."""
    family = actor.role == Role.GUARDIAN
    marks = Mark.objects.filter(occasion=OuterRef("pk"), state=MarkState.DONE)
    marks = marks.filter(child_id__in=actor.child_ids) if family else marks.filter(child=actor.person_id)
    one = JSONObject(
        id="line", on="on", verb="verb", subject="subject", words="words", levels="levels", school="school",
        whom=ArraySubquery(rows_reached(actor)),
        done=ArraySubquery(marks.order_by("child").values("child")),
    )  # fmt: skip
    return _with_calendars(actor, _ahead(actor, family=family), one)


def _with_calendars(actor: Actor, rows: QuerySet[Occasion], one: JSONObject) -> Any:
    """The first lines of the rows, each as `one`, and when their schools have class."""
    schools = School.objects.filter(pk__in=actor.school_ids).order_by("pk")
    calendar = JSONObject(id="pk", **calendar_of(actor, "pk"))
    return JSONObject(
        lines=_listed(rows.order_by("on", "pk")[:_MOST].annotate(one=one).values("one")),
        schools=_listed(schools.annotate(one=calendar).values("one")),
    )


def _listed(rows: QuerySet[Any, Any]) -> Any:
    return Coalesce(ArraySubquery(rows), Cast(Value([]), _LIST), output_field=_LIST)


def _hours(actor: Actor, found: Any) -> dict[int, Hours]:
    """Of each school of these lines, when it has class."""
    return {one["id"]: hours_from(one, actor.now) for one in found["schools"]} if found["lines"] else {}


def for_family(actor: Actor, found: Any, asked: HomeQuery) -> dict[str, Any] | None:
    """Show what the next day asks of own children, or of the one alone that the address asks for."""
    children = [one for one in asked.children if asked.child in {None, one.public_id}]
    tasks = _tasks(actor, found, children)
    if not tasks:
        return None
    return {"work": _for_day(actor, tasks)}


def for_pupil(actor: Actor, found: Any) -> dict[str, Any] | None:
    me = OwnChild(actor.person_id, actor.public_id, "", "", "", "", "") if actor.public_id else None
    tasks = _tasks(actor, found, [me] if me else [])
    if not tasks:
        return None
    if actor.skin == "petits":
        return {"tiles": [tile_of(_("MON TRAVAIL"))]} if has_own_work(actor) else None
    return {"work": _for_day(actor, tasks)}


def _tasks(actor: Actor, found: Any, children: list[OwnChild]) -> list[Task]:
    """One for each line and child, the nearest first; today's until noon. What is asked for a day on which the class
    of the child is shut stands in the list alone."""
    hours = _hours(actor, found)
    return [
        Task(
            one["id"], date.fromisoformat(one["on"]), one["verb"], one["subject"], one["words"],
            tuple(one["levels"]), child, child.id in one["done"], hours[one["school"]].zone,
        )
        for one in (found["lines"] if hours else ())
        if not _is_over(actor, one, hours[one["school"]])
        for child in children
        if reaches(actor, one["whom"], one["levels"], child.id)
        and not off_on(hours[one["school"]].of_classes(_classes(actor, child)), date.fromisoformat(one["on"]))
    ]  # fmt: skip


def _classes(actor: Actor, child: OwnChild) -> Collection[int]:
    own = actor.child(child.id)
    return own.class_ids if own is not None else actor.class_ids


def _is_over(actor: Actor, one: dict[str, Any], hours: Hours) -> bool:
    now = actor.now.astimezone(ZoneInfo(hours.zone))
    return bool(one["on"] == now.date().isoformat() and now.hour >= _NOON)


def _for_day(actor: Actor, tasks: list[Task]) -> ForDay:
    """Of the first day that still asks something, else of the first; what is done stands after what is left."""
    first = next((one for one in tasks if not one.done), tasks[0])
    shown = sorted((one for one in tasks if one.on == first.on), key=lambda one: one.done)
    return ForDay(
        on=first.on, today=actor.now.astimezone(ZoneInfo(first.zone)).date() == first.on,
        template="homework/_home_tasks.html", lines=tuple(shown), url=reverse("homework:list"),
        more=_("Tous les devoirs"),
    )  # fmt: skip


# --- at work -----------------------------------------------------------------------------------------------------


def asks_at_work(actor: Actor) -> Any:
    """Return the lines that each class has for the days ahead, and when the school has class."""
    week = HomeworkWeek.objects.filter(resource=OuterRef("resource")).order_by()
    of_class = ClassGroup.objects.filter(pk=OuterRef("of_class")).order_by()
    of_group = Group.objects.filter(pk=OuterRef("of_group")).order_by()
    one = JSONObject(
        on="on", school="school", of_class="of_class",
        place=Coalesce(Subquery(of_class.values("public_id")), Subquery(of_group.values("public_id"))),
    )  # fmt: skip
    rows = _ahead(actor, family=False).annotate(
        of_class=Subquery(week.filter(to=To.CLASS).values("target")),
        of_group=Subquery(week.filter(to=To.GROUP).values("target")),
    )
    return _with_calendars(actor, rows, one)


def show_at_work(actor: Actor, found: Any) -> dict[str, Any]:
    """The days ahead with how much they ask; a line of « À traiter » for work on a day without class. Of a group, whose
    children come from several classes, closures of the whole school alone count."""
    days: Counter[date] = Counter()
    shut: Counter[tuple[date, str, str]] = Counter()
    hours = _hours(actor, found)
    for one in found["lines"] if hours else ():
        day = date.fromisoformat(one["on"])
        of_place = hours[one["school"]].of_classes([one["of_class"]] if one["of_class"] else ())
        if why := off_on(of_place, day):
            shut[day, one["place"], why] += 1
        else:
            days[day] += 1
    waits = [
        Wait(
            "calendar-x", f"{_count(n)} pour {french.weekday_day_month(day)}",
            f"{why}\N{NO-BREAK SPACE}: reporter au prochain jour de classe\N{NO-BREAK SPACE}?",
            f"{reverse('homework:week', args=[UUID(place)])}?semaine={day.isoformat()}",
        )
        for (day, place, why), n in sorted(shut.items())
    ]  # fmt: skip
    return {"days": [(day, n) for day, n in sorted(days.items())], "waits": waits}


def asks_for_study(actor: Actor) -> Any:
    """Return a column that tells whether there is something to read for an own evening study."""
    return Exists(enrolled_in_study(actor))


def show_for_study(_actor: Actor, found: Any) -> dict[str, Any] | None:
    return {} if found else None


def _count(n: int) -> str:
    return counted(n, "travail", "travaux")
