"""Calendars that somebody made to harm, or that a bad program wrote: a file, and what the page says of it."""

from datetime import timedelta

from tests.services.agenda.test_agenda import TODAY

SOON = f"{TODAY + timedelta(days=9):%Y%m%d}"


def file_of(*events: str, head: str = "VERSION:2.0\nPRODID:-//ailleurs") -> bytes:
    text = "\n".join(["BEGIN:VCALENDAR", head, *events, "END:VCALENDAR", ""])
    return text.replace("\n", "\r\n").encode()


def event(*lines: str, uid: str = "1", title: str = "Piscine", start: str = f";VALUE=DATE:{SOON}") -> str:
    return "\n".join(
        ["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", f"DTSTART{start}", *lines, "END:VEVENT"]
    )


def _many(count: int, start: str) -> bytes:
    return file_of(*(event(uid=str(number), start=f";VALUE=DATE:{start}") for number in range(count)))


_BROKEN, _DAYS = "n’est pas un calendrier", "on ne comprend pas son jour"

HOSTILE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "champ"),
    "spaces": (b" \r\n \r\n", "calendrier"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(500), _BROKEN),
    "a page": (b"<html><body>Agenda</body></html>", _BROKEN),
    "no event": (file_of(), "aucune date"),
    "not closed": (file_of(event()).replace(b"END:VEVENT\r\n", b""), "calendrier"),
    "a megabyte and more": (file_of(event(f"DESCRIPTION:{'x' * (1 << 20)}")), "dépasse 1"),
    "10,001 events": (_many(10_001, "20200101"), "exportez une seule année"),
    "more dates than a year has": (_many(101, SOON), "plus de 100 dates"),
    "80 years": (file_of(event("DTEND;VALUE=DATE:21060101")), "dure plus d’un an"),
    "in 2099": (file_of(event(start=";VALUE=DATE:20990101")), "dans plus de deux ans"),
    "yesterday": (file_of(event(start=";VALUE=DATE:20200101")), "Sans date à venir"),
    "each 29 February": (
        file_of(event("RRULE:FREQ=YEARLY", start=";VALUE=DATE:20240229")), "Sans date à venir",
    ),
    "each week for ever": (file_of(event("RRULE:FREQ=WEEKLY")), "corriger\N{NO-BREAK SPACE}: 39"),
    "each second": (file_of(event("RRULE:FREQ=SECONDLY", start=":20260101T000000Z")), "se répète"),
    "each day since 1800": (file_of(event("RRULE:FREQ=DAILY", start=";VALUE=DATE:18000101")), "se répète"),
    "no day at all": (file_of(event("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")), "Piscine"),
    "a rule of nothing": (file_of(event("RRULE:")), "Piscine"),
    "a rule of nonsense": (file_of(event("RRULE:FREQ=SOMETIMES;INTERVAL=-1")), "Piscine"),
    "interval of nothing": (file_of(event("RRULE:FREQ=DAILY;INTERVAL=0")), "Piscine"),
    "the end before the start": (file_of(event("DTEND;VALUE=DATE:20260101")), _DAYS),
    "an hour to end before it begins": (
        file_of(event(f"DTEND:{SOON}T070000Z", start=f":{SOON}T080000Z")), "Piscine",
    ),
    "the 31st of February": (file_of(event(start=";VALUE=DATE:20270231")), "Piscine"),
    "no start": (file_of("BEGIN:VEVENT\nUID:1\nSUMMARY:Piscine\nEND:VEVENT"), _DAYS),
    "two starts": (file_of(event(f"DTSTART;VALUE=DATE:{SOON}")), "Piscine"),
    "no title": (file_of(event(title="   ")), "pas de titre"),
    "a title of marks": (file_of(event(title="\u202eenicsip\u202c \u200f")), "enicsip"),
    "a title of markup": (file_of(event(title="<script>alert(1)</script>")), "&lt;script&gt;"),
    "a title of 5,000 signs": (file_of(event(title="é" * 5000)), "Raccourci"),
    "a place of 5,000 signs": (file_of(event(f"LOCATION:{'p' * 5000}")), "Raccourci"),
    "cancelled": (file_of(event("STATUS:CANCELLED")), "annulée"),
    "no uid": (file_of(event().replace("UID:1\n", "")), "Piscine"),
    "a uid of 100 kB": (file_of(event(uid="u" * 100_000)), "Piscine"),
    "the same twice": (file_of(event(), event()), "corriger\N{NO-BREAK SPACE}: 1"),
    "a zone of nowhere": (file_of(event(start=f";TZID=Nulle/Part:{SOON}T080000")), "Piscine"),
    "a zone that is a path": (file_of(event(start=f";TZID=../../etc/passwd:{SOON}T080000")), "Piscine"),
    "a zone of Windows": (file_of(event(start=f";TZID=Romance Standard Time:{SOON}T083000")), "8 h 30"),
    "latin 1": (file_of(event(title="Fête")).decode().encode("cp1252"), "Fête"),
    "with a mark of order": (b"\xef\xbb\xbf" + file_of(event(title="Fête")), "Fête"),
    "nested": (b"BEGIN:VCALENDAR\r\n" * 3000, "calendrier"),
    "a duration of ages": (file_of(event("DURATION:P99999999999D")), "Piscine"),
    "an attachment": (file_of(event("ATTACH:file:///etc/passwd")), "Piscine"),
}  # fmt: skip
