"""« Assiduité »: whose half-days of absence have no legitimate reason, and what the direction does about it, step by
step. Nothing leaves by itself: letters and the report are papers that it hands over."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import HEADS, Actor
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible, SchoolClosed
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.presence.actions.follow import report_make, report_open, step_note, step_remove
from eprimo.foundation.presence.enums import Step
from eprimo.foundation.presence.follow_paper import LETTERS, file_pdf, letter_pdf
from eprimo.foundation.presence.models import Absence
from eprimo.foundation.presence.policies import may_judge, may_note_step
from eprimo.foundation.presence.queries.follow import (
    Followed,
    HalfMissed,
    addressees_of,
    followed_all,
    followed_one,
    missed_by,
    step_visible,
)
from eprimo.foundation.printing.cells import content_disposition
from eprimo.foundation.printing.papers import list_pdf
from eprimo.services.attendance.forms.follow import ReportForm, StepForm
from eprimo.ui.languages import NAMES, SOURCE, known
from eprimo.ui.plurals import counted


@require_safe
def children(request: HttpRequest) -> HttpResponse:
    """Show who is to be looked at, then the others who have such half-days."""
    actor, _school = _heading(request)
    rows = followed_all(actor)
    context = {
        "waiting": [one for one in rows if one.waits], "others": [one for one in rows if not one.waits],
        "days": settings.ABSENCE_DAYS,
    }  # fmt: skip
    return render(request, "attendance/follow.html", context)


@require_safe
def children_paper(request: HttpRequest) -> HttpResponse:
    """Print who is to be looked at, and the others."""
    actor, school = _heading(request)
    rows = [
        [one.child.full_name, one.label, str(one.count), str(one.steps[-1].step.label) if one.steps else ""]
        for one in followed_all(actor)
    ]
    pdf = list_pdf(
        title="Assiduité", columns=["Élève", "Classe", "Sans motif légitime", "Dernière étape"], rows=rows,
        made_on=actor.today, school_name=school.name, subtitle=f"depuis {counted(settings.ABSENCE_DAYS, 'jour')}",
    )  # fmt: skip
    return _pdf(pdf, "Assiduité")


@require_safe
def child(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """One child: what counts, what was done, and the next step."""
    actor, school = _heading(request)
    found = followed_one(actor, child_id)
    return _page(request, actor, school, found, _step(request.GET.get("etape", ""), found))


@require_POST
def note(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """Note a step (« C’est fait »), with its day and who was told."""
    actor, school = _heading(request)
    found = followed_one(actor, child_id)
    require(may_note_step, actor, found.child.pk, school.pk)
    step = _step(request.POST.get("step", ""), found) or Step.DIALOGUE
    form = StepForm(
        step, clock.today(school.time_zone), addressees_of(found.child.pk, actor.now), request.POST
    )
    if form.is_valid() and _noted(actor, found.child, school, form):
        messages.success(request, f"C’est noté\u00a0: {step.label}.")
        return redirect("attendance:follow_child", child_id)
    return _page(request, actor, school, found, step, form)


@require_POST
def remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A step that was noted by mistake."""
    actor, _school = _heading(request)
    step = step_visible(actor, public_id)
    try:
        step_remove(actor=actor, step=step)
    except (Forbidden, NotVisible):
        raise
    except DomainError as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, "L’étape est retirée.")
    return redirect("attendance:follow_child", step.child.public_id)


@require_safe
def letter(request: HttpRequest, child_id: UUID, step: str, adult_id: UUID) -> HttpResponse:
    """The letter of a step to one adult, as PDF."""
    actor, school = _heading(request)
    found = followed_one(actor, child_id)
    require(may_note_step, actor, found.child.pk, school.pk)
    to = next(
        (one for one in addressees_of(found.child.pk, actor.now) if one.adult.public_id == adult_id), None
    )
    if to is None or step not in LETTERS:
        raise NotVisible
    lang = request.GET.get("langue", "")
    pdf = letter_pdf(
        Step(step), found, school, to, Person.objects.get(pk=actor.person_id), today=actor.today,
        lang=known(lang) or SOURCE,
    )  # fmt: skip
    return _pdf(pdf, "Lettre")


