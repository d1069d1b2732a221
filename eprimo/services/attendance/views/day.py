"""The day of a school: who is not there and why, whom to telephone to, what a family said otherwise than here."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eprimo.foundation.directory.models import Guardianship, Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible, SchoolClosed
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.presence.actions.absences import absence_judge, absence_record, attempt_log
from eprimo.foundation.presence.enums import Half, Judged, Result
from eprimo.foundation.presence.hours import HalfOf, Hours, hours_of, hours_of_child
from eprimo.foundation.presence.policies import may_declare_for, may_judge
from eprimo.foundation.presence.queries.days import classes_of_day, not_there, reasons_of, to_call
from eprimo.foundation.presence.queries.families import absence_visible, papers_of
from eprimo.services.attendance.forms.families import (
    REASON_ICONS,
    WHEN_ICONS,
    AttemptForm,
    JudgeForm,
    RecordForm,
)
from eprimo.services.attendance.queries import TELEPHONING
from eprimo.services.attendance.views.families import days_of
from eprimo.services.attendance.words import query_of


@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """Class by class whether the roll was called, then who is not there, and why."""
    actor, school = _at_work(request, TELEPHONING)
    hours = hours_of(school, clock.today(school.time_zone))
    one, other = _half(request, hours)
    missing = not_there(actor, one)
    reasons = reasons_of(actor, missing)
    papers = papers_of(actor, reasons.values())
    rows = [(row, reasons.get(row.absence_id) if row.absence_id else None) for row in missing]
    classes = classes_of_day(actor, one, hours)
    context = {
        "school": school, "one": one, "other": other, "classes": classes, "rows": rows, "heads": actor.heads,
        "query": query_of(one), "papers": papers,
        "called": sum(row.taken for row in classes), "waiting": sum(row.unexplained for row in classes),
        "judges": {found.id for _, found in rows if found is not None and may_judge(actor, found)},
        "open": hours.is_open(one),
    }  # fmt: skip
    return render(request, "attendance/day.html", context)


@require_safe
def calling(request: HttpRequest) -> HttpResponse:
    """Show whom to telephone to: those first who never signed in."""
    actor, _school = _at_work(request, TELEPHONING)
    return render(request, "attendance/calling.html", {"rows": to_call(actor), "results": Result.choices})


@require_POST
def attempt(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Note what came of a call: « Rassuré », « Pas de réponse »."""
    actor = actor_of(request)
    absence = absence_visible(actor, public_id)
    form = AttemptForm(request.POST)
    if not form.is_valid():
        raise NotVisible
    links = Guardianship.objects.in_force(actor.now).filter(
        child=absence.child_id, adult__public_id=form.cleaned_data["adult"]
    )
    link = links.select_related("adult").first()
    if link is None:
        raise NotVisible
    attempt_log(actor=actor, absence=absence, adult=link.adult, result=Result(form.cleaned_data["result"]))
    messages.success(request, "C’est noté.")
    return redirect("attendance:calling")


@require_POST
def judge(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The direction holds a reason for legitimate, or not."""
    actor = actor_of(request)
    absence = absence_visible(actor, public_id)
    form = JudgeForm(request.POST)
    if not form.is_valid():
        raise NotVisible
    said = form.cleaned_data["judged"]
    absence_judge(actor=actor, absence=absence, judged=Judged(said) if said else None)
    messages.success(request, "C’est noté.")
    # From the page of one child one goes on there.
    if actor.heads and "suivi" in request.POST:
        return redirect("attendance:follow_child", absence.child.public_id)
    return redirect("attendance:day")


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """Write down what a family said, « Dit par téléphone par Mme Martin »."""
    actor, school = _at_work(request, TELEPHONING)
    child = Person.objects.filter(public_id=child_id).first()
    if child is None or not may_declare_for.allows(actor, child, school.pk):
        raise NotVisible
    today = clock.today(school.time_zone)
    days = days_of([hours_of_child(child, school, today)], clock.now())
    if days is None:
        messages.error(request, "Il n’y a plus classe cette année.")
        return redirect("attendance:day")
    form = RecordForm(days, today, _guardians(child, actor), request.POST or None)
    if request.method == "POST" and form.is_valid() and _recorded(actor, child, school, form):
        messages.success(request, f"C’est noté pour {child.first_name}.")
        return redirect("attendance:day")
    context = {"form": form, "child": child, "reason_icons": REASON_ICONS, "when_icons": WHEN_ICONS}
    return render(request, "attendance/record.html", context, status=422 if form.errors else 200)


def _recorded(actor: Actor, child: Person, school: School, form: RecordForm) -> bool:
    """What is refused is said at its field, and nothing typed is lost."""
    try:
        absence_record(
            actor=actor, child=child, school=school, told=form.told, said_by=form.speaker, means=form.how
        )
    except (Forbidden, NotVisible):
        raise
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.sentence)
        return False
    return True


def _guardians(child: Person, actor: Actor) -> list[Person]:
    links = Guardianship.objects.in_force(actor.now).filter(child=child).select_related("adult")
    return [link.adult for link in links.order_by("priority", "pk")]


def _at_work(request: HttpRequest, roles: frozenset[Role]) -> tuple[Actor, School]:
    """Who works with a class or heads the school in use."""
    actor = actor_of(request)
    if actor.role not in roles or actor.school_id is None:
        raise NotVisible
    if actor.closed:
        raise SchoolClosed
    return actor, School.objects.get(pk=actor.school_id)


def _half(request: HttpRequest, hours: Hours) -> tuple[HalfOf, HalfOf | None]:
    """The half-day that the address asks for among those of today that began, else the latest; and the other one."""
    now = clock.now()
    today = clock.today(hours.zone)
    latest = hours.latest(now) or HalfOf(today, Half.MORNING)
    morning = HalfOf(today, Half.MORNING)
    begun = [one for one in dict.fromkeys((morning, latest)) if one == latest or hours.is_open(one)]
    chosen = next((one for one in begun if one.half == request.GET.get("demi")), latest)
    return chosen, next((one for one in begun if one != chosen), None)
