"""The pages of the demo only: its three doors, who one can be, what time it is, and the tour."""

from datetime import datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eprimo.devtools.demo.academy.accounts import PASSWORD
from eprimo.devtools.demo.clock import ZONE, ShiftedClock, next_opening
from eprimo.devtools.demo.faces import account_of, face_of, shown_faces
from eprimo.devtools.demo.scenes import SCENES, Scene, choose, shown
from eprimo.devtools.demo.tour import TOUR, Stop, instant_of, of_services, of_the_day, step
from eprimo.foundation.accounts.actions.accounts import position_switch
from eprimo.foundation.accounts.actions.sessions import session_begin
from eprimo.foundation.accounts.models import Account, Session
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.samples import View
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.sign_in_connection import at_the_door
from eprimo.foundation.kernel.views import public
from eprimo.steering.consortium.queries import market_read, own_members

# Forward only: what was signed must stay in the past.
SHIFTS = {
    "heure": ("Avancer d’une heure", timedelta(hours=1)),
    "jour": ("Avancer d’un jour", timedelta(days=1)),
    "semaine": ("Avancer d’une semaine", timedelta(weeks=1)),
}


@public
@require_safe
def doors(request: HttpRequest) -> HttpResponse:
    """Where the demo opens: a day, the group, or whoever one likes."""
    return render(request, "demo/doors.html", {"stops": of_the_day().values(), "steps": len(TOUR)})


@public
@at_the_door
@require_safe
def faces(request: HttpRequest) -> HttpResponse:
    """The list of who one can be, one button each."""
    return render(request, "demo/faces.html", {"groups": shown_faces().items(), "password": PASSWORD})


@public
@at_the_door
@require_POST
def enter(request: HttpRequest, key: str) -> HttpResponse:
    """Sign in as one of the list, without any secret."""
    face = face_of(key)
    account = account_of(face) if face is not None else None
    if account is None:
        raise Http404
    return _begun(account, request)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def clock_page(request: HttpRequest) -> HttpResponse:
    """What time it is in the demo; moving it forward."""
    if request.method == "POST":
        _move(request.POST.get("de", ""))
        messages.success(request, "L’horloge de la démonstration est avancée.")
        return redirect("demo:clock")
    told = {"now": clock.now(), "shifts": SHIFTS, "scenes": SCENES.values(), "scene": shown()}
    return render(request, "demo/clock.html", told)


@public
@require_POST
def go_to(request: HttpRequest, key: str) -> HttpResponse:
    """Another date: the demo starts again there, while a page waits."""
    scene = SCENES.get(key)
    if scene is None:
        raise Http404
    return redirect("demo:faces") if scene == shown() else _move_to(request, scene, reverse("demo:faces"))


def _move_to(request: HttpRequest, scene: Scene, then: str) -> HttpResponse:
    choose(settings.VAR, scene)
    answer = render(request, "demo/moving.html", {"scene": scene, "then": then})
    # By then the page that waits stands on the port, or the new date does.
    answer["Refresh"] = f"5; url={then}"
    return answer


@public
@require_safe
def tour(request: HttpRequest) -> HttpResponse:
    """The life of the group in twelve steps, then what services show."""
    parts = {"group": TOUR.values(), "school": of_services().values()}
    return render(request, "demo/tour.html", {"parts": parts, "scene": shown()})


@public
@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """A day at the Tilleuls, hour by hour, each end of it in a window of its own."""
    told = {
        "stops": of_the_day().values(),
        "now": clock.now(),
        "scene": shown(),
        "other": _other_host(request),
    }
    return render(request, "demo/day.html", told)


@public
@at_the_door
@require_POST
def tour_stop(request: HttpRequest, number: int) -> HttpResponse:
    """Go to the date of a step; once there, enter as its person on its page, at its hour."""
    stop = _stop(number)
    if stop.scene != shown():
        then = reverse("demo:day") if stop.at is not None else reverse("demo:tour")
        return _move_to(request, stop.scene, f"{then}#etape-{number}")
    if stop.at is not None:
        _move_clock(instant_of(stop.at, clock.now()))
    return _enter_as(stop.face, request, then=reverse("demo:tour_page", args=[number]))


