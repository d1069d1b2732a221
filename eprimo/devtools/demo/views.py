"""The pages of the demo only: who one can be, what time it is, and the tour of the group."""

from datetime import timedelta

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
from eprimo.devtools.demo.tour import TOUR, Stop, of_services, step
from eprimo.foundation.access.actors import for_person
from eprimo.foundation.accounts.actions.sessions import session_begin
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.door import at_the_door
from eprimo.foundation.kernel.views import public
from eprimo.steering.consortium.queries import market_read, own_members

# Forward only: what was signed must stay in the past.
SHIFTS = {
    "heure": ("Avancer d’une heure", timedelta(hours=1)),
    "jour": ("Avancer d’un jour", timedelta(days=1)),
    "semaine": ("Avancer d’une semaine", timedelta(weeks=1)),
}


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
    return session_begin(account, request)


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
    """The life of the group in ten steps, then what services show."""
    parts = {"group": TOUR.values(), "school": of_services().values()}
    return render(request, "demo/tour.html", {"parts": parts, "scene": shown()})


@public
@at_the_door
@require_POST
def tour_stop(request: HttpRequest, number: int) -> HttpResponse:
    """Go to the date of a step; once there, enter as its person on its page."""
    stop = step(number)
    if stop is None:
        raise Http404
    if stop.scene != shown():
        return _move_to(request, stop.scene, f"{reverse('demo:tour')}#etape-{number}")
    face = face_of(stop.face)
    account = account_of(face) if face is not None else None
    if account is None:
        raise Http404
    answer = session_begin(account, request)
    answer["Location"] = _page_of(stop, for_person(account.person_id))
    return answer


def _page_of(stop: Stop, actor: Actor) -> str:
    """The page itself, or that of the member for which the person acts."""
    try:
        return reverse(stop.page)
    except NoReverseMatch:
        market = market_read(actor)
        own = own_members(actor, market) if market is not None else []
        return reverse(stop.page, args=[own[0].public_id]) if own else reverse("home:home")


def _move(how_far: str) -> None:
    source: ShiftedClock = apps.get_app_config("demo").clock  # type: ignore[attr-defined]
    if how_far == "matin":
        evening = clock.now().astimezone(ZONE).replace(hour=21, minute=0)
        source.set(source.offset + (next_opening(evening) - clock.now()))
    elif how_far in SHIFTS:
        source.set(source.offset + SHIFTS[how_far][1])
