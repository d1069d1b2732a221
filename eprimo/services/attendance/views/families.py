"""Pages of a family: telling that a child does not come, answering why, what was told and how it went."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby, islice
from typing import cast
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.device_acts import may_wait, refusal_say, touch_of
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.notifications.queries import OwnChild, own_children
from eprimo.foundation.presence.actions.absences import (
    AbsenceNotice,
    absence_answer,
    absence_declare,
    absence_take_back,
)
from eprimo.foundation.presence.hours import HalfOf, Hours, hours_of
from eprimo.foundation.presence.models import Absence
from eprimo.foundation.presence.policies import may_answer
from eprimo.foundation.presence.queries.families import absence_visible, months_of, papers_of, told_by
from eprimo.services.attendance.forms.families import (
    REASON_ICONS,
    WHEN_ICONS,
    ChildAtSchool,
    Days,
    ReasonForm,
    TellForm,
)
from eprimo.services.attendance.queries import ahead_on, answering_of, halves_as_json, whose_of
from eprimo.ui.languages import listed

# Months of a year that are shown.
_MONTHS = 12
# Of each child, which hold two days with class.
_HALVES = 6


@may_wait
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest) -> HttpResponse:
    """Tell an absence or a delay (« Absence ou retard »): which children, when, why. Each is told to the own school,
    and what one of them refuses is said of that child alone."""
    actor = actor_of(request)
    # « Aujourd'hui » is the day of the touch: a device may have kept it over a night without network.
    touch = touch_of(request)
    whose = whose_of(actor, touch.at)
    asked = _asked(request, whose)
    hours = [one.hours for one in whose]
    days = days_of(hours, touch.at)
    if days is None:
        status = 422 if request.method == "POST" else 200
        return render(request, "attendance/family_none.html", status=status)
    today = touch.at.astimezone(ZoneInfo(whose[0].school.time_zone)).date()
    form = TellForm(
        days,
        today,
        _typed(request, asked),
        lambda day: ahead_on(hours, day, touch.at),
        whose=whose,
        asked=asked,
    )
    done: list[Absence] = []
    if request.method == "POST" and form.is_valid():
        # What a device keeps has the key of its touch: a form that stayed open is told from twice.
        said = form.told if touch.device_at is None else replace(form.told, key=touch.key)
        done, refused = _declared(actor, form.chosen, said)
        if not refused:
            return _after_all(request, actor, done)
        form = _left(form, refused, alone=len(refused) + len(done) == 1)
    refusal_say(request, form)
    context = {
        "form": form, "whose": whose, "reason_icons": REASON_ICONS, "when_icons": WHEN_ICONS,
        "known": [one.child.first_name for one in done], "halves": halves_as_json(hours, touch.at),
    }  # fmt: skip
    return render(request, "attendance/family_tell.html", context, status=422 if form.errors else 200)


def _typed(request: HttpRequest, asked: Iterable[ChildAtSchool]) -> QueryDict | None:
    """What was posted. An address that names a child says whom it is about, where the form does not."""
    if request.method != "POST":
        return None
    data = request.POST.copy()
    if asked and "children" not in data:
        data.setlist("children", [one.key for one in asked])
    return data


def _asked(request: HttpRequest, whose: Sequence[ChildAtSchool]) -> list[ChildAtSchool]:
    """Whom the address names: a child, and one school of it. NotVisible: none of these."""
    child, school = request.GET.get("enfant", ""), request.GET.get("ecole", "")
    found = [
        one
        for one in whose
        if str(one.child.public_id) == child and school in {"", str(one.school.public_id)}
    ]
    if (child or school) and not found:
        raise NotVisible
    return found if len(found) == 1 else []


def _declared(
    actor: Actor, chosen: Iterable[ChildAtSchool], said: AbsenceNotice
) -> tuple[list[Absence], list[tuple[ChildAtSchool, DomainError]]]:
    """One act for each child and school: what was told, and what a school refused."""
    done: list[Absence] = []
    refused: list[tuple[ChildAtSchool, DomainError]] = []
    people = Person.objects.in_bulk([one.child.id for one in chosen])
    schools: dict[int, UUID] = {}
    for one in chosen:
        child = people[one.child.id]
        # A second school of the same child has an absence of its own.
        first = schools.setdefault(child.pk, one.school.public_id)
        key = said.key if said.key is None or first == one.school.public_id else uuid5(said.key, one.key)
        try:
            told = replace(said, key=key)
            done.append(absence_declare(actor=actor, child=child, school=one.school, told=told))
        except (Forbidden, NotVisible):
            raise
        except DomainError as error:
            refused.append((one, error))
    return done, refused


def _left(form: TellForm, refused: Sequence[tuple[ChildAtSchool, DomainError]], *, alone: bool) -> TellForm:
    """The form with what was typed, for those alone whose school refused it, and why. `alone`: nobody else was told
    of, so that it is said at its field."""
    data = cast("QueryDict", form.data).copy()
    if "children" in form.fields:
        data.setlist("children", [one.key for one, _ in refused])
    left = TellForm(form.days, form.today, data, form.ahead_on, whose=list(form.whose.values()))
    left.is_valid()
    for one, error in refused:
        if alone:
            left.add_error(error.field if error.field in left.fields else None, error.sentence)
        else:
            left.add_error(None, f"{one.name}\u00a0: {error.sentence}")
    return left


def _after_all(request: HttpRequest, actor: Actor, done: list[Absence]) -> HttpResponse:
    """Of one child its page; of several the home, where each stands."""
    if len(done) == 1:
        return _after(request, actor, done[0])
    names = listed(dict.fromkeys(one.child.first_name for one in done))
    messages.success(request, _("L’école de chacun est prévenue\u00a0: %(names)s.") % {"names": names})
    return redirect("home:home")


@require_http_methods(["GET", "HEAD", "POST"])
def why(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The school asks why a child is not there, or one says better what one said. Who comes after the other guardian
    reads that the school knows, and nobody is named."""
    actor = actor_of(request)
    found = _found(actor, public_id)
    if found is None:
        return render(request, "attendance/family_known.html")
    if not may_answer(actor, found):
        raise Forbidden
    form = ReasonForm(request.POST or None, initial={"reason": found.reason, "words": found.words})
    if request.method == "POST" and form.is_valid():
        said = _try(
            form,
            lambda: absence_answer(
                actor=actor, absence=found, reason=form.given, words=form.cleaned_data["words"]
            ),
        )
        if said is not None:
            return _after(request, actor, said)
    context = {
        "form": form, "absence": found, "reason_icons": REASON_ICONS,
        "readers": answering_of(found.child_id, found.school, actor.now),
    }  # fmt: skip
    return render(request, "attendance/family_why.html", context, status=422 if form.errors else 200)