@require_safe
def paper(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """The file of the child as PDF, not signed."""
    actor, school = _heading(request)
    found = followed_one(actor, child_id)
    require(may_note_step, actor, found.child.pk, school.pk)
    adults = addressees_of(found.child.pk, actor.now)
    return _pdf(file_pdf(found, missed_by(actor, found.child), school, actor.now, adults), "Dossier")


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """Ask, then seal a report (« Signaler à la DSDEN »)."""
    actor, school = _heading(request)
    found = followed_one(actor, child_id)
    require(may_note_step, actor, found.child.pk, school.pk)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            report_make(actor=actor, child=found.child, school=school, key=form.cleaned_data["key"])
        except (Forbidden, NotVisible):
            raise
        except DomainError as error:
            messages.error(request, error.sentence)
        else:
            messages.success(request, "Le signalement est scellé. Remettez-le à l’inspecteur.")
        return redirect("attendance:follow_child", child_id)
    told = {one.pk for step in found.steps if step.step == Step.WARNED for one in step.told}
    adults = [one.adult for one in addressees_of(found.child.pk, actor.now)]
    context = {"found": found, "form": form, "untold": [one for one in adults if one.pk not in told]}
    return render(request, "attendance/follow_report.html", context)


@require_POST
def sealed(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The sealed paper of a report."""
    actor, _school = _heading(request)
    return _pdf(report_open(actor=actor, step=step_visible(actor, public_id)), "Signalement")


def _noted(actor: Actor, child: Person, school: School, form: StepForm) -> bool:
    """What is refused is said at its field, and nothing typed is lost."""
    try:
        step_note(actor=actor, child=child, school=school, noted=form.noted)
    except (Forbidden, NotVisible):
        raise
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.sentence)
        return False
    return True


def _page(
    request: HttpRequest,
    actor: Actor,
    school: School,
    found: Followed,
    step: Step | None,
    form: StepForm | None = None,
) -> HttpResponse:
    adults = addressees_of(found.child.pk, actor.now)
    since = actor.today - timedelta(days=settings.ABSENCE_DAYS - 1)
    missed = missed_by(actor, found.child, since)
    # All are of one child: who judges one judges each.
    said = [one.absence for one in missed if one.absence is not None]
    acts = may_note_step(actor, found.child.pk, school.pk)
    opened = acts and (found.reached or bool(found.steps) or form is not None)
    if step in LETTERS and form is None and opened:
        form = StepForm(step, clock.today(school.time_zone), adults)
    context = {
        "found": found, "step": step, "form": form, "adults": adults, "missed": _by_absence(missed), "acts": acts,
        "opened": opened, "letters": LETTERS, "days": settings.ABSENCE_DAYS,
        "judges": bool(said) and may_judge(actor, said[0]),
        "languages": {code: name for code, name in NAMES.items() if code != SOURCE},
    }  # fmt: skip
    status = 422 if form is not None and form.errors else 200
    return render(request, "attendance/follow_child.html", context, status=status)


def _by_absence(missed: Sequence[HalfMissed]) -> list[tuple[Absence | None, list[HalfMissed]]]:
    """Half-days of one absence together: its reason is judged once."""
    groups = groupby(missed, key=lambda one: one.absence.id if one.absence else 0)
    found = [list(group) for _id, group in groups]
    return [(group[0].absence, group) for group in found]


def _step(asked: str, found: Followed) -> Step | None:
    """The step that the address asks for, else the next one."""
    return Step(asked) if asked in LETTERS else found.next


def _heading(request: HttpRequest) -> tuple[Actor, School]:
    """Who directs the school in use. NotVisible: nobody else has these pages."""
    actor = actor_of(request)
    if actor.role not in HEADS or actor.school_id is None:
        raise NotVisible
    if actor.closed:
        raise SchoolClosed
    school = School.objects.filter(pk=actor.school_id, running_year__isnull=False).first()
    if school is None:
        raise NotVisible
    return actor, school


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition(name, "pdf", inline=True)
    return response
