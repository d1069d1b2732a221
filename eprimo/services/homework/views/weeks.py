"""Pages of who works there: the week of a class or group."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.policies import sees
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import DomainError, NotVisible, SchoolClosed
from eprimo.foundation.kernel.headers import may_ask
from eprimo.foundation.kernel.refusals import show_refusal
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.presence.hours import Hours, monday_of, next_day
from eprimo.services.homework.actions.lines import entries_put_off, week_copy
from eprimo.services.homework.actions.weeks import week_consult
from eprimo.services.homework.forms.lines import CopyForm, NewForm
from eprimo.services.homework.kind import HOMEWORK
from eprimo.services.homework.paper import code_of
from eprimo.services.homework.policies import Place, may_consult, may_write, sort_of
from eprimo.services.homework.queries.weeks import (
    Week,
    consulted,
    hours_of_place,
    line_for,
    place_among,
    place_for,
    places_for,
    subject_before,
    week_of,
    week_resource,
)
from eprimo.ui import french
from eprimo.ui.addresses import reverse
from eprimo.ui.plurals import counted

_WEEK = timedelta(days=7)
# A week of the far past or future is no week that anybody has.
_FURTHEST = timedelta(days=730)


@may_ask("microphone")
@require_safe
def new(request: HttpRequest) -> HttpResponse:
    """Lead to where one gives work: the week of the next day with class, of the class; of several, none is chosen."""
    actor = actor_of(request)
    if actor.closed:
        raise SchoolClosed
    known = places_for(actor)
    places = [one for one in known if may_write(actor, one)]
    if not places:
        raise NotVisible
    day = _day(request.GET.get("jour", ""), actor)
    asked = request.GET.get("classe", "")
    place = next((one for one in places if str(one.public_id) == asked or len(places) == 1), None)
    if place is None:
        return render(request, "homework/choose.html", {"places": places, "day": day})
    hours = _hours(actor, place)
    day = day or next_day(hours, actor.today)
    return _written(request, actor, place, hours, monday_of(day), day, known)


@may_ask("microphone")
@require_safe
def week(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """A line to write, and what the week asks."""
    actor = actor_of(request)
    if actor.closed:
        raise SchoolClosed
    places = places_for(actor)
    place = place_among(places, place_id)
    day = _day(request.GET.get("jour", ""), actor)
    monday = monday_of(day or _day(request.GET.get("semaine", ""), actor) or actor.today)
    if may_consult(actor, place) and not consulted(actor, place, monday):
        empty = week_resource(place, monday) is None
        context = {"place": place, "empty": empty, **_weeks(monday)}
        return render(request, "homework/consult.html", context)
    return _written(request, actor, place, _hours(actor, place), monday, day, places)


def _hours(actor: Actor, place: Place) -> Hours:
    return hours_of_place(place, actor.today - _FURTHEST)


def _written(
    request: HttpRequest, actor: Actor, place: Place, hours: Hours, monday: date, day: date | None,
    places: Sequence[Place],
) -> HttpResponse:  # fmt: skip
    """The page of a week. `day`: that stands in the form, where it is not the next one with class; `places`: where
    else one goes from there."""
    form = None
    if may_write(actor, place):
        first = {"subject": subject_before(actor, place)}
        form = NewForm(place, hours, actor.today, day=day, initial=first)
    removed = _line(request.GET.get("retire", "")) if form else None
    found = week_of(actor, place, monday, hours)
    more = {"removed": removed, "places": places}
    return render(request, "homework/week.html", shown(actor, place, found, form, **more))


def shown(actor: Actor, place: Place, found: Week, form: NewForm | None, **more: object) -> dict[str, object]:
    """Return what the page of a week draws."""
    return {
        "place": place, "week": found, "form": form, "writes": may_write(actor, place), "today": actor.today,
        "ask": None, "removed": "", **_weeks(found.monday), **more,
    }  # fmt: skip


def _weeks(monday: date) -> dict[str, object]:
    return {"before": monday - _WEEK, "after": monday + _WEEK, "monday": monday}


@require_safe
def thing(request: HttpRequest, thing_id: UUID) -> HttpResponse:
    """Answer with the week that was found: to who works there its page, to families and pupils the list."""
    actor = actor_of(request)
    found = Resource.objects.filter(public_id=thing_id, service=HOMEWORK.key)
    resource = found.select_related("homeworkweek", "school").first()
    if resource is None or not sees(actor, HOMEWORK, resource):
        raise NotVisible
    if actor.role in {Role.GUARDIAN, Role.PUPIL}:
        return redirect("homework:list")
    given = resource.homeworkweek.to, resource.homeworkweek.target
    place = next((one for one in places_for(actor) if (sort_of(one), one.pk) == given), None)
    if place is None:
        return redirect("homework:family")
    return redirect(
        f"{reverse('homework:week', args=[place.public_id])}?semaine={resource.homeworkweek.monday}"
    )


@require_safe
def line(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Lead to where a line stands now, whatever day it was moved to: the way back from what is joined to it."""
    actor = actor_of(request)
    found = line_for(actor, line_id)
    if actor.role in {Role.GUARDIAN, Role.PUPIL, Role.COMMUNE_AGENT}:
        return redirect(f"{reverse('homework:list')}#d-{found.due_on}")
    week = found.resource.homeworkweek
    place = next((one for one in places_for(actor) if (sort_of(one), one.pk) == (week.to, week.target)), None)
    if place is None:
        return redirect(f"{reverse('homework:family')}#d-{found.due_on}")
    return redirect(f"{reverse('homework:week', args=[place.public_id])}?semaine={monday_of(found.due_on)}")


