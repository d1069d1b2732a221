"""The minutes of a meeting and its documents: written by the rectorat, at the members' disposal [C 4.1, 7.2]."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.governance.forms import MeetingFileForm, MinutesForm
from eprimo.console.governance.views.common import keeper_of, pdf_response
from eprimo.console.pages import actor_as, handle_form, run_and_notify, submit
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.views import fragment, takes_files
from eprimo.steering.consortium.actions.representation import GivenFile
from eprimo.steering.governance.actions.minutes import meeting_file_add, minutes_publish, minutes_write
from eprimo.steering.governance.policies import MINUTES_READERS, can_write_minutes
from eprimo.steering.governance.queries import file_read, meeting_of, minutes_read


def write(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The draft; nobody reads it before it is published."""
    actor = _writer(request)
    found = meeting_of(actor, public_id)
    last = found.minutes.order_by("-version").first()
    corrects = last is not None and (last.published_at is not None or last.version > 1)
    known = {"text": last.text, "reason": last.reason if last.published_at is None else ""} if last else None
    waiting = list(found.decisions.filter(shown_at=None).order_by("number"))
    form = MinutesForm(request.POST or None, corrects=corrects, decisions=waiting, initial=known)
    if submit(request, form, lambda: minutes_write(actor=actor, meeting=found, **form.said())):
        messages.success(request, "Le brouillon est gardé\N{NO-BREAK SPACE}: publiez-le quand il est relu.")
        return redirect("governance:meeting", public_id)
    published = found.decisions.filter(shown_at__isnull=False).order_by("number")
    context = {"meeting": found, "form": form, "published": published}
    return render(request, "governance/minutes.html", context, status=422 if form.errors else 200)


@require_POST
def publish(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = _writer(request)
    found = meeting_of(actor, public_id)
    run_and_notify(
        request,
        lambda: minutes_publish(actor=actor, meeting=found),
        "Le compte rendu est publié\N{NO-BREAK SPACE}: les membres le lisent.",
    )
    return redirect("governance:meeting", public_id)


@require_safe
@fragment
def published(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One version, as it was published."""
    found = minutes_read(actor_as(request, *MINUTES_READERS), public_id)
    return pdf_response(bytes(found.content or b""), f"compte rendu {found.meeting.subject} v{found.version}")


@require_safe
@fragment
def file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A document as it came."""
    found = file_read(actor_as(request, *MINUTES_READERS), public_id)
    return pdf_response(bytes(found.content), found.name.removesuffix(".pdf"))


@takes_files(10)
def file_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A PDF for all members."""
    actor = keeper_of(request)
    found = meeting_of(actor, public_id)
    form = MeetingFileForm(request.POST or None, request.FILES or None)

    def act() -> None:
        given = form.cleaned_data["file"]
        meeting_file_add(actor=actor, meeting=found, file=GivenFile(given.name, given.read()))

    back = reverse("governance:meeting", args=[public_id])
    return handle_form(
        request, form, act, done="Le document est à la disposition des membres.",
        title="Ajouter un document", submit="Ajouter", back=back,
    )  # fmt: skip


def _writer(request: HttpRequest) -> Actor:
    actor = actor_as(request, Role.COORDINATOR)
    if not can_write_minutes(actor):
        raise NotVisible
    return actor
