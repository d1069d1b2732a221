"""What is left to do, for who acts for members: one page, in order of day."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from eprimo.console.pages import actor_as
from eprimo.foundation.kernel.actor import Role
from eprimo.steering.consortium.policies import current_market
from eprimo.steering.consortium.queries import calendar_of
from eprimo.steering.consortium.todo import left_for

_AHEAD = 4


@require_safe
def todo(request: HttpRequest) -> HttpResponse:
    """What is late, what is left, what is done; then the next days of the market."""
    actor = actor_as(request, Role.MEMBER_REP, Role.MANAGING_BODY)
    market = current_market()
    steps = calendar_of(market) if market is not None else []
    context = {
        "left": left_for(actor),
        "market": market,
        "ahead": [step for step in steps if step.day >= actor.today][:_AHEAD],
    }
    return render(request, "consortium/todo.html", context)
