"""The buttons beside a date that a closure strikes out: it takes place all the same, falls away, or is put off."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest

from eprimo.console.pages import run_and_notify
from eprimo.foundation.content.things.closed_days import Which, date_put_off, dates_decide
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.occasions.enums import ClosureDecision
from eprimo.ui.french import weekday_day_month

_SAID = {
    "keep": "C’est maintenu\N{NO-BREAK SPACE}: chacun le voit.",
    "fall": "C’est barré\N{NO-BREAK SPACE}: chacun le voit.",
}


def date_decided(request: HttpRequest, actor: Actor, closure: Which) -> None:
    """Do what was pressed; the page that follows says what was done, or why not."""
    thing, number, act = (request.POST.get(name, "") for name in ("thing", "n", "do"))
    n = int(number[:6]) if number.isascii() and number.isdecimal() else 0
    if act == "move":
        moved: list[date] = []
        if run_and_notify(
            request, lambda: moved.append(date_put_off(actor=actor, closure=closure, thing=thing, n=n))
        ):
            told = f"C’est reporté au {weekday_day_month(moved[0])}. Relisez son texte s’il dit le jour."
            messages.success(request, told)
    elif act in _SAID:
        shut = ClosureDecision.STANDS if act == "keep" else ClosureDecision.FALLS
        dates_decide(actor=actor, closure=closure, shut=shut, thing=thing, n=n)
        messages.success(request, _SAID[act])
