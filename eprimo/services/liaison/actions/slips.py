"""Printing slips: of one note, and of the notes of a week for the families of a class who did not come."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction

from eprimo.foundation.content import richtext
from eprimo.foundation.content.phrasebook.translation import translate_words
from eprimo.foundation.content.things.files import pages_among, shown_files
from eprimo.foundation.directory.models import Person
from eprimo.foundation.files.file_lists import files_on
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.printing.slips import Ask, PrintedSlip, SlipSheets, SlipsPrint, SlipsTooLong, slips_pdf
from eprimo.services.liaison.actions.trail import audit_note
from eprimo.services.liaison.follow_up import ChildRow
from eprimo.services.liaison.models import Note, Slip
from eprimo.services.liaison.models.slips import new_code
from eprimo.services.liaison.papers import body_of, paper_lines, paper_twin, slip_questions
from eprimo.services.liaison.policies import acts
from eprimo.services.liaison.policies.acts import may_print_week
from eprimo.services.liaison.queries.papers import chosen_languages, slip_fillers, unnamed_children
from eprimo.services.liaison.queries.week import ClassWeek, week_to_print
from eprimo.ui.languages import SOURCE

TOO_LONG = "Ce mot pose trop de questions pour un coupon d’une page. Imprimez le mot entier."
# More guardians than that are not named one by one.
_MOST_NAMED = 4
# Letters of what to bring: a slip is small, and its square leads to the whole.
_MOST_THINGS = 140


@transaction.atomic
def slips_print(*, actor: Actor, note: Note, rows: Sequence[ChildRow], each: int = 4) -> SlipSheets:
    """Make a slip for each of these children, in the order given. Raises DomainError when there is nobody, and when
    the questions are too many for a page."""
    require(acts.may_print_slips, actor, note)
    return slips_make(actor=actor, note=note, rows=rows, each=each)


@transaction.atomic
def slips_make(*, actor: Actor, note: Note, rows: Sequence[ChildRow], each: int = 4) -> SlipSheets:
    """Make the same slips inside an act that asked for the right, of some children of one class."""
    if not rows:
        raise DomainError("Choisissez au moins un enfant.", field="which")
    children = [row.child_id for row in rows]
    owed = slip_fillers(note, children, actor.now)
    hidden = unnamed_children(children, actor.now)
    spoken = chosen_languages({row.guardian_id for own in owed.values() for row in own})
    made = []
    for row in rows:
        own = owed.get(row.child_id, [])
        named = [] if row.child_id in hidden or len(own) > _MOST_NAMED else [one.guardian for one in own]
        langs = {spoken[one.guardian_id] for one in own if one.guardian_id in spoken}
        made.append(_one(row, named, langs, bare=row.child_id in hidden))
    try:
        sheets = slips_pdf(_common(note), [printed for printed, _ in made], each=each)
    except SlipsTooLong as error:
        raise DomainError(TOO_LONG, field="each") from error
    Slip.objects.bulk_create(
        Slip(
            code=printed.code, note=note, school_id=note.school_id, child_id=row.child_id,
            layout=layout.to_json(), signers=signers, printed_by_id=actor.person_id, version=note.resource.version,
        )
        for row, (printed, signers), layout in zip(rows, made, sheets.layouts, strict=True)
    )  # fmt: skip
    audit_note(actor, "liaison.slips.printed", note, slips=len(rows))
    return sheets


def _one(
    row: ChildRow, named: Sequence[Person], spoken: set[str], *, bare: bool
) -> tuple[PrintedSlip, list[int]]:
    """Return the slip of one child, and the guardians of its boxes. `bare`: a decision stands for one of its adults."""
    printed = PrintedSlip(
        code=new_code(),
        child=f"{row.first_name} {row.last_name}",
        place=row.class_label,
        # One language for the family, when those who chose one chose the same.
        lang=spoken.pop() if len(spoken) == 1 else SOURCE,
        signers=[f"{one.civility} {one.full_name}".strip() for one in named],
        bare=bare,
    )
    return printed, [one.pk for one in named] if len(named) > 1 else []


def _common(note: Note) -> SlipsPrint:
    owner, body, files = note.resource.owner, body_of(note), files_on(note)
    return SlipsPrint(
        school_name=note.school.name,
        title=note.resource.title,
        author=owner.formal_name if owner else "",
        address=urljoin(settings.PUBLIC_URL, "/c/"),
        asks=[Ask(text=ask.text, choices=ask.choices) for ask in slip_questions(note)],
        text=richtext.to_text(body).splitlines(),
        reply_by=note.answer_by,
        told=lambda bare, both: paper_lines(
            note,
            pages=pages_among(shown_files(files, hides_place=bare)),
            hides_place=bare,
            most=_MOST_THINGS,
            both=both,
        ),
        twin=lambda: paper_twin(body, note.resource.title),
        said=translate_words,
    )


@dataclass(frozen=True, slots=True)
class WeekPrint:
    """One file of all the slips of a week. `left_out`: titles of notes whose questions no slip holds."""

    pdf: bytes
    notes: int
    children: int
    left_out: tuple[str, ...]


@transaction.atomic
def week_print(*, actor: Actor, week: ClassWeek) -> WeekPrint:
    """Make a slip for each note and child, note after note. Raises DomainError when nothing of these days is unread
    by them, NotVisible for what is no own class of a teacher."""
    if not may_print_week(actor, week.class_group.pk):
        raise NotVisible
    sheets, left_out = [], []
    asked = week_to_print(actor, week)
    for one in asked:
        try:
            sheets.append(slips_make(actor=actor, note=one.note, rows=one.rows).pdf)
        except DomainError:
            left_out.append(one.note.resource.title)
    if not sheets:
        raise DomainError("Aucun mot de ces sept jours n’est à imprimer pour ces familles.", code="nothing")
    children = {row.child_id for one in asked for row in one.rows}
    return WeekPrint(_joined(sheets), len(sheets), len(children), tuple(left_out))


def _joined(sheets: list[bytes]) -> bytes:
    from pypdf import PdfWriter  # noqa: PLC0415 - a tenth of the start of every process, for one button

    whole = PdfWriter()
    for pdf in sheets:
        whole.append(BytesIO(pdf))
    out = BytesIO()
    whole.write(out)
    return out.getvalue()
