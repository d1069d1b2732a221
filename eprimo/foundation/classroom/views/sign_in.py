"""The door of those who cannot read yet: the wall of the class, three pictures, a badge. No text is needed.

What a child touched travels in a sealed field of the page, one POST a touch: nothing of it is ever in an address.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eprimo.foundation.accounts.addresses import client_address
from eprimo.foundation.classroom.actions.entry import (
    IDLE,
    AskTeacher,
    BadgeRefused,
    DeviceWaits,
    PicturesWrong,
    badge_read,
    child_enter,
    pictures_check,
    waits_until,
)
from eprimo.foundation.classroom.cookies import device_key
from eprimo.foundation.classroom.device_page import dress_page, ordinary_door
from eprimo.foundation.classroom.enums import Secret
from eprimo.foundation.classroom.forms import BadgeForm
from eprimo.foundation.classroom.models import Badge, ClassDevice
from eprimo.foundation.classroom.pages_before_wall import page_before_wall
from eprimo.foundation.classroom.pictures import BY_KEY, COUNT, grid_of
from eprimo.foundation.classroom.queries import (
    badge_by_hash,
    called_on_wall,
    child_by_id,
    child_of_class,
    device_of_key,
    secret_of,
    wall_of,
)
from eprimo.foundation.classroom.sign_in_steps import Picking, sealed, unsealed
from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.foundation.kernel.sign_in_connection import at_the_door
from eprimo.foundation.kernel.views import public

# What a place may say that it is.
_PLACES = frozenset(map(str, range(COUNT)))


@public
@at_the_door
@never_cache
@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """First names and animals of one class, on its own devices; elsewhere, the ordinary door."""
    if getattr(request, "actor", None) is not None:
        return HttpResponseRedirect("/")
    device = device_of_key(device_key(request))
    if device is None:
        return ordinary_door(request)
    if before := page_before_wall(device):
        return HttpResponseRedirect(before)
    dress_page(request, device)
    context = {"class_group": device.class_group, "children": wall_of(device.class_group)}
    return render(request, "classroom/wall.html", context)


@public
@at_the_door
@never_cache
@require_POST
def who(request: HttpRequest) -> HttpResponse:
    """A child touched the own name: the pictures, or straight in when the class asks for nothing."""
    device = device_of_key(device_key(request))
    if device is None:
        return ordinary_door(request)
    child = child_of_class(device.class_group, _uuid(request.POST.get("child", "")))
    if secret_of(device.class_group) == Secret.NOTHING:
        return child_enter(request=request, child=child, device=device, by="wall")
    return _grid(request, Picking(child.pk, device.pk), child, device)


@public
@at_the_door
@never_cache
@sensitive_post_parameters()
@require_POST
def pictures(request: HttpRequest) -> HttpResponse:
    """Answer with one touch, or the three that a script kept; a place that is touched gives its picture back. The round
    key alone sends what was chosen: it opens, or is counted."""
    picking = unsealed(request.POST.get("state", ""))
    device = device_of_key(device_key(request))
    if picking is None or (device.pk if device else 0) != picking.device_id:
        return ordinary_door(request) if device is None else HttpResponseRedirect(reverse("classroom:wall"))
    child = _child_of(picking, device)
    picking = picking.touched_all(request.POST.getlist("picture"))
    if (place := request.POST.get("take", "")) in _PLACES:
        picking = picking.taken_back(int(place))
    if "sent" not in request.POST or not picking.complete:
        return _grid(request, picking, child, device)
    try:
        pictures_check(picking)
    except PicturesWrong as error:
        return _grid(request, picking.again(), child, device, wrong=error)
    except DeviceWaits as error:
        return _ask(request, child, device, error)
    except AskTeacher:
        return _ask(request, child, device)
    return child_enter(
        request=request, child=child, device=device, by="badge" if picking.badge else "pictures"
    )


@public
@at_the_door
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def badge(request: HttpRequest) -> HttpResponse:
    """The square of a badge leads here, with its secret after the « # »: a script reads it and posts it.

    On a device of the child's class it opens; elsewhere it asks the three pictures too.
    """
    device = device_of_key(device_key(request))
    if device is not None:
        dress_page(request, device)
    if request.method == "GET":
        return _badge_page(request, BadgeForm())
    form = BadgeForm(request.POST)
    if not form.is_valid():
        return _badge_page(request, form)
    try:
        shown = badge_read(code=form.cleaned_data["code"], address=client_address(request))
    except DomainError as error:
        form.add_error("code", error.sentence)
        return _badge_page(request, form, error)
    return _shown(request, shown, device)


def _shown(request: HttpRequest, shown: Badge, device: ClassDevice | None) -> HttpResponse:
    if device is not None:
        try:
            child = child_of_class(device.class_group, shown.person.public_id)
        except NotVisible:
            # A badge of another class: its child borrows the device, and shows the pictures as anywhere else.
            pass
        else:
            return child_enter(request=request, child=child, device=device, by="badge")
    picking = Picking(shown.person_id, device.pk if device else 0, shown.hash)
    return _grid(request, picking, shown.person, device)


def _child_of(picking: Picking, device: ClassDevice | None) -> Person:
    """Who is being said, if still allowed: of the device's class, or whose badge still holds. Raises NotVisible."""
    if picking.badge:
        shown = badge_by_hash(picking.badge)
        if shown is None:
            raise NotVisible
        return shown.person
    if device is None:
        raise NotVisible
    return child_by_id(device.class_group, picking.person_id)


