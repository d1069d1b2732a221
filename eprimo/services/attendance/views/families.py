"""Pages of a family: telling that a child does not come, answering why, what was told and how it went."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Child
from eprimo.foundation.kernel.device_acts import may_wait, refusal_say, touch_of
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.notifications.queries import OwnChild, own_children
from eprimo.foundation.presence.actions.absences import absence_answer, absence_declare, absence_take_back
from eprimo.foundation.presence.hours import HalfOf, Hours, hours_of
from eprimo.foundation.presence.models import Absence
from eprimo.foundation.presence.policies import may_answer
from eprimo.foundation.presence.queries.families import absence_visible, months_of, told_by
from eprimo.foundation.presence.queries.papers import papers_of
from eprimo.services.attendance.forms.families import (
    REASON_ICONS,
    WHEN_ICONS,
    Days,
    ReasonForm,
    TellForm,
)
from eprimo.services.attendance.queries import answering_of
from eprimo.services.attendance.told_days import ahead_on, halves_as_json

# Months of a year that are shown.
_MONTHS = 12


@may_wait
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest) -> HttpResponse:
    """« Absence ou retard »: which child, when, why."""
    actor = actor_of(request)
    children, chosen, own = _own(request, actor)
    schools = list(School.objects.filter(pk__in=own.school_ids).order_by("name", "pk"))
    asked = request.GET.get("ecole", "")
    school = next((one for one in schools if str(one.public_id) == asked), schools[0])
    if asked and str(school.public_id) != asked:
        raise NotVisible
    # « Aujourd'hui » is the day of the touch: a device may have kept it over a night without network.
    touch = touch_of(request)
    today = touch.at.astimezone(ZoneInfo(school.time_zone)).date()
    hours = hours_of(school, today)
    days = days_of(hours, touch.at)
    if days is None:
        status = 422 if request.method == "POST" else 200
        return render(request, "attendance/family_none.html", {"chosen": chosen}, status=status)
    form = TellForm(days, today, request.POST or None, lambda day: ahead_on([hours], day, touch.at))
    if request.method == "POST" and form.is_valid():
        child = Person.objects.get(pk=chosen.id)
        # What a device keeps has the key of its touch: a form that stayed open is told from twice.
        said = form.told if touch.device_at is None else replace(form.told, key=touch.key)
        told = _try(form, lambda: absence_declare(actor=actor, child=child, school=school, told=said))
        if told is not None:
            return _after(request, actor, told)
    refusal_say(request, form)
    context = {
        "form": form, "children": children, "chosen": chosen, "schools": schools, "school": school,
        "reason_icons": REASON_ICONS, "when_icons": WHEN_ICONS, "readers": answering_of(chosen.id, school, actor.now),
        "halves": halves_as_json([hours], touch.at),
    }  # fmt: skip
    return render(request, "attendance/family_tell.html", context, status=422 if form.errors else 200)


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
    """« L’école est prévenue »: what it knows, and the way back."""
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
    """« Léa vient, finalement »."""
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
    """What was told of a child and is not over, and month by month how it went."""
    actor = actor_of(request)
    children, chosen, child = _own(request, actor, every=True)
    school = School.objects.filter(pk__in=child.school_ids).order_by("name", "pk").first()
    if school is None or school.running_year_id is None:
        raise NotVisible
    coming = told_by(actor, [chosen.id], clock.today(school.time_zone))
    months = months_of(actor, chosen.id, school.running_year_id)[:_MONTHS]
    context = {
        "children": children, "chosen": chosen, "coming": coming, "months": months, "tells": child.may_sign,
    }  # fmt: skip
    return render(request, "attendance/family_own.html", context)


def _own(
    request: HttpRequest, actor: Actor, *, every: bool = False
) -> tuple[list[OwnChild], OwnChild, Child]:
    """The children whom the actor may tell of, and the one that the address names. `every`: whom one may ask about
    beside. NotVisible: none, or another one."""
    allowed = {
        one.person_id: one
        for one in actor.children
        if one.school_ids and (one.may_sign or (every and one.kind != "contact"))
    }
    children = [one for one in own_children(actor) if one.id in allowed]
    if not children:
        raise NotVisible
    asked = request.GET.get("enfant", "")
    chosen = next((one for one in children if str(one.public_id) == asked), children[0])
    if asked and str(chosen.public_id) != asked:
        raise NotVisible
    return children, chosen, allowed[chosen.id]


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


def days_of(hours: Hours, at: datetime) -> Days | None:
    """The two days that a touch chooses: the first with class that is not over, and the one after. None: no class for
    months."""
    ahead = hours.ahead(at)
    found = []
    for _day, halves in groupby(ahead, key=lambda one: one.day):
        ones = list(halves)
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
