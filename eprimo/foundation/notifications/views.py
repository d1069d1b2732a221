"""« Comment être prévenu »: one simple choice, details behind it, a pause; and the way out of an e-mail."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from eprimo.foundation.accounts.queries import own_account
from eprimo.foundation.accounts.views.answers import form_page
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import CameWithASheet, DomainError, NotVisible
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.sign_in_connection import at_the_door
from eprimo.foundation.kernel.views import always_open, public
from eprimo.foundation.notifications.actions.preferences import (
    level_choose,
    pause_begin,
    pause_end,
    preferences_choose,
    rhythm_stop,
)
from eprimo.foundation.notifications.forms import DetailForm, LevelForm, PauseForm
from eprimo.foundation.notifications.policies import may_be_pushed, may_choose
from eprimo.foundation.notifications.preferences import chosen_by, pause_of, told_of
from eprimo.foundation.notifications.queries import own_child, own_children
from eprimo.foundation.notifications.rhythms import Level, open_channels
from eprimo.foundation.transport.mail import configured
from eprimo.foundation.transport.push import configured as pushes
from eprimo.foundation.transport.push import public_key


@always_open
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Answer with the simple choice."""
    actor = _who(request)
    form = LevelForm(request.POST or None, initial={"level": chosen_by(actor).level})
    if request.method == "POST" and form.is_valid():
        level_choose(actor=actor, level=Level(form.cleaned_data["level"]))
        messages.success(request, _("C’est gardé."))
        return redirect("notices:preferences")
    return _page(request, actor, form, PauseForm())


def _page(
    request: HttpRequest,
    actor: Actor,
    form: LevelForm,
    pause_form: PauseForm,
    error: DomainError | None = None,
) -> HttpResponse:
    if error is not None:
        pause_form.add_error(error.field or None, error.sentence)
    wrong = any(one.is_bound and not one.is_valid() for one in (form, pause_form))
    account = own_account(actor)
    context = {
        "form": form, "pause_form": pause_form, "pause": pause_of(actor), "children": own_children(actor),
        "own": form.initial["level"] == Level.OWN, "account": account, "ways": open_channels(),
        # The address is the person's, whom a sheet does not show.
        "mail": configured() and actor.is_whole,
        "told": told_of(actor, account), "push_key": public_key() if pushes() and may_be_pushed(actor) else "",
    }  # fmt: skip
    return render(request, "notifications/preferences.html", context, status=422 if wrong or error else 200)


@always_open
@require_http_methods(["GET", "POST"])
def detail(request: HttpRequest) -> HttpResponse:
    """Each lane by each channel, for all children."""
    return _detail(request, _who(request), None, "")


@always_open
@require_http_methods(["GET", "POST"])
def of_child(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show and keep what was chosen for one child."""
    actor = _who(request)
    child = own_child(own_children(actor), public_id)
    if child is None:
        raise NotVisible
    return _detail(request, actor, child.id, child.called)


def _detail(request: HttpRequest, actor: Actor, child_id: int | None, name: str) -> HttpResponse:
    found = chosen_by(actor)
    chosen = found.general if child_id is None else found.by_child.get(child_id, {})
    form = DetailForm(request.POST or None, actor=actor, chosen=chosen, of_child=child_id is not None)
    if request.method == "GET" or not form.is_valid():
        return form_page(request, "notifications/detail.html", form, name=name)
    preferences_choose(actor=actor, wanted=form.wanted(), child_id=child_id)
    messages.success(request, _("C’est gardé."))
    return redirect("notices:preferences")


@always_open
@require_POST
def pause(request: HttpRequest) -> HttpResponse:
    """Stop everything until a day, or begin again."""
    actor = _who(request)
    if "end" in request.POST:
        pause_end(actor=actor)
        messages.success(request, _("Vos avis repartent."))
        return redirect("notices:preferences")
    form = PauseForm(request.POST)
    level = LevelForm(initial={"level": chosen_by(actor).level})
    if not form.is_valid():
        return _page(request, actor, level, form)
    try:
        pause_begin(actor=actor, until=form.cleaned_data["until"])
    except DomainError as error:
        return _page(request, actor, level, form, error)
    messages.success(request, _("C’est coupé. Tout reste à lire dans e‑primo."))
    return redirect("notices:preferences")


@public
@always_open
@at_the_door
@csrf_exempt
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, key: UUID) -> HttpResponse:
    """Answer with the way out of an e-mail, for its button and for the mail program's own (RFC 8058). It opens nothing,
    and says the same of a message that is not."""
    if request.method == "POST":
        rhythm_stop(key=key, ringing="a-faire" in request.GET)
    return render(request, "notifications/stop.html", {"done": request.method == "POST", "key": key})


def _who(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if actor.partial:
        raise CameWithASheet
    if not may_choose(actor):
        raise NotVisible
    return actor
