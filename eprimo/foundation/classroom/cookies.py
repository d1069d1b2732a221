"""The cookie of a device that was lent to a class."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from eprimo.foundation.classroom.models import ClassDevice
from eprimo.foundation.kernel import clock


def device_key(request: HttpRequest) -> str:
    return request.COOKIES.get(settings.CLASS_COOKIE_NAME, "")


def set_device_cookie(response: HttpResponse, key: str, device: ClassDevice) -> None:
    response.set_cookie(
        settings.CLASS_COOKIE_NAME,
        key,
        # Relative: the demo's clock is not the browser's.
        max_age=int((device.expires_at - clock.now()).total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def drop_device_cookie(response: HttpResponse) -> None:
    response.delete_cookie(settings.CLASS_COOKIE_NAME, path="/", samesite="Lax")
