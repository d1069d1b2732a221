"""When a draft would leave, in words, before it is sent: « Il est 20 h 10 : ce mot partira demain à 7 h »."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from eprimo.foundation.directory.models import School, SchoolSettings
from eprimo.foundation.kernel import clock
from eprimo.foundation.notifications.quiet import Calendar, Plan, QuietHours, calendar_of, plan
from eprimo.services.liaison.actions.departure import AT_ONCE, Departure
from eprimo.ui.french import clock_time, weekday_day_month

# In holidays: visible at once, ringing nobody.
SILENTLY = "sans-sonner"


@dataclass(frozen=True, slots=True)
class ExpectedDeparture:
    """`leaves_at`: when families see it. `back_at`: the return after the holidays that run now, None outside them."""

    now: datetime
    plan: Plan
    back_at: datetime | None
    zone: str

    @property
    def at_once(self) -> bool:
        return self.plan.visible_from <= self.now

    @property
    def seen(self) -> str:
        """What the page has told, to be sent back with the button."""
        if not self.at_once:
            return self.plan.visible_from.isoformat()
        return SILENTLY if self.plan.ring_at is None else ""

    @property
    def moment(self) -> str:
        """« demain à 7 h »."""
        return moment(self.plan.visible_from, self.now, self.zone)

    @property
    def back(self) -> str:
        return moment(self.back_at, self.now, self.zone) if self.back_at else ""

    @property
    def sentence(self) -> str:
        """Empty when there is nothing to know: it leaves at once."""
        told = {"now": clock_time(self.now.astimezone(ZoneInfo(self.zone))), "then": self.moment}
        if self.plan.why == "night":
            return _("Il est %(now)s : ce mot partira %(then)s.") % told
        if self.plan.why == "weekend":
            return _("C’est le week-end : ce mot partira %(then)s.") % told
        if self.at_once:
            return ""
        if self.plan.ring_at is None:
            return (
                _("Ce sont les vacances\u00a0: ce mot sera visible %(then)s, sans sonner chez personne.")
                % told
            )
        return _("Ce mot partira %(then)s.") % told


def expected_departure(school: School, departure: Departure = AT_ONCE) -> ExpectedDeparture:
    """As of now (two statements)."""
    now = clock.now()
    about = max(now, departure.send_at) if departure.send_at else now
    calendar = calendar_of(school, about)
    planned = plan(
        calendar,
        now,
        urgent=departure.urgent,
        send_at=departure.send_at,
        after_holidays=departure.after_holidays,
    )
    back = calendar.back(now) if calendar.holiday(now) is not None else None
    return ExpectedDeparture(now, planned, back, school.time_zone)


def by_its_hours(rules: SchoolSettings, zone: str) -> ExpectedDeparture:
    """The same by the nights and week-ends alone, for a form that tells it in passing; no statement."""
    now = clock.now()
    hours = QuietHours(zone=zone, starts=rules.quiet_from, ends=rules.quiet_until)
    return ExpectedDeparture(now, plan(Calendar(hours), now), None, zone)


def moment(at: datetime, now: datetime, zone: str) -> str:
    """« aujourd’hui à 17 h », « demain à 7 h », « lundi 30 novembre à 7 h »: in the school's zone."""
    here, today = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    hour = clock_time(here.time())
    if here.date() == today:
        return _("aujourd’hui à %(hour)s") % {"hour": hour}
    if here.date() == today + timedelta(days=1):
        return _("demain à %(hour)s") % {"hour": hour}
    return _("%(day)s à %(hour)s") % {"day": weekday_day_month(here.date()), "hour": hour}
