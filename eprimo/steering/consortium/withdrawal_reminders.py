"""Members are written to about the days on which they may leave [D, R036]: two months before the first day, on it, and
two weeks before the last. Once a stage, whatever happens; the home says the same as long as it is true."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.transport.mail import Fate, Letter, configured, mailer
from eprimo.steering.consortium.dates import months_after
from eprimo.steering.consortium.enums import FileState, Outcome
from eprimo.steering.consortium.market_periods import leaves_on, withdrawal_window
from eprimo.steering.consortium.models import Market, Member, WindowReminder, Withdrawal
from eprimo.steering.consortium.policies import current_market
from eprimo.steering.consortium.states import ZONE, in_states
from eprimo.ui.french import day_month_year
from eprimo.ui.plurals import NBSP

_LAST_WEEKS = timedelta(days=14)
AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Stage:
    """From `first` to the day before `until` it is this one that is told."""

    key: str
    first: date
    until: date


def stages_of(market: Market) -> tuple[Stage, Stage, Stage]:
    """« 2028-04-19 (information), 05-19 (window open), 07-05 (two weeks left) »."""
    window = withdrawal_window(market)
    before = months_after(window.first, -1)
    weeks = leaves_on(market) - _LAST_WEEKS
    return (
        Stage("before", before, window.first), Stage("open", window.first, weeks),
        Stage("last", weeks, window.last + timedelta(days=1)),
    )  # fmt: skip


def stage_on(market: Market, day: date) -> Stage | None:
    """The one to tell on that day. Late, it tells where things stand, not what it missed."""
    if market.ended_early_on is not None and market.ended_early_on <= leaves_on(market):
        return None
    return next((stage for stage in stages_of(market) if stage.first <= day < stage.until), None)


def reminders_send() -> int:
    """Write to members that are bound, have an address and did not say yet that they leave; how many were. A row is
    claimed before its letter goes: killed in between, nobody is written to twice."""
    market = current_market()
    stage = stage_on(market, clock.today(ZONE)) if market is not None else None
    if market is None or stage is None or not configured():
        return 0
    sent = 0
    for member, result in _sent(market, stage, _waiting(market, stage)):
        if result in {Fate.LATER, Fate.AWAY}:
            WindowReminder.objects.filter(member=member, stage=stage.key).delete()
            continue
        audit(None, "consortium.member.reminded", member, stage=stage.key)
        sent += 1
    return sent


def _waiting(market: Market, stage: Stage) -> list[Member]:
    leaving = Withdrawal.objects.filter(member=OuterRef("pk"), outcome=Outcome.ACCEPTED)
    told = WindowReminder.objects.filter(member=OuterRef("pk"), stage=stage.key)
    rows = in_states(Member.objects.filter(market=market), {FileState.SIGNED, FileState.IN_FORCE})
    rows = rows.exclude(email="").exclude(Exists(leaving)).exclude(Exists(told))
    return list(rows.order_by("pk")[:AT_ONCE])


def _sent(market: Market, stage: Stage, members: list[Member]) -> Iterator[tuple[Member, Fate]]:
    claimed = []
    for member in members:
        _, new = WindowReminder.objects.get_or_create(member=member, stage=stage.key)
        if new:
            claimed.append(member)
    letters = [Letter(member.email, subject_of(stage), text_of(market, member, stage)) for member in claimed]
    for member, result in zip(claimed, mailer().send(letters), strict=True):
        yield member, result.fate


def subject_of(stage: Stage) -> str:
    words = {
        "before": "dans un mois, deux mois pour vous retirer", "open": "deux mois pour vous retirer",
        "last": "deux semaines pour vous retirer",
    }  # fmt: skip
    return f"Groupement e-primo{NBSP}: {words[stage.key]}, ou continuer sans rien faire"


def text_of(market: Market, member: Member, stage: Stage) -> str:
    """To the office of a body: no name of a person, no figure."""
    window = withdrawal_window(market)
    url = settings.PUBLIC_URL.rstrip("/") + reverse("consortium:withdrawal", args=[member.public_id])
    first, last = day_month_year(window.first), day_month_year(window.last)
    opens = f"À partir du {first}" if stage.key == "before" else f"Depuis le {first}"
    return (
        f"{member.name},\n\n"
        f"{opens} et jusqu’au {last}, un membre du groupement peut écrire au rectorat qu’il se retire (article 3 de la "
        "convention).\n\n"
        f"Sans lettre dans ce délai, l’adhésion continue pour les {market.period_months} derniers mois du marché"
        f"{NBSP}: vous n’avez rien à faire.\n\n"
        f"Votre page{NBSP}: {url}\n"
    )
