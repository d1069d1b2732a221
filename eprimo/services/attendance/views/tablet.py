"""« JE SUIS LÀ »: before the roll is called, each child of nursery school touches the own animal on the class's tablet.

Nobody is signed in, and nothing opens. The page is the same whoever touched before: what another child did, or did not,
is told to nobody; the stamp stays for some seconds beside the animal that was touched.
"""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from eprimo.foundation.classroom.device_page import acts_of, device_here, dress_page, ordinary_door
from eprimo.foundation.classroom.models import ClassDevice
from eprimo.foundation.classroom.queries import child_of_class, wall_of
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.device_acts import touch_of, waits_for
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.sign_in_connection import at_the_door
from eprimo.foundation.kernel.throttle import Limit, take
from eprimo.foundation.kernel.views import always_open, public
from eprimo.foundation.presence.actions.self_check_in import (
    TAKEN_BACK_WITHIN,
    asked_on,
    here_touch,
    is_called,
)
from eprimo.ui.addresses import reverse

# More than a class touches in a morning that begins late; one who drums on the tablet is stopped.
_TOUCHES = Limit(burst=120, seconds_each=1)


def page_of(device: ClassDevice) -> str:
    """Return the page that stands before the wall of a device, while it asks; empty: the wall."""
    asked = asked_on(device)
    return "" if asked is None or is_called(device, asked.one) else reverse("attendance:here")


@public
@always_open
@at_the_door
@never_cache
@require_safe
def here(request: HttpRequest) -> HttpResponse:
    """The animals of the class; once its roll was called, a picture says that it is done."""
    if getattr(request, "actor", None) is not None:
        return HttpResponseRedirect("/")
    device = device_here(request)
    if device is None:
        return ordinary_door(request)
    asked = asked_on(device)
    if asked is None:
        return HttpResponseRedirect(reverse("classroom:wall"))
    if is_called(device, asked.one):
        dress_page(request, device)
        return render(request, "attendance/here_done.html", {"class_group": device.class_group})
    return _animals(request, device, asked.until)


def _of_device(request: HttpRequest) -> str:
    device = device_here(request)
    return acts_of(device) if device is not None else ""


@public
@always_open
@at_the_door
@waits_for(_of_device)
@never_cache
@require_POST
def touch(request: HttpRequest) -> HttpResponse:
    """A touch, or a second one that takes it back (`back`). What was touched is in no address."""
    device = device_here(request)
    if device is None:
        return ordinary_door(request)
    take(f"here:{device.pk}", _TOUCHES)
    back = request.POST.get("back", "")
    child = child_of_class(device.class_group, _uuid(back or request.POST.get("child", "")))
    if not here_touch(device=device, child=child, here=not back, touched_at=touch_of(request).at):
        return HttpResponseRedirect(reverse("attendance:here"))
    asked = None if hasattr(request, "touch") else asked_on(device)
    if asked is None:
        # The script stamped it.
        return HttpResponse(status=204)
    return _animals(request, device, asked.until, None if back else child.public_id)


def _animals(
    request: HttpRequest, device: ClassDevice, until: datetime, touched: UUID | None = None
) -> HttpResponse:
    """`until`: when the device stops asking."""
    dress_page(request, device)
    # What is kept without network is of this device.
    request.sender = acts_of(device)  # type: ignore[attr-defined]
    context = {
        "class_group": device.class_group, "children": wall_of(device.class_group), "touched": touched,
        "seconds": int(TAKEN_BACK_WITHIN.total_seconds()),
        # For so long more, whatever hour the tablet believes it is.
        "left": max(0, int((until - clock.now()).total_seconds())),
    }  # fmt: skip
    return render(request, "attendance/here.html", context)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotVisible from error