@public
@at_the_door
@require_http_methods(["GET", "HEAD", "POST"])
def beside(request: HttpRequest, number: int) -> HttpResponse:
    """The other end of a step, in a window of the other name of this machine, which keeps cookies of its own."""
    stop = _stop(number)
    if stop.beside is None:
        raise Http404
    if request.method == "POST":
        return _enter_as(stop.beside.face, request, then=reverse("demo:beside_page", args=[number]))
    return render(request, "demo/beside.html", {"stop": stop, "face": face_of(stop.beside.face)})


@require_safe
def tour_page(request: HttpRequest, number: int) -> HttpResponse:
    """To the page of a step, as the person who has entered sees it."""
    return redirect(_page_of(_stop(number), request.actor))  # type: ignore[attr-defined]


@require_safe
def beside_page(request: HttpRequest, number: int) -> HttpResponse:
    """The same, of its other end."""
    stop = _stop(number)
    if stop.beside is None:
        raise Http404
    return redirect(_page_of(stop.beside, request.actor))  # type: ignore[attr-defined]


def _stop(number: int) -> Stop:
    stop = step(number)
    if stop is None:
        raise Http404
    return stop


def _enter_as(key: str, request: HttpRequest, *, then: str) -> HttpResponse:
    face = face_of(key)
    account = account_of(face) if face is not None else None
    if account is None:
        raise Http404
    answer = _begun(account, request)
    answer["Location"] = then
    return answer


def _begun(account: Account, request: HttpRequest) -> HttpResponse:
    """As after a factor that was given half an hour ago: what is strong passes, what asks for a fresh one is shown."""
    answer = session_begin(account, request)
    newest = Session.objects.filter(account=account).order_by("-pk")[:1]
    Session.objects.filter(pk__in=newest.values("pk")).update(
        second_factor_at=clock.now() - timedelta(minutes=30)
    )
    return answer


def _page_of(seen: Stop | View, actor: Actor) -> str:
    """The page itself, that of the thing it is about, or that of the member for which the person acts; the home when
    the thing is gone."""
    if seen.about:
        return _page_of_thing(seen, actor)
    try:
        return reverse(seen.page)
    except NoReverseMatch:
        market = market_read(actor)
        own = own_members(actor, market) if market is not None else []
        return reverse(seen.page, args=[own[0].public_id]) if own else reverse("home:home")


def _page_of_thing(seen: Stop | View, actor: Actor) -> str:
    """The wall leaves the things of the person's schools, and the page itself asks who sees. Who works in several
    schools is taken to the one of the thing."""
    things = Resource.objects.filter(title=seen.about, published_at__isnull=False).order_by("school_id")
    found = things.values_list("public_id", "school_id").first()
    if found is None:
        return reverse("home:home")
    public_id, school_id = found
    there = [one for one in actor.positions if one.role == actor.role and one.school_id == school_id]
    if there and actor.school_id != school_id:
        position_switch(actor=actor, position=there[0])
    return reverse(seen.page, args=[public_id])


def _other_host(request: HttpRequest) -> str:
    """The same demo under the other name of this machine: browsers keep cookies by name, so that two people are signed
    in at once."""
    name, _, port = request.get_host().partition(":")
    other = "localhost" if name == "127.0.0.1" else "127.0.0.1"
    return f"{request.scheme}://{other}:{port}" if port else f"{request.scheme}://{other}"


def _move(how_far: str) -> None:
    now = clock.now()
    if how_far == "matin":
        _move_clock(next_opening(now.astimezone(ZONE).replace(hour=21, minute=0)))
    elif how_far in SHIFTS:
        _move_clock(now + SHIFTS[how_far][1])


def _move_clock(then: datetime) -> None:
    source: ShiftedClock = apps.get_app_config("demo").clock  # type: ignore[attr-defined]
    source.set(source.offset + (then - clock.now()))
