"""What is left to do, for who acts for members, who coordinates and the contractor: one page, in order of day."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from eprimo.console.pages import actor_as
from eprimo.foundation.kernel.actor import Role
from eprimo.steering.consortium.policies import READERS, can_remind, current_market
from eprimo.steering.consortium.queries import calendar_of
from eprimo.steering.consortium.todo import ACTING, left_for

_AHEAD = 4


@require_safe
def todo(request: HttpRequest) -> HttpResponse:
    """What is late, what is left, what is done; then the next days of the market."""
    actor = actor_as(request, Role.MEMBER_REP, Role.MANAGING_BODY, Role.COORDINATOR, Role.CONTRACTOR)
    market = current_market()
    # The contractor reads the list of members, not the calendar.
    steps = calendar_of(market) if market is not None and actor.role in READERS else []
    context = {
        "left": left_for(actor),
        "market": market,
        "acting": actor.role in ACTING,
        "reminds": can_remind(actor),
        "ahead": [step for step in steps if step.day >= actor.today][:_AHEAD],
    }
    return render(request, "consortium/todo.html", context)
