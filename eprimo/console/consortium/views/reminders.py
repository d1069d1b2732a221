"""Reminding many members at once: by what their files lack, looked at before anything leaves."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from eprimo.console.consortium.views.common import reader_of, running_market
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.steering.consortium.actions import files_remind
from eprimo.steering.consortium.enums import Lack
from eprimo.steering.consortium.lacking import round_of, subject_of, text_of
from eprimo.steering.consortium.policies import can_remind_files
from eprimo.ui.plurals import counted

_SHOWN = 60


def remind(request: HttpRequest) -> HttpResponse:
    """Who, how many, in which words; then, once more asked, it leaves."""
    actor = reader_of(request)
    if not can_remind_files(actor):
        raise NotVisible
    market = running_market(actor)
    asked = request.POST if request.method == "POST" else request.GET
    wanted = asked.get("manque", Lack.INCOMPLETE.value)
    if wanted not in Lack.values:
        raise NotVisible
    lack = Lack(wanted)
    if request.method == "POST":
        sent = files_remind(actor=actor, market=market, lack=lack)
        words = (
            f"{counted(sent, 'membre')} relancé{'s' if sent > 1 else ''}."
            if sent
            else "Personne n’était à relancer."
        )
        messages.success(request, words)
        return redirect(f"{reverse('consortium:remind')}?manque={lack.value}")
    found = round_of(market, lack)
    context = {
        "lack": lack,
        "lacks": Lack.choices,
        "round": found,
        "shown": found.to[:_SHOWN],
        "more": max(0, len(found.to) - _SHOWN),
        "closed": market.closed_on(clock.today(actor.time_zone)),
        "subject": subject_of(),
        "text": text_of("Commune de …", 2, market, "https://…"),
    }
    return render(request, "consortium/remind.html", context)
