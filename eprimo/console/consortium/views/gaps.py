"""The points that the convention's text leaves open: read by all who read the calendar, decided by the coordinator."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from eprimo.console.consortium.gap_forms import GapForm
from eprimo.console.pages import actor_as, form_page, tried
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.steering.consortium.actions.gaps import gap_decide
from eprimo.steering.consortium.gaps import BY_KEY, points_of
from eprimo.steering.consortium.policies import READERS, can_keep_market, current_market


@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    """The ten points, with what was decided of each."""
    actor = actor_as(request, *READERS)
    market = current_market()
    context = {
        "market": market,
        "points": points_of(market) if market is not None else [],
        "keeps": can_keep_market(actor),
    }
    return render(request, "consortium/gaps.html", context)


def decide(request: HttpRequest, key: str) -> HttpResponse:
    """How the market reads a point from now on."""
    actor = actor_as(request, *READERS)
    market, gap = current_market(), BY_KEY.get(key)
    if market is None or gap is None or not can_keep_market(actor):
        raise NotVisible
    form = GapForm(request.POST or None, gap=gap, market=market, today=clock.today(actor.time_zone))
    if request.method == "POST" and tried(
        form, lambda: gap_decide(actor=actor, market=market, gap=gap, **form.said())
    ):
        messages.success(
            request, "La décision est notée\N{NO-BREAK SPACE}: elle vaut à partir de maintenant."
        )
        return redirect("consortium:gaps")
    return form_page(
        request, form, title=f"{gap.number}. {gap.title}", submit="Noter cette décision",
        back=reverse("consortium:gaps"), intro=gap.says,
    )  # fmt: skip
