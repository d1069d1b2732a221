"""Headers of every answer that the framework has no setting for: what a page may ask of the device, who may embed what
we answer, and where a browser reports what it refused."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

type Handler = Callable[[HttpRequest], HttpResponse]

# Of the reports in `SECURE_CSP` and in the opener policy.
REPORTS = "rapports"
# Those that browsers know, so that none complains of a name. Passkeys and the whole screen stay with our own pages.
_NEVER = (
    "accelerometer", "bluetooth", "camera", "display-capture", "geolocation", "gyroscope", "hid", "magnetometer",
    "microphone", "midi", "payment", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
_OWN = ("fullscreen", "publickey-credentials-create", "publickey-credentials-get")


def permissions(*more: str) -> str:
    """Return what a page may ask of the device, as a header says it. `more`: what no other page may ask."""
    never = (f"{one}=()" for one in _NEVER if one not in more)
    return ", ".join([*never, *(f"{one}=(self)" for one in (*_OWN, *more))])


PERMISSIONS = permissions()


def may_ask(*devices: str) -> Callable[[Any], Any]:
    """Mark a view whose page may ask for these of the device, after a touch: « microphone »."""

    def mark(view: Any) -> Any:
        @wraps(view)
        def asked(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
            response: HttpResponse = view(request, *args, **named)
            response.headers["Permissions-Policy"] = permissions(*devices)
            return response

        return asked

    return mark


class HeadersMiddleware:
    """Stands before all others: files of the program carry them too."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        headers = response.headers
        headers.setdefault("Permissions-Policy", PERMISSIONS)
        # What is made to be shown elsewhere says so itself.
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers["Reporting-Endpoints"] = f'{REPORTS}="{settings.REPORTS_PATH}"'
        opener = headers.get("Cross-Origin-Opener-Policy")
        if opener and "report-to" not in opener:
            headers["Cross-Origin-Opener-Policy"] = f'{opener}; report-to="{REPORTS}"'
        return response
