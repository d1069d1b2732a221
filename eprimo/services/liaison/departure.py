"""When a note leaves: what its author chose, checked; the instant families see it; and both in words before it is sent,
« Il est 20 h 10 : ce mot partira demain à 7 h »."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from eprimo.foundation.content import richtext
from eprimo.foundation.directory.models import School, SchoolSettings
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.notifications.quiet_hours import (
    Calendar,
    DeliveryPlan,
    QuietHours,
    calendar_of,
    delivery_plan,
    plan,
)
from eprimo.services.liaison.models import Note
from eprimo.ui.french import clock_time, weekday_day_month

MAX_REASON = 200
# In holidays: visible at once, ringing nobody.
SILENTLY = "sans-sonner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """The choice of an author: a note leaves at once (nights and week-ends put that off), at an instant, after the
    holidays, or urgent, with a reason, whatever the hour."""

    urgent_reason: str = ""
    send_at: datetime | None = None
    after_holidays: bool = False

    @property
    def urgent(self) -> bool:
        return bool(self.urgent_reason)


AT_ONCE = Departure()


def checked_departure(departure: Departure, school: School, now: datetime) -> Departure:
    """Return the departure when it can be kept. Raises DomainError for an hour that is past or after the running
    year, and for a reason that is too long. An urgent note waits for nothing else."""
    reason = richtext.clean_text(departure.urgent_reason).strip()
    if len(reason) > MAX_REASON:
        raise DomainError(f"{MAX_REASON} lettres au plus.", field="urgent_reason")
    if reason:
        return Departure(urgent_reason=reason)
    if departure.send_at is None:
        return Departure(after_holidays=departure.after_holidays)
    if departure.send_at <= now:
        raise DomainError("Cette heure est passée. Choisissez un autre moment.", field="send_on")
    year = school.running_year
    if year is None or departure.send_at.astimezone(ZoneInfo(school.time_zone)).date() > year.ends:
        raise DomainError("L’année scolaire sera finie : choisissez un jour plus proche.", field="send_on")
    return departure


def visible_instant(school: School, now: datetime, departure: Departure) -> datetime:
    """Return the instant at which families see the note, after the time that its author has to change their mind."""
    plan = delivery_plan(
        school,
        now,
        urgent=departure.urgent,
        send_at=departure.send_at,
        after_holidays=departure.after_holidays,
    )
    return max(plan.visible_from, now + timedelta(seconds=settings.NOTE_UNDO_SECONDS))


def check_days(note: Note, visible_from: datetime) -> None:
    """Raise DomainError when the last day to answer, or the day of what is announced, comes before families could
    read it."""
    day = visible_from.astimezone(ZoneInfo(note.school.time_zone)).date()
    last = note.event_until_on or note.event_on
    for field, last_day in (("answer_by", note.answer_by), ("event_on", last)):
        if last_day is not None and last_day < day:
            late = "Cette date est passée quand le mot part. Choisissez un autre jour."
            raise DomainError(late, field=field)


@dataclass(frozen=True, slots=True)
class ExpectedDeparture:
    """The plan of a draft if it were sent now. `back_at`: the return from the holidays that run now, None outside
    them."""

    now: datetime
    plan: DeliveryPlan
    back_at: datetime | None
    zone: str

    @property
    def at_once(self) -> bool:
        return self.plan.visible_from <= self.now

    @property
    def seen(self) -> str:
        """The instant that the page told, to be sent back with its button; empty when it leaves at once and rings."""
        if not self.at_once:
            return self.plan.visible_from.isoformat()
        return SILENTLY if self.plan.ring_at is None else ""

    @property
    def moment(self) -> str:
        """The instant families see it, in words: « demain à 7 h »."""
        return moment_words(self.plan.visible_from, self.now, self.zone)

    @property
    def back(self) -> str:
        return moment_words(self.back_at, self.now, self.zone) if self.back_at else ""

    @property
    def sentence(self) -> str:
        """The sentence that its author has to know; empty when it leaves at once."""
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
    """Return when a note of this school would leave if it were sent now (two statements)."""
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


def departure_by_hours(rules: SchoolSettings, zone: str) -> ExpectedDeparture:
    """Return when a note would leave by the nights and week-ends alone, for a form that tells it in passing (no
    statement)."""
    now = clock.now()
    hours = QuietHours(zone=zone, starts=rules.quiet_from, ends=rules.quiet_until)
    return ExpectedDeparture(now, plan(Calendar(hours), now), None, zone)


def moment_words(at: datetime, now: datetime, zone: str) -> str:
    """Return an instant in words, in the school's zone: « aujourd’hui à 17 h », « demain à 7 h », « lundi 30
    novembre à 7 h »."""
    here, today = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    hour = clock_time(here.time())
    if here.date() == today:
        return _("aujourd’hui à %(hour)s") % {"hour": hour}
    if here.date() == today + timedelta(days=1):
        return _("demain à %(hour)s") % {"hour": hour}
    return _("%(day)s à %(hour)s") % {"day": weekday_day_month(here.date()), "hour": hour}
