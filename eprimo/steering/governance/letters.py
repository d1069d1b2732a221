"""Letters to those who are invited: a mail with the meeting as a calendar file, or a letter on paper.

The calendar file (RFC 5545) names no participant. Nothing here holds a link that gives a right, and no subject says
what the meeting is about: an address of an office is read by many."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC
from email.utils import parseaddr
from io import BytesIO

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress

from eprimo.foundation.printing.writings import (
    Heading,
    Items,
    Notice,
    Para,
    Part,
    Writing,
    pieces,
    plain,
    writing_pdf,
)
from eprimo.foundation.transport.mail import Letter
from eprimo.steering.governance.figures import figures_parts
from eprimo.steering.governance.models import ActivityReport, Attendance, Guest, Meeting
from eprimo.ui.french import day_month_year, local_day
from eprimo.ui.plurals import NBSP, counted

# Where the rectorat answers to about the group [C 2].
OFFICE = (
    "Rectorat de l’académie, Délégation régionale académique au numérique éducatif",
    "4, rue de la Houssinière, BP 72616",
    "44326 Nantes cedex 3",
)
_MEMBER = (
    "Chaque membre participe, ou se fait représenter (article 7.1 de la convention). Répondez dans e-primo, sur la "
    "page de la réunion (présent, représenté, excusé), ou à la coordination du groupement."
)
_GUEST = (
    "Dites à la coordination du groupement si vous venez, si une autre personne vous remplace, ou si vous êtes excusé. "
    "Qui a un mandat dans e-primo y répond aussi, sur la page de la réunion."
)
_AGAIN = "Vous êtes invité à cette réunion, et n’avez pas encore répondu.\n\n"


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


def what_of(meeting: Meeting) -> str:
    """« Convocation », « Réunion modifiée » or « Réunion annulée »."""
    if meeting.cancelled_at is not None:
        return "Réunion annulée"
    return "Réunion modifiée" if meeting.sequence else "Convocation"


def subject_of(meeting: Meeting) -> str:
    """The instance and the day; never what it is about."""
    body = "groupe de pilotage départemental" if meeting.department_id else "comité de pilotage"
    return f"{what_of(meeting)}{NBSP}: {body} d’e-primo, {day_month_year(local_day(meeting.starts_at))}"


def mail_of(meeting: Meeting, to: str, *, answering: str = _MEMBER, opening: str = "") -> Letter:
    """The mail to one address, with the calendar file. `opening`: a sentence on why this address is written to."""
    content = invitation_of(meeting, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    return Letter(
        to, subject_of(meeting), _text(meeting, answering, opening),
        files=(("reunion.ics", content, "text/calendar"),),
    )  # fmt: skip


def mail_to_guest(meeting: Meeting, to: str, *, again: bool = False) -> Letter:
    """To a person who is invited beside the members; `again`: it has not answered yet."""
    if not again:
        return mail_of(meeting, to, answering=_GUEST)
    made = mail_of(meeting, to, answering=_GUEST, opening=_AGAIN)
    return replace(made, subject=f"Rappel{NBSP}: {made.subject}")


def mail_to_representative(meeting: Meeting, to: str, members: int) -> Letter:
    """To a person of the managing body that represents so many of the members that are invited."""
    opening = f"Vous représentez {counted(members, 'membre')} à cette réunion.\n\n"
    return mail_of(meeting, to, opening=opening)


def mail_of_report(report: ActivityReport, to: str) -> Letter:
    """The yearly report itself, to the office of a member."""
    days = f"du {day_month_year(report.starts_on)} au {day_month_year(report.ends_on)}"
    again = f"Cette version remplace la précédente{NBSP}: {report.reason}\n\n" if report.version > 1 else ""
    text = (
        f"Le rectorat vous envoie le rapport d’activité du groupement, {days}.\n\n{again}Il est joint, et se lit aussi "
        "dans e-primo, menu « Groupement », « Réunions », « Rapports d’activité ».\n"
    )
    content = bytes(report.content or b"")
    return Letter(
        to, f"Groupement e-primo{NBSP}: rapport d’activité", text,
        files=(("rapport-d-activite.pdf", content, "application/pdf"),),
    )  # fmt: skip


def _text(meeting: Meeting, answering: str, opening: str) -> str:
    if meeting.cancelled_at is not None:
        return f"{meeting.body}\n{meeting.subject}\n\n{opening}La réunion du {meeting.day_in_words} est annulée.\n"
    moved = "Une réponse donnée pour une autre date ne compte plus.\n\n" if meeting.sequence else ""
    return (
        f"{meeting.body}\n{meeting.subject}\n\n{opening}{meeting.day_in_words}\n{meeting.place}\n\n"
        f"Ordre du jour\n{meeting.agenda}\n\n{moved}Le fichier joint ajoute cette réunion à votre agenda. {answering}\n"
    )


def letter_writing(meeting: Meeting, to: list[str], *, guest: bool) -> Writing:
    """The letter on paper: to whom, the meeting, its agenda, and how to answer."""
    when = f"{meeting.day_in_words.capitalize()}, {meeting.place}"
    parts: list[Part] = [
        *(Para(plain(line), align="end", tight=True) for line in to),
        Para(pieces("Groupement de commandes « {name} »", name=meeting.market.name)),
        Para(pieces("**{body}**, {subject}", body=meeting.body, subject=meeting.subject)),
    ]
    if meeting.cancelled_at is not None:
        parts.append(Para(pieces("La réunion du {day} est annulée.", day=meeting.day_in_words)))
    else:
        parts += [
            Notice(when, [plain(meeting.body)]),
            Heading("Ordre du jour"),
            Items([plain(line.strip()) for line in meeting.agenda.splitlines() if line.strip()]),
            Heading("Votre réponse"),
            Para(plain(_GUEST if guest else _MEMBER)),
            Para(plain(", ".join(OFFICE)), small=True),
            *figures_parts(meeting),
        ]
    return Writing(title=what_of(meeting), sender=list(OFFICE), parts=parts)


def letters_pdf(meeting: Meeting, seats: Sequence[Attendance], guests: Sequence[Guest]) -> bytes:
    """One letter after the other: those of members, then those of guests, who bear the name that is shown."""
    from pypdf import PdfWriter  # noqa: PLC0415 - a tenth of the start of every process, for one button

    written = [letter_writing(meeting, [one.member.name], guest=False) for one in seats]
    written += [letter_writing(meeting, _addressed(one), guest=True) for one in guests]
    if len(written) == 1:
        return writing_pdf(written[0])
    whole = PdfWriter()
    for one in written:
        whole.append(BytesIO(writing_pdf(one)))
    out = BytesIO()
    whole.write(out)
    return out.getvalue()


def _addressed(guest: Guest) -> list[str]:
    lines = [guest.shown, guest.function, *guest.address.splitlines()]
    return [line.strip() for line in lines if line.strip()]
