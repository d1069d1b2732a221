"""Acts that a device kept while the network was away, and sends once it is back (docs/decisions/0071).

Such a request carries one header: the key of the act, the hour of the touch by the clock of the device, how long it
waited there, and the mark of the person and of the role that did it. An act never depends on the header to be allowed.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, JsonResponse

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.device_mark import act_mark
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.requests import actor_of

HEADER = "X-Eprimo-Act"
_PARTS = 4
# What waited longer than that by the device's own clock: that clock was set meanwhile.
_LONGEST = timedelta(days=30)
# Clocks differ by so much everywhere.
_TOLERANCE = timedelta(minutes=2)

type View = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Touch:
    """An act as it was done: its key, and its hours.

    `at` is the hour of the touch by the clock of the server: the arrival less the time that it waited, which holds
    whatever hour the device believes it is. `shift` is what is added to an hour that the device told of the same act.
    """

    key: UUID
    at: datetime
    # None: it was not kept on a device.
    device_at: datetime | None = None

    @property
    def shift(self) -> timedelta:
        return self.at - self.device_at if self.device_at is not None else timedelta()

    def drawn_at(self, drawn: datetime, latest: datetime) -> "Touch":
        """Return the touch as that of a form that this server drew at `drawn`: nobody touches a form before it is
        there.

        When it says so, the clock of the device was set while the act waited, and the hour is not known: it is `latest`
        then, or the arrival when that came first.
        """
        if self.at >= drawn:
            return self
        return replace(self, at=min(clock.now(), max(drawn, latest)))

    @property
    def clock_was_wrong(self) -> bool:
        return abs(self.shift) > _TOLERANCE


# Sent so soon after the touch, it did not wait.
_AT_ONCE = timedelta(minutes=1)


class Malformed(DomainError):
    code = "act-malformed"
    sentence = "Cet envoi est incomplet. Ouvrez la page et recommencez."
    status = 400


def touch_of(request: HttpRequest) -> Touch:
    """Return when what is posted was done. An act that came at once has a new key, and the hour it is."""
    found: Touch | None = getattr(request, "touch", None)
    return found if found is not None else Touch(uuid7(), clock.now())


def _of_person(request: HttpRequest) -> str:
    return act_mark(actor_of(request))


def may_wait[V: View](view: V) -> V:
    """A form of this view may be kept on the device (`data-ep-queue`). What a device sends later is answered for a
    script: where one would be led after the act, else the refusal's sentence; it is done for the person and role that
    did it alone. Its action is given `touch_of(request)` and is done once for each key."""
    sent: V = waits_for(_of_person)(view)
    return sent


def _of_whole_person(request: HttpRequest) -> str:
    """The mark that was told, when it is of this person in whatever role."""
    told, own = request.headers.get(HEADER, "").rpartition(" ")[2], act_mark(actor_of(request))
    return told if told.partition(".")[0] == own.partition(".")[0] else own


def may_wait_in_any_role[V: View](view: V) -> V:
    """Mark a view whose act may wait on a device as one of the whole session, whatever the role: signing out."""
    sent: V = waits_for(_of_whole_person)(view)
    return sent


def waits_for(owner_of: Callable[[HttpRequest], str]) -> Callable[[View], Any]:
    """Mark a view whose act may wait on a device for somebody else than a person. `owner_of` gives the mark of the
    request; empty: nobody is there whose act it could be, and it stays where it is."""

    def marked(view: View) -> View:
        @wraps(view)
        def sent(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            told = request.headers.get(HEADER)
            if told is None:
                return view(request, *args, **kwargs)  # type: ignore[no-any-return]
            touch, owner = _read(told)
            if owner != owner_of(request):
                # Kept until that person is back in that role.
                return JsonResponse({}, status=HTTPStatus.PRECONDITION_FAILED)
            request.touch = touch  # type: ignore[attr-defined]
            answer = view(request, *args, **kwargs)
            # What is sent as it is done goes the way of every form, and its page says what is wrong.
            kept = clock.now() - touch.at > _AT_ONCE
            return _told(answer, getattr(request, "refusal", "") if kept else "")

        sent.waits = True  # type: ignore[attr-defined]
        return sent

    return marked


def refusal_say(request: HttpRequest, form: BaseForm) -> None:
    """Tell the device what a form finds wrong (the first sentence), since it shows no page of it."""
    sentences = next(iter(form.errors.values()), None)
    if sentences:
        request.refusal = str(sentences[0])  # type: ignore[attr-defined]


def _told(answer: HttpResponse, refusal: str) -> HttpResponse:
    if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        # No act was sent: the address says what it takes.
        return answer
    if HTTPStatus.MULTIPLE_CHOICES <= answer.status_code < HTTPStatus.BAD_REQUEST:
        return JsonResponse({"to": answer["Location"]})
    if answer.status_code < HTTPStatus.MULTIPLE_CHOICES:
        return JsonResponse({"to": ""})
    return JsonResponse({"sentence": refusal}, status=answer.status_code)


def _read(told: str) -> tuple[Touch, str]:
    """The act and whose it is. Raises Malformed."""
    parts = told.split(" ")
    if len(parts) != _PARTS or not all(part.isascii() and part.isdecimal() for part in parts[1:3]):
        raise Malformed
    try:
        key = UUID(parts[0])
        device_at = datetime.fromtimestamp(int(parts[1]) / 1000, UTC)
        waited = timedelta(milliseconds=int(parts[2]))
    except (ValueError, OverflowError, OSError):
        raise Malformed from None
    now = clock.now()
    return Touch(key, now - waited if waited <= _LONGEST else now, device_at), parts[3]