@require_safe
def told(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what the school knows (« L’école est prévenue »), and the way back."""
    actor = actor_of(request)
    found = absence_visible(actor, public_id)
    if not found.is_explained:
        return redirect("attendance:why", public_id)
    hours = hours_of(found.school, found.first)
    last = HalfOf(found.last, found.last_half)  # type: ignore[arg-type]
    open_until = hours.starts(last)
    context = {
        "absence": found, "open_until": open_until if open_until > actor.now else None,
        "papers": papers_of(actor, [found]).get(found.id, []), "own": found.said_by_id == actor.person_id,
    }  # fmt: skip
    return render(request, "attendance/family_told.html", context)


@require_POST
def comes(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take an absence back (« Léa vient, finalement »)."""
    actor = actor_of(request)
    found = absence_visible(actor, public_id)
    if absence_take_back(actor=actor, absence=found):
        messages.success(request, _("C’est noté\u00a0: l’école attend votre enfant."))
    else:
        messages.error(request, _("L’appel est fait\u00a0: écrivez ou téléphonez à l’école."))
        return redirect("attendance:told", public_id)
    return redirect("home:home")


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Show what was told of own children and is not over; of one child month by month how it went."""
    actor = actor_of(request)
    children, chosen = _own(request, actor)
    schools = School.objects.filter(pk__in=[pk for one in actor.children for pk in one.school_ids])
    today = min((clock.today(one.time_zone) for one in schools), default=actor.today)
    coming = told_by(actor, [chosen.id] if chosen else [one.id for one in children], today)
    own = actor.child(chosen.id) if chosen else None
    school = schools.filter(pk__in=own.school_ids).order_by("name", "pk").first() if own else None
    year = school.running_year_id if school is not None else None
    if chosen and year is None:
        raise NotVisible
    months = months_of(actor, chosen.id, year)[:_MONTHS] if chosen and year is not None else []
    tells = own.may_sign if own else any(one.may_sign for one in actor.children)
    context = {"children": children, "chosen": chosen, "coming": coming, "months": months, "tells": tells}
    return render(request, "attendance/family_own.html", context)


def _own(request: HttpRequest, actor: Actor) -> tuple[list[OwnChild], OwnChild | None]:
    """The children whom the actor may ask about, and the one that the address names; of one alone that one.
    NotVisible: none, or another one."""
    allowed = {
        one.person_id for one in actor.children if one.school_ids and (one.may_sign or one.kind != "contact")
    }
    children = [one for one in own_children(actor) if one.id in allowed]
    asked = request.GET.get("enfant", "")
    chosen = next((one for one in children if str(one.public_id) == asked), None)
    if not children or (asked and chosen is None):
        raise NotVisible
    return children, children[0] if len(children) == 1 else chosen


def _found(actor: Actor, public_id: UUID) -> Absence | None:
    """The absence, when the actor reads it; None: of an own child, and somebody else told why. NotVisible: of no own
    child."""
    try:
        return absence_visible(actor, public_id)
    except NotVisible:
        asked = [one.person_id for one in actor.children if one.may_sign and one.restriction == 0]
        if Absence.objects.filter(public_id=public_id, child__in=asked).exclude(asked_at=None).exists():
            return None
        raise


def days_of(hours: Sequence[Hours], at: datetime) -> Days | None:
    """The two days that a touch chooses, of the hours of one child or of several: the first with class that is not
    over, and the one after. None: no class for months."""
    halves = sorted(
        {one for some in hours for one in islice(some.ahead(at), _HALVES)}, key=lambda one: one.key
    )
    found = []
    for _day, of_day in groupby(halves, key=lambda one: one.day):
        ones = list(of_day)
        found.append((ones[0], ones[-1]))
        if len(found) == 2:  # noqa: PLR2004 - the two of the form
            return Days(*found)
    return None


def _after(request: HttpRequest, actor: Actor, absence: Absence) -> HttpResponse:
    """To what the school knows now; of what somebody else told, to that the school knows."""
    if absence.said_by_id != actor.person_id:
        if touch_of(request).device_at is not None:
            # Sent by a script, which goes on to a page.
            messages.info(request, _("L’école sait déjà pourquoi votre enfant n’est pas en classe."))
            return redirect("home:home")
        return render(request, "attendance/family_known.html")
    return redirect("attendance:told", absence.public_id)


def _try[T](form: forms.Form, act: Callable[[], T]) -> T | None:
    """Do it; what is refused is said at its field, and nothing typed is lost."""
    try:
        return act()
    except (Forbidden, NotVisible):
        raise
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.sentence)
        return None
