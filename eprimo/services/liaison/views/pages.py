"""The pages that show a note: to the school's side, to pupils, to guardians for each child."""

from dataclasses import dataclass
from math import ceil
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from eprimo.foundation.content import richtext
from eprimo.foundation.content.particulars import announced
from eprimo.foundation.content.phrasebook.translation import translate_text
from eprimo.foundation.content.things.files import shown_files
from eprimo.foundation.conversations.interpreter import Interpreter, interpreter_for
from eprimo.foundation.files.file_lists import files_on
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import Forbidden, NotVisible
from eprimo.foundation.kernel.requests import actor_of
from eprimo.services.liaison.departure import moment_words
from eprimo.services.liaison.forms.families import AnswerForm, FollowerForm
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.particulars import due_of
from eprimo.services.liaison.pictures import KIND_ICONS
from eprimo.services.liaison.policies import templates
from eprimo.services.liaison.policies.acts import (
    may_archive,
    may_copy,
    may_correct,
    may_name_followers,
    may_print,
    may_withdraw,
)
from eprimo.services.liaison.policies.visibility import follows, sees_as_pupil, sees_as_team
from eprimo.services.liaison.pupils import kind_for, picture_of_note
from eprimo.services.liaison.queries import pages
from eprimo.services.liaison.queries.follow_up import SOON
from eprimo.services.liaison.queries.positions import other_schools
from eprimo.services.liaison.queries.team import to_words_of
from eprimo.services.liaison.siblings import ALONE, SharedAct, shared_act
from eprimo.services.liaison.state import answers_are_late, is_going_on
from eprimo.services.liaison.versions import changes_by_version, facts_by_version, unread_changes
from eprimo.services.liaison.views.threads import family_thread


@dataclass(frozen=True, slots=True)
class UnsentAnswer:
    """An answer that a guardian chose and typed, and that is no longer taken: nothing of it is lost."""

    answers: str = ""
    comment: str = ""


