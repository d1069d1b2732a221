"""Reply threads: a guardian and the school, under a note for one child."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.throttle import Limit, take
from eprimo.services.liaison.actions.threads import (
    reply_answer,
    reply_recall,
    reply_write,
    thread_close,
    thread_read,
    thread_seen,
)
from eprimo.services.liaison.forms.families import ReplyForm
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.policies.threads import may_write_to_family, may_write_to_school
from eprimo.services.liaison.queries import pages, threads
from eprimo.services.liaison.topics import note_topic
from eprimo.services.liaison.views.common import refusals_on
from eprimo.ui.french import clock_time, weekday_day_month

# Who writes more than that at once is not talking with a school.
WORDS = Limit(20, 60.0)
_LONGEST_NUMBER = 3
# No message has it: the right is asked for all the same.
_NOTHING = UUID(int=0)


@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, note_id: UUID, child_id: UUID) -> HttpResponse:
    """Show the thread of the guardian who asks, about one own child, and take a message."""
    actor = actor_of(request)
    page = pages.family_page(actor, note_id, child_id)
    if page.note.is_withdrawn:
        raise NotVisible
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        take(f"thread:{actor.person_id}", WORDS)
        seen = pages.child_note_for(actor, note_id, child_id)
        with refusals_on(form):
            reply_write(
                actor=actor, note=seen.note, child=seen.child, body=form.cleaned_data["body"],
                key=form.cleaned_data["key"],
            )  # fmt: skip
            messages.success(request, _("Votre message est envoyé à l’école."))
            return redirect("liaison:child", note_id=note_id, child_id=child_id)
    context = family_thread(request, page) | {"thread_form": form, "note": page.note, "line": page.line}
    return render(request, "liaison/thread.html", context, status=422 if form.errors else 200)


def family_thread(request: HttpRequest, page: pages.FamilyPage, words: str = "") -> dict[str, object]:
    """Return what `_thread.html` shows under a note that a guardian reads (one statement). `words`: typed elsewhere,
    to be sent as a message."""
    actor, line = actor_of(request), page.line
    found = threads.thread_of(actor, page.note, line.child_id, actor.person_id, number=_number(request))
    keys = (page.note.resource.public_id, line.child_public_id)
    return {
        "thread": found,
        "thread_form": ReplyForm(initial={"body": words}),
        "thread_url": reverse("liaison:thread", args=keys),
        "thread_read_url": reverse("liaison:thread_read", args=keys),
        "thread_recall_url": reverse("liaison:thread_recall", args=keys),
        "thread_live": "me",
        "thread_team": False,
        "thread_told": "liaison/_told.html",
        "thread_empty": _("Une question sur ce mot\u00a0? Écrivez-la ici."),
        "thread_over": _("On ne peut plus écrire sous ce mot."),
        "thread_writes": may_write_to_school(actor, page.note, line.recipient) and not found.closed_at,
    }


@require_POST
def read(request: HttpRequest, note_id: UUID, child_id: UUID) -> HttpResponse:
    """Say that a guardian read what the school wrote (« J’ai lu »)."""
    actor = actor_of(request)
    seen = pages.child_note_for(actor, note_id, child_id)
    thread_read(actor=actor, note=seen.note, child=seen.child)
    return redirect("liaison:child", note_id=note_id, child_id=child_id)


@require_POST
def recall_own(request: HttpRequest, note_id: UUID, child_id: UUID) -> HttpResponse:
    """Take back own words, as a guardian."""
    actor = actor_of(request)
    page = pages.family_page(actor, note_id, child_id)
    if page.note.is_withdrawn:
        raise NotVisible
    seen = pages.child_note_for(actor, note_id, child_id)
    me = Person.objects.get(pk=actor.person_id)
    return _recall(request, seen.note, seen.child, me, reverse("liaison:thread", args=(note_id, child_id)))


@require_POST
def recall(request: HttpRequest, note_id: UUID, child_id: UUID, guardian_id: UUID) -> HttpResponse:
    """Take back, for the school, what one wrote to a guardian."""
    seen = threads.team_thread_for(actor_of(request), note_id, child_id, guardian_id)
    back = reverse("liaison:team_thread", args=(note_id, child_id, guardian_id))
    return _recall(request, seen.note, seen.child, seen.guardian, back)


def _recall(request: HttpRequest, note: Note, child: Person, guardian: Person, back: str) -> HttpResponse:
    try:
        said = UUID(request.POST.get("message", ""))
    except ValueError:
        said = _NOTHING
    try:
        reply_recall(actor=actor_of(request), note=note, child=child, guardian=guardian, message=said)
    except (Forbidden, NotVisible):
        raise
    except DomainError as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, _("Votre message est retiré."))
    return redirect(back)


@require_POST
def seen(request: HttpRequest, note_id: UUID, child_id: UUID, guardian_id: UUID) -> HttpResponse:
    """Say that the school read what a family wrote (« J’ai lu »)."""
    actor = actor_of(request)
    found = threads.team_thread_for(actor, note_id, child_id, guardian_id)
    thread_seen(actor=actor, note=found.note, child=found.child, guardian=found.guardian)
    return redirect("liaison:team_thread", note_id, child_id, guardian_id)


@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest, note_id: UUID, child_id: UUID, guardian_id: UUID) -> HttpResponse:
    """Show the thread with one guardian, for who reads it in the school, and take a message."""
    actor = actor_of(request)
    seen = threads.team_thread_for(actor, note_id, child_id, guardian_id)
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        take(f"thread:{actor.person_id}", WORDS)
        with refusals_on(form):
            reply = reply_answer(
                actor=actor, note=seen.note, child=seen.child, guardian=seen.guardian,
                body=form.cleaned_data["body"], key=form.cleaned_data["key"],
            )  # fmt: skip
            messages.success(request, _said_when(reply.visible_from > reply.written_at, reply.visible_from))
            return redirect("liaison:team_thread", note_id, child_id, guardian_id)
    return render(
        request, "liaison/thread.html", _team(request, seen, form), status=422 if form.errors else 200
    )


def _said_when(later: bool, at: datetime) -> str:
    """Return when a message reaches the family, in words."""
    if not later:
        return _("Votre message est envoyé à la famille.")
    when = {"day": weekday_day_month(at), "time": clock_time(at)}
    return _("C’est prêt\u00a0: votre message partira %(day)s à %(time)s.") % when


def _team(request: HttpRequest, seen: threads.TeamThread, form: ReplyForm) -> dict[str, object]:
    actor, note = actor_of(request), seen.note
    keys = (note.resource.public_id, seen.child.public_id, seen.guardian.public_id)
    return {
        "thread": threads.thread_of(actor, note, seen.child.pk, seen.guardian.pk, number=_number(request)),
        "thread_form": form,
        "thread_url": reverse("liaison:team_thread", args=keys),
        "thread_close_url": reverse("liaison:thread_close", args=keys),
        "thread_seen_url": reverse("liaison:thread_seen", args=keys),
        "thread_recall_url": reverse("liaison:team_thread_recall", args=keys),
        "thread_live": note_topic(note),
        "thread_team": True,
        "thread_told": "liaison/_told.html",
        "thread_empty": _("Cette famille n’a rien écrit sous ce mot."),
        "thread_over": _("On ne peut plus écrire sous ce mot."),
        "thread_writes": seen.live and may_write_to_family(actor, note, seen.now, seen.guardian),
        "seen": seen,
        "note": note,
    }


@require_POST
def close(request: HttpRequest, note_id: UUID, child_id: UUID, guardian_id: UUID) -> HttpResponse:
    """End what is said with one guardian."""
    actor = actor_of(request)
    seen = threads.team_thread_for(actor, note_id, child_id, guardian_id)
    thread_close(actor=actor, note=seen.note, child=seen.child, guardian=seen.guardian)
    messages.success(request, _("Cet échange est terminé. Écrire à nouveau le rouvre."))
    return redirect("liaison:team_thread", note_id, child_id, guardian_id)


def _number(request: HttpRequest) -> int:
    given = request.GET.get("fil", "1")
    return int(given) if given.isascii() and given.isdigit() and len(given) <= _LONGEST_NUMBER else 1
