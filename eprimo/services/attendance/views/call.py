"""Calling the roll of a class: its sheet, the call, what it says once it was made, and what changes afterwards."""

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.device_acts import Touch, may_wait, touch_of
from eprimo.foundation.kernel.encrypted_pages import is_own, may_be_declared
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.presence.actions.calls import call_take, half_day_correct
from eprimo.foundation.presence.actions.half_days import CallEntry
from eprimo.foundation.presence.enums import Half, State
from eprimo.foundation.presence.hours import HalfOf, Hours, hours_of, hours_of_class, off_on
from eprimo.foundation.presence.queries.days import classes_of_day
from eprimo.foundation.presence.queries.sheets import Sheet, call_sheet, class_to_call, classes_to_call
from eprimo.services.attendance.forms.call import (
    LOOK,
    OTHERS,
    ROUND,
    ChangeForm,
    drawn_at,
    said_in,
    waiting_in,
)
from eprimo.services.attendance.queries import TELEPHONING
from eprimo.services.attendance.words import changed_words, query_of
from eprimo.ui.addresses import reverse
from eprimo.ui.french import weekday_day_month


@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """The classes whose roll one calls; the sheet itself where there is one."""
    actor = actor_of(request)
    found = list(classes_to_call(actor)[:2])
    if not found:
        raise NotVisible
    if len(found) == 1:
        return redirect("attendance:call", found[0].public_id)
    hours = hours_of(found[0].school, actor.today)
    one = hours.latest(actor.now)
    rows = classes_of_day(actor, one, hours) if one else []
    context = {
        "one": one,
        "rows": rows,
        "classes": classes_to_call(actor),
        "telephones": actor.role in TELEPHONING,
        "spreads": actor.heads,
    }
    return render(request, "attendance/calls.html", context)


@require_safe
def sheet(request: HttpRequest, group: UUID) -> HttpResponse:
    """Show the sheet, all present: who is not is touched. Once it was called, what the call said, unless it is called
    again."""
    actor = actor_of(request)
    found, one, hours = _asked(actor, group, request.GET)
    if one is None:
        context = {"group": found, "next": hours.next(actor.now), "why": off_on(hours, actor.today)}
        return render(request, "attendance/call_none.html", context)
    drawn = _drawn(actor, found, one, hours)
    if drawn.taken and "encore" not in request.GET:
        return _to_done(found, one)
    context = _context(actor, drawn, hours) | {"offers_own": may_be_declared(request) and not is_own(request)}
    return render(request, "attendance/call.html", context)


@may_wait
@require_POST
def take(request: HttpRequest, group: UUID) -> HttpResponse:
    """Take the call (« L’appel est fait »)."""
    actor = actor_of(request)
    found, one, hours = _asked(actor, group, request.POST)
    one = one or _told_half(request.POST)
    if one is None:
        raise NotVisible
    touch = _touched(request, hours, one)
    drawn = _drawn(actor, found, one, hours, touch.at)
    said = said_in(request.POST, drawn, touch)
    taken = call_take(
        actor=actor, class_group=found, one=one, said=said, shown=said.keys(), key=touch.key, touched_at=touch.at,
        waiting=waiting_in(request.POST, drawn),
    )  # fmt: skip
    for words in changed_words(drawn, taken.changed):
        messages.info(request, words)
    return _to_done(found, one)


def _touched(request: HttpRequest, hours: Hours, one: HalfOf) -> Touch:
    """When the sheet was called. DomainError: it was drawn on its own day and called on another, as a device does whose
    clock is late or a page that stayed open over the night: who calls sees the children of today."""
    touch, drawn = touch_of(request), drawn_at(request.POST)
    if drawn is None:
        return touch
    touch = touch.drawn_at(drawn, hours.ends(one))
    zone = ZoneInfo(hours.zone)
    if drawn.astimezone(zone).date() == one.day != touch.at.astimezone(zone).date():
        raise DomainError(
            f"Cette feuille est celle du {weekday_day_month(one.day)}\u00a0: rouvrez l’appel du jour.",
            code="sheet-of-another-day",
        )
    return touch