@require_safe
def note(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Show a note by the role in use, else for the first of the guardian's children that it reached."""
    actor = actor_of(request)
    found = pages.note_for(actor, note_id)
    if sees_as_team(actor, found):
        return _team_page(request, found)
    if sees_as_pupil(actor, found):
        html = richtext.to_html(found.body, links=False)  # type: ignore[attr-defined]
        context = {
            "note": found,
            "html": html,
            "event": announced(found, found.resource.title),
            "icon": KIND_ICONS[found.kind],
            "files": shown_files(files_on(found)),
            "kind": kind_for(found),
            "picture": picture_of_note(found).name,
        }
        return render(request, "liaison/pupil_note.html", context)
    return redirect("liaison:child", note_id=note_id, child_id=pages.first_child(actor, found))


def _team_page(request: HttpRequest, found: Note) -> HttpResponse:
    actor = actor_of(request)
    if not found.is_sent:
        return redirect("liaison:edit", note_id=found.resource.public_id)
    names_people = may_name_followers(actor, found) and pages.is_to_named_children(found)
    context = _text(found) | {
        "versions": pages.versions_for(actor, found),
        "changes": changes_by_version(found),
        "departure": _departure(found),
        "to": to_words_of(found),
        "behind": _is_behind(found),
        "may": _abilities(actor, found),
        "elsewhere": other_schools(actor) if may_copy(actor, found) else {},
        "copy_key": uuid4(),
        "followers": pages.followers_of(found) if pages.has_followers(found) else [],
        "follower_form": FollowerForm(pages.possible_followers(found, actor)) if names_people else None,
    }
    return render(request, "liaison/note.html", context)


def _is_behind(found: Note) -> bool:
    """Return whether a note is of a year that is over, and of nobody who is asked for it now; nothing is looked up
    in the year that runs."""
    running = found.school.running_year_id
    return running is not None and found.partition < running and not is_going_on(found, clock.now())


def _departure(found: Note) -> dict[str, Any]:
    """Return whether a note waits for its hour; until then, in how many seconds it leaves, when that is soon."""
    assert found.resource.visible_from is not None  # noqa: S101 - a draft has its own page
    now = clock.now()
    wait = (found.resource.visible_from - now).total_seconds()
    return {
        "waits": found.delivered_at is None and wait > 0,
        "seconds": ceil(wait) if 0 < wait <= SOON else 0,
        "when": moment_words(found.resource.visible_from, now, found.school.time_zone),
    }


def _abilities(actor: Actor, found: Note) -> dict[str, bool]:
    return {
        "follow": follows(actor, found),
        "correct": found.archived_at is None and may_correct(actor, found),
        "withdraw": may_withdraw(actor, found) and not found.is_withdrawn,
        "archive": found.is_running and may_archive(actor, found),
        "take_out": found.archived_at is not None and may_archive(actor, found),
        "copy": may_copy(actor, found),
        "print": may_print(actor, found),
        "keep_own": templates.may_keep_template(actor, found, for_school=False),
        "keep_school": templates.may_keep_template(actor, found, for_school=True),
        "name": may_name_followers(actor, found),
    }


def _text(found: Note, *, hides_place: bool = False, acts: bool = True) -> dict[str, Any]:
    """Return what a page shows of the text. `acts`: for somebody who is to sign or to answer, or who follows those
    who are."""
    html = richtext.to_html(found.body)  # type: ignore[attr-defined]
    return {
        "note": found,
        "html": html,
        "twin": translate_text(found.body, found.resource.title),  # type: ignore[attr-defined]
        "icon": KIND_ICONS[found.kind],
        "files": shown_files(files_on(found), hides_place=hides_place),
        "event": announced(
            found, found.resource.title, hides_place=hides_place, due=due_of(found) if acts else ""
        ),
    }


@require_safe
def child(request: HttpRequest, note_id: UUID, child_id: UUID) -> HttpResponse:
    """Show the note as the guardian reads it for one child."""
    return child_page(request, pages.family_page(actor_of(request), note_id, child_id))


def child_page(
    request: HttpRequest,
    page: pages.FamilyPage,
    form: AnswerForm | None = None,
    *,
    status: int = 200,
    unsent: UnsentAnswer | None = None,
) -> HttpResponse:
    """Return the page of a note for one child, with what was typed when the form comes back."""
    if page.note.is_withdrawn:
        return render(request, "liaison/withdrawn.html", {"line": page.line, "note": page.note})
    if form is None and page.may_answer and page.note.kind == "answer":
        form = AnswerForm(page.note, initial=AnswerForm.initial_of(page.line.owed))
    context = _text(page.note, hides_place=page.line.hides_place, acts=page.line.to_do) | {
        "page": page,
        "line": page.line,
        "form": form,
        "over": answers_are_late(page.note),
        "own_name": actor_of(request).display_name,
        "versions": pages.older_versions(page),
        "news": unread_changes(page.line),
        "together": ALONE if request.GET.get("seul") else _together(request, page),
        "unsent": unsent,
        **family_thread(request, page, words=unsent.comment if unsent else ""),
    }
    context["interpreter"] = _interpreter(page, context)
    return render(request, "liaison/child_note.html", context, status=status)


def _interpreter(page: pages.FamilyPage, context: dict[str, Any]) -> Interpreter | None:
    """Return the interpreter for what is written about this child alone, and that the phrasebook does not know."""
    recipient = page.line.recipient
    alone = recipient is not None and recipient.by_name and page.note.service_id is None
    writes = bool(alone and not context["twin"] and context["thread_writes"])
    return interpreter_for(context["thread_url"], context["thread"], writes=writes)


def _together(request: HttpRequest, page: pages.FamilyPage) -> SharedAct:
    return shared_act(actor_of(request), page.line, page.siblings)


@require_safe
def version(request: HttpRequest, note_id: UUID, number: str) -> HttpResponse:
    """Show what the note said before a correction. `number` counts the versions of this note."""
    actor = actor_of(request)
    found = pages.note_for(actor, note_id)
    one = next((v for v in pages.versions_for(actor, found) if str(v.number) == number), None)
    if one is None:
        raise NotVisible
    hidden = not sees_as_team(actor, found) and pages.hides_place(actor, found)
    context = {"note": found, "version": one, "html": richtext.to_html(one.body)} | _edition(
        found, one.number, hides_place=hidden
    )
    return render(request, "liaison/version.html", context)


def _edition(found: Note, number: int, *, hides_place: bool) -> dict[str, Any]:
    """Return what that version announced and asked, and what it changed in the one before it."""
    said = facts_by_version(found).get(number)
    return {
        "event": announced(said or found, hides_place=hides_place),
        "said": {
            "asked": said.questions if said else found.asked,
            "answer_by": (said or found).answer_by,
        },
        "changes": changes_by_version(found, hides_place=hides_place).get(number, []),
    }


@require_safe
def as_family(request: HttpRequest, note_id: UUID, child_id: UUID, guardian_id: UUID) -> HttpResponse:
    """Show this note only, as that guardian reads it, without any button (« Voir comme cette famille »)."""
    actor = actor_of(request)
    found = pages.note_for(actor, note_id)
    link = pages.family_link(actor, found, child_id, guardian_id)
    if link is None:
        # 403 for a child whom the actor sees with this note, 404 for any other.
        pages.child_note_for(actor, note_id, child_id)
        raise Forbidden("Vous ne pouvez pas voir ce mot comme cette famille.")
    page = pages.as_family_page(link.adult, found, child_id)
    context = _text(page.note, hides_place=page.line.hides_place, acts=page.line.to_do) | {
        "page": page,
        "line": page.line,
        "guardian": link.adult,
        "news": unread_changes(page.line),
    }
    return render(request, "liaison/as_family.html", context)
