"""What pages on a device of a class have in common, before anybody is signed in there."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from eprimo.foundation.classroom.cookies import device_key, drop_device_cookie
from eprimo.foundation.classroom.models import ClassDevice
from eprimo.foundation.classroom.queries import device_of_key, skin_of
from eprimo.foundation.kernel.device_mark import mark_of_thing


def device_here(request: HttpRequest) -> ClassDevice | None:
    """Return the device of a class that this browser is; None: it is none, or is none any more. Looked for once a
    request."""
    if not hasattr(request, "class_device"):
        request.class_device = device_of_key(device_key(request))  # type: ignore[attr-defined]
    found: ClassDevice | None = request.class_device  # type: ignore[attr-defined]
    return found


def acts_of(device: ClassDevice) -> str:
    """The mark of what was done on a device of a class before anybody signed in: it leaves from that device alone."""
    return mark_of_thing("class-device", device.key_hash)


def dress_page(request: HttpRequest, device: ClassDevice | None) -> None:
    """Give the page the look of the class before anybody is signed in; without a device, that of the little ones."""
    request.skin = skin_of(device.class_group) if device else "petits"  # type: ignore[attr-defined]


def ordinary_door(request: HttpRequest) -> HttpResponse:
    """Lead a browser that is no device of a class to sign in; a cookie of one that is over goes."""
    response = HttpResponseRedirect(reverse("accounts:sign_in"))
    if device_key(request):
        drop_device_cookie(response)
    return response