def _grid(
    request: HttpRequest,
    picking: Picking,
    child: Person,
    device: ClassDevice | None,
    wrong: PicturesWrong | None = None,
) -> HttpResponse:
    row = getattr(child, "picture_password", None)
    if row is None:
        return _ask(request, child, device)
    if not picking.badge and (until := waits_until(device, child.pk)) is not None:
        return _ask(request, child, device, DeviceWaits(until))
    dress_page(request, device)
    _leaves(request, device)
    context = {
        "child": child,
        "called": _called(device, child),
        "state": sealed(picking),
        "grid": grid_of(child.public_id),
        "picked": [BY_KEY[key] for key in picking.picked],
        "empty": range(len(picking.picked), COUNT),
        "complete": picking.complete,
        "wrong": wrong is not None,
        "used": range(wrong.tries) if wrong else (),
        "back": reverse("classroom:wall" if device else "accounts:sign_in_pupil"),
    }
    return render(request, "classroom/pictures.html", context, status=wrong.status if wrong else 200)


def _ask(
    request: HttpRequest, child: Person, device: ClassDevice | None, waits: DeviceWaits | None = None
) -> HttpResponse:
    """A grown-up helps. `waits`: this device asks this child again later, and another one does now."""
    dress_page(request, device)
    _leaves(request, device)
    back = reverse("classroom:wall" if device else "accounts:sign_in_pupil")
    context = {"child": child, "called": _called(device, child), "back": back, "waits": waits is not None}
    response = render(
        request, "classroom/ask.html", context, status=waits.status if waits else AskTeacher.status
    )
    if waits is not None:
        response["Retry-After"] = str(max(1, int((waits.until - clock.now()).total_seconds())))
    return response


def _leaves(request: HttpRequest, device: ClassDevice | None) -> None:
    """A page of one child that nobody touches is the wall again, so that the next one finds the own name."""
    if device is not None:
        request.idle_seconds = int(IDLE.total_seconds()) + 1  # type: ignore[attr-defined]


def _called(device: ClassDevice | None, child: Person) -> str:
    """The name that was touched on the wall of the device; elsewhere there is one child only."""
    return called_on_wall(device.class_group, child) if device else child.first_name


def _badge_page(request: HttpRequest, form: BadgeForm, error: DomainError | None = None) -> HttpResponse:
    # Somebody signed in here presses the button: an address that was sent to them must not change who they are.
    context = {
        "form": form,
        "at_once": getattr(request, "actor", None) is None,
        "refused": isinstance(error, BadgeRefused),
    }
    status = error.status if error else 422 if form.errors else 200
    response = render(request, "classroom/badge.html", context, status=status)
    if error is not None and error.status == 429:  # noqa: PLR2004 - too many tries
        response["Retry-After"] = str(getattr(error, "retry_after", 30))
    return response


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotVisible from error
