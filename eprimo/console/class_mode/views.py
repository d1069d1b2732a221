"""Class mode, on the screens of who runs the class: devices, pictures, badges, what the door asks."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.pages import actor_as
from eprimo.foundation.accounts.actions.sessions import session_leave
from eprimo.foundation.accounts.addresses import device_words
from eprimo.foundation.classroom.actions.badges import badges_make, pictures_printed
from eprimo.foundation.classroom.actions.devices import (
    TooManyDevices,
    device_pair,
    device_remove,
    devices_remove_all,
    door_change,
)
from eprimo.foundation.classroom.actions.pictures import (
    class_unlock,
    pictures_ensure,
    pictures_renew,
    pictures_show,
    pictures_unlock,
)
from eprimo.foundation.classroom.cookies import device_key, set_device_cookie
from eprimo.foundation.classroom.enums import Secret
from eprimo.foundation.classroom.pictures import Picture
from eprimo.foundation.classroom.queries import (
    class_run,
    devices_of,
    may_say_here,
    members_of,
    pupil_run,
    pupils_of,
    says_here,
    secret_of,
)
from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.printing.badges import badges_pdf


def _run(request: HttpRequest, public_id: UUID) -> tuple[Actor, ClassGroup]:
    """The actor and an open class that the actor runs; for everybody else these pages do not exist."""
    actor = actor_as(request, Role.TEACHER, *HEADS)
    return actor, class_run(actor, public_id)


@require_safe
def class_(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the door of a class asks, its devices, and what each child enters with."""
    actor, group = _run(request, public_id)
    return _page(request, actor, group, {})


@sensitive_variables("shown")
def _page(
    request: HttpRequest, actor: Actor, group: ClassGroup, shown: dict[int, list[Picture]]
) -> HttpResponse:
    rows = pupils_of(group, actor.now)
    context = {
        "class_group": group,
        "asks": secret_of(group),
        "secrets": Secret,
        "may_say": may_say_here(group),
        "says": says_here(group),
        "devices": devices_of(group, actor.now),
        "here": device_key(request) != "",
        "pupils": [{"keys": row, "pictures": shown.get(row.person.pk, ())} for row in rows],
        "stuck": sum(row.blocked for row in rows),
        "guessed": [row.person for row in rows if row.guessed],
        "without": sum(row.pictures is None for row in rows),
        "shown": bool(shown),
        "heads": actor.heads,
    }
    return render(request, "class_mode/class.html", context)


@require_POST
def pair(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """This browser becomes a device of the class; the adult is signed out of it, and nothing of theirs stays."""
    actor, group = _run(request, public_id)
    try:
        device, key = device_pair(
            actor=actor, class_group=group, label=device_words(request), former_key=device_key(request)
        )
    except TooManyDevices as error:
        messages.error(request, error.sentence)
        return _back(group)
    response = HttpResponseRedirect(reverse("classroom:wall"))
    session_leave(request, response)
    set_device_cookie(response, key, device)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@require_POST
def change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Three pictures, or nothing; and whether the tablet asks in the morning who is there."""
    actor, group = _run(request, public_id)
    asked = request.POST.get("secret", "")
    if asked not in Secret.values:
        raise NotVisible
    says = "says_here" in request.POST
    door_change(actor=actor, class_group=group, secret=Secret(asked), says_here=says)
    messages.success(request, "C’est gardé.")
    return _back(group)


@require_POST
def remove(request: HttpRequest, public_id: UUID, device_id: UUID) -> HttpResponse:
    """Take one device back."""
    actor, group = _run(request, public_id)
    device_remove(actor=actor, class_group=group, device_id=device_id)
    messages.success(request, "Cet appareil ne montre plus la classe.")
    return _back(group)


@require_POST
def remove_all(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take all of them back."""
    actor, group = _run(request, public_id)
    devices_remove_all(actor=actor, class_group=group)
    messages.success(request, "Aucun appareil ne montre plus la classe.")
    return _back(group)


@require_POST
def show(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The same page with the pictures; a POST, since looking is written in the trail."""
    actor, group = _run(request, public_id)
    return _page(request, actor, group, pictures_show(actor=actor, class_group=group))


@require_POST
def ensure(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Pictures for those who have none."""
    actor, group = _run(request, public_id)
    if pictures_ensure(actor=actor, class_group=group):
        messages.success(request, "Chaque élève a maintenant ses trois images.")
    else:
        messages.info(request, "Chaque élève avait déjà ses trois images.")
    return _back(group)


@require_POST
def renew(request: HttpRequest, public_id: UUID, pupil_id: UUID) -> HttpResponse:
    """Three new pictures for one child, shown at once."""
    actor, group = _run(request, public_id)
    pupil = pupil_run(actor, group, pupil_id)
    pictures_renew(actor=actor, class_group=group, pupil=pupil)
    shown = pictures_show(actor=actor, class_group=group, pupil=pupil)
    return _page(request, actor, group, shown)


@require_POST
def unlock(request: HttpRequest, public_id: UUID, pupil_id: UUID) -> HttpResponse:
    """Let a child try again."""
    actor, group = _run(request, public_id)
    pupil = pupil_run(actor, group, pupil_id)
    pictures_unlock(actor=actor, class_group=group, pupil=pupil)
    messages.success(request, f"{pupil.full_name} peut essayer de nouveau, avec les mêmes images.")
    return _back(group)


@require_POST
def unlock_all(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """No device waits any more, for any child of the class."""
    actor, group = _run(request, public_id)
    class_unlock(actor=actor, class_group=group)
    messages.success(request, "Toute la classe peut essayer de nouveau, avec les mêmes images.")
    return _back(group)


@require_POST
def print_pictures(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The teacher's sheet of pictures of the class."""
    actor, group = _run(request, public_id)
    pupils = members_of(group, actor.now)
    printed = pictures_printed(actor=actor, class_group=group, pupils=pupils)
    if not printed:
        messages.warning(request, "Donnez d’abord des images à vos élèves.")
        return _back(group)
    return _pdf(badges_pdf([], printed), f"images-{group.label}")


@require_POST
@sensitive_variables("cards")
def print_badges(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """New badges of those who were ticked, or of one; the sheet of pictures after them when it is asked."""
    actor, group = _run(request, public_id)
    chosen = _uuids(request.POST.getlist("pupil"))
    if not chosen:
        messages.warning(request, "Cochez d’abord au moins un élève.")
        return _back(group)
    pupils = members_of(group, actor.now, chosen)
    cards = badges_make(actor=actor, class_group=group, pupils=pupils)
    printed = (
        pictures_printed(actor=actor, class_group=group, pupils=pupils)
        if "with_pictures" in request.POST
        else []
    )
    return _pdf(badges_pdf(cards, printed), f"badges-{group.label}")


def _pdf(content: bytes, name: str) -> HttpResponse:
    # Letters, digits and hyphens only: the name of a class must not write headers.
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{slugify(name)[:60] or "classe"}.pdf"',
            "Cache-Control": "no-store, private",
        },
    )


def _uuids(texts: Sequence[str]) -> list[UUID]:
    try:
        return [UUID(text) for text in texts]
    except ValueError as error:
        raise NotVisible from error


def _back(group: ClassGroup) -> HttpResponse:
    return redirect("class_mode:class", group.public_id)
