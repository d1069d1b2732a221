"""What is not counted of the youngest: arranged afternoons, and who of a class is in « toute petite section »."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from eprimo.foundation.directory.enums import Level
from eprimo.foundation.directory.models import ClassGroup, Person, School
from eprimo.foundation.directory.policies.acts import can_change_settings
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.presence.actions.arrangements import (
    afternoons_arrange,
    afternoons_end,
    little_ones_mark,
)
from eprimo.foundation.presence.hours import hours_of
from eprimo.foundation.presence.policies import may_arrange, may_declare_for
from eprimo.foundation.presence.queries.arrangements import (
    arrangement_visible,
    arrangements_of,
    little_of,
    of_nursery,
)
from eprimo.foundation.presence.queries.sheets import class_to_call
from eprimo.services.attendance.forms.arrangements import ArrangeForm, LittleForm


@require_http_methods(["GET", "HEAD", "POST"])
def afternoons(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """The arrangements of a child in this year, and a new one."""
    actor = actor_of(request)
    child, school = _asked(actor, child_id)
    today, ends = clock.today(school.time_zone), school.running_year.ends if school.running_year else None
    if ends is None:
        raise NotVisible
    form = ArrangeForm(hours_of(school, today), today, ends, request.POST or None)
    if request.method == "POST" and form.is_valid() and _arranged(actor, child, school, form):
        messages.success(request, f"C’est noté pour {child.first_name}.")
        return redirect("attendance:afternoons", child.public_id)
    context = {
        "form": form, "child": child, "rows": arrangements_of(actor, child, school), "today": today,
        "nursery": of_nursery(actor, child, school),
    }  # fmt: skip
    return render(request, "attendance/afternoons.html", context, status=422 if form.errors else 200)


@require_POST
def end(request: HttpRequest, child_id: UUID, public_id: UUID) -> HttpResponse:
    """End an arrangement (« Y mettre fin »)."""
    actor = actor_of(request)
    child, _school = _asked(actor, child_id)
    afternoons_end(actor=actor, arrangement=arrangement_visible(actor, child, public_id))
    messages.success(request, "C’est noté.")
    return redirect("attendance:afternoons", child.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def little(request: HttpRequest, group: UUID) -> HttpResponse:
    """Ask who of a class of several levels is in « toute petite section »."""
    actor = actor_of(request)
    found = class_to_call(actor, group)
    require(can_change_settings, actor, found.school_id)
    pupils = _pupils(actor, found)
    form = LittleForm(pupils, little_of(found).marked, request.POST if request.method == "POST" else None)
    marks = Level.TPS in found.levels and len(set(found.levels)) > 1
    if request.method == "POST" and form.is_valid():
        number = little_ones_mark(actor=actor, class_group=found, children=form.marked)
        words = f"{number} enfant{'s' if number > 1 else ''} de toute petite section"
        messages.success(request, f"C’est noté\u00a0: {words}.")
        return redirect("attendance:little", found.public_id)
    context = {"group": found, "form": form, "pupils": pupils, "marks": marks}
    return render(request, "attendance/little.html", context, status=422 if form.errors else 200)


def _asked(actor: Actor, child_id: UUID) -> tuple[Person, School]:
    """The pupil and the school in use. NotVisible: no child whose page the actor reads; Forbidden: a teacher’s."""
    if actor.school_id is None:
        raise NotVisible
    child = Person.objects.filter(public_id=child_id).first()
    school = School.objects.filter(pk=actor.school_id).select_related("running_year").first()
    if child is None or school is None or actor.closed:
        raise NotVisible
    if not may_arrange.allows(actor, child, school.pk) and not may_declare_for.allows(
        actor, child, school.pk
    ):
        raise NotVisible
    require(may_arrange, actor, child, school.pk)
    return child, school


def _arranged(actor: Actor, child: Person, school: School, form: ArrangeForm) -> bool:
    """What is refused is said at its field, and nothing typed is lost."""
    try:
        afternoons_arrange(actor=actor, child=child, school=school, decided=form.decided)
    except (Forbidden, NotVisible):
        raise
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.sentence)
        return False
    return True


def _pupils(actor: Actor, group: ClassGroup) -> list[Person]:
    people = Person.objects.filter(pk__in=group.memberships.in_force(actor.now).values("person"))
    return list(people.order_by("sort_key", "pk"))