@require_safe
def done(request: HttpRequest, group: UUID) -> HttpResponse:
    """Show who is not there, and why; who arrives is noted by one press, and who was not on the sheet is asked
    about."""
    actor = actor_of(request)
    found, one, hours = _asked(actor, group, request.GET)
    drawn = _drawn(actor, found, one, hours) if one else None
    if drawn is None or not drawn.taken:
        return redirect("attendance:call", found.public_id)
    return render(request, "attendance/call_done.html", _context(actor, drawn, hours))


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, group: UUID) -> HttpResponse:
    """Note who arrives, leaves, is elsewhere or was not what the call said; several at once. Of a later day it says
    why."""
    actor = actor_of(request)
    found, one, hours = _asked(actor, group, request.POST if request.method == "POST" else request.GET)
    drawn = _drawn(actor, found, one, hours) if one else None
    if one is None or drawn is None or not drawn.taken:
        return redirect("attendance:call", found.public_id)
    later = one.day < actor.today
    posted = request.POST if request.method == "POST" else None
    form = ChangeForm(posted, sheet=drawn, later=later, initial={"children": request.GET.getlist("enfant")})
    if posted is None or not form.is_valid():
        context = _context(actor, drawn, hours) | {"form": form, "later": later}
        return render(request, "attendance/call_change.html", context, status=200 if posted is None else 422)
    _correct(actor, found, one, form, touch_of(request).at)
    messages.success(request, "C’est noté.")
    return _to_done(found, one)


@transaction.atomic
def _correct(actor: Actor, found: ClassGroup, one: HalfOf, form: ChangeForm, at: datetime) -> None:
    values = form.cleaned_data
    said = CallEntry(State(values["state"]), at=values["at"], touched_at=at, left_with=values["with_whom"])
    for child in form.people:
        half_day_correct(
            actor=actor, child=child, class_group=found, one=one, said=said, reason=values.get("reason", "")
        )


def _asked(actor: Actor, group: UUID, data: Any) -> tuple[ClassGroup, HalfOf | None, Hours]:
    """The class, and the half-day of the address; without one, that of today whose roll is called or was last."""
    found = class_to_call(actor, group)
    day = _day(data.get("jour", "")) or actor.today
    if actor.role == Role.STAFF and day != actor.today:
        # Who calls for a delegate sees today.
        raise NotVisible
    hours = hours_of_class(found, min(day, actor.today))
    half = data.get("demi", "")
    if half in Half.values:
        one = HalfOf(day, Half(half))
        return found, one if _has_begun(hours, one, actor.now) else None, hours
    return found, hours.latest(actor.now) if day == actor.today else None, hours


def _told_half(data: Any) -> HalfOf | None:
    """The half-day that a sheet says, begun or not: the call says why it is too early."""
    day, half = _day(data.get("jour", "")), data.get("demi", "")
    return HalfOf(day, Half(half)) if day is not None and half in Half.values else None


def _drawn(actor: Actor, found: ClassGroup, one: HalfOf, hours: Hours, at: datetime | None = None) -> Sheet:
    """Those whom the class hosts are seen that day: of a call that a device kept, the day of its touches (`at`)."""
    today = (at or actor.now).astimezone(ZoneInfo(hours.zone)).date()
    return call_sheet(actor, found, one, hours.starts(one), hosting=one.day == today)


def _has_begun(hours: Hours, one: HalfOf, now: datetime) -> bool:
    latest = hours.latest(now)
    today = HalfOf(clock.today(hours.zone), Half.MORNING)
    return hours.is_open(one) and (one.day < today.day or (latest is not None and one.key <= latest.key))


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _context(actor: Actor, drawn: Sheet, hours: Hours) -> dict[str, Any]:
    return {
        "sheet": drawn, "one": drawn.one, "group": drawn.class_group, "query": query_of(drawn.one), "round": ROUND,
        "look": LOOK, "others": OTHERS,
        "opened": int(actor.now.timestamp() * 1000), "asks_at": hours.asks_at(drawn.one), "now": actor.now,
        "today": drawn.one.day == actor.today, "spreads": actor.heads,
    }  # fmt: skip


def _to_done(found: ClassGroup, one: HalfOf) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('attendance:done', args=[found.public_id])}?{query_of(one)}")