@require_POST
def consult(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """A head opens the week of a class, and its teachers see that."""
    actor, place = _place(request, place_id)
    require(may_consult, actor, place)
    monday = monday_of(_day(request.POST.get("semaine", ""), actor) or actor.today)
    resource = week_resource(place, monday)
    if resource is not None:
        week_consult(actor=actor, place=place, resource=resource)
    return redirect(f"{reverse('homework:week', args=[place_id])}?semaine={monday}")


@require_POST
def put_off(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Ask for the next day with class what was asked for a day without."""
    actor, place = _place(request, place_id)
    require(may_write, actor, place)
    day = _day(request.POST.get("jour", ""), actor)
    if day is None:
        raise NotVisible
    count, instead = entries_put_off(actor=actor, place=place, hours=hours_of_place(place, day), day=day)
    said = french.weekday_day_month(instead)
    words = counted(count, "travail reporté", "travaux reportés")
    messages.success(request, f"{words} à {said}." if count else "Il n’y avait rien à reporter.")
    return redirect(f"{reverse('homework:week', args=[place_id])}?semaine={monday_of(instead)}")


@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Take a week again."""
    actor, place = _place(request, place_id)
    require(may_write, actor, place)
    monday = monday_of(_day(request.GET.get("semaine", ""), actor) or actor.today)
    form = CopyForm(monday, request.POST or None)
    if request.method == "POST" and form.is_valid():
        hours = hours_of_place(place, min(form.week, actor.today))
        try:
            copied = week_copy(actor=actor, place=place, hours=hours, source=form.week, target=monday)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, counted(copied.given, "travail repris", "travaux repris") + ".")
            if copied.told:
                messages.warning(request, _told(copied.told))
            if copied.without:
                messages.info(request, _without(copied.without))
            return redirect(f"{reverse('homework:week', args=[place_id])}?semaine={monday}")
    context = {"form": form, "place": place, **_weeks(monday)}
    return render(request, "homework/copy.html", context, status=422 if form.errors else 200)


def _told(count: int) -> str:
    left = counted(count, "travail n’est pas repris", "travaux ne sont pas repris")
    return (
        f"{left}\N{NO-BREAK SPACE}: une famille de ce groupe ne doit pas lire de lieu ni d’heure ici. Écrivez-les de "
        "nouveau sans."
    )


def _without(count: int) -> str:
    there = counted(count, "travail était déjà là", "travaux étaient déjà là")
    return f"{there}\N{NO-BREAK SPACE}: ce qui y était joint n’est pas repris. Joignez-le depuis la ligne."


@require_safe
def paper(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Answer with the week on paper, a page for each level, with a square that leads home."""
    actor, place = _place(request, place_id)
    monday = monday_of(_day(request.GET.get("semaine", ""), actor) or actor.today)
    if may_consult(actor, place) and not consulted(actor, place, monday):
        return redirect(f"{reverse('homework:week', args=[place_id])}?semaine={monday}")
    found = week_of(actor, place, monday, hours_of_place(place, monday))
    known = list(getattr(place, "levels", ()))
    context = {
        "place": place, "week": found, "levels": known if len(known) > 1 else [""], "today": actor.today,
        "code": code_of("homework:list"), **_weeks(monday),
    }  # fmt: skip
    return render(request, "homework/paper_week.html", context)


def _place(request: HttpRequest, place_id: UUID) -> tuple[Actor, Place]:
    actor = actor_of(request)
    if actor.closed:
        raise SchoolClosed
    return actor, place_for(actor, place_id)


def _line(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(text: str, actor: Actor) -> date | None:
    """A day of an address; none, where it is no day, or one that nobody has."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if abs(found - actor.today) <= _FURTHEST else None
