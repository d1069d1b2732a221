"""The invitation as a calendar file (RFC 5545): published without any participant, so that it names nobody."""

from datetime import UTC

from icalendar import Calendar, Event, vCalAddress

from eprimo.steering.governance.models import Meeting


def invitation_of(meeting: Meeting, organizer: str) -> bytes:
    """For any calendar. The same meeting told again replaces what it was; cancelled, it goes."""
    cancelled = meeting.cancelled_at is not None
    event = Event()
    event.add("uid", f"{meeting.public_id}@e-primo")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", (meeting.cancelled_at or meeting.convened_at or meeting.starts_at).astimezone(UTC))
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("dtend", meeting.ends_at.astimezone(UTC))
    event.add("summary", f"{meeting.body}\N{NO-BREAK SPACE}: {meeting.subject}")
    event.add("location", meeting.place)
    event.add("description", meeting.agenda)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("organizer", vCalAddress(f"mailto:{organizer}"))
    calendar = Calendar()
    calendar.add("prodid", "-//e-primo//groupement//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
