"""What a file on a line of homework tells those who keep files: who reads it, and where it stands."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, Value

from eprimo.foundation.content.policies import rows_as_family, rows_reached
from eprimo.foundation.files.carriers import Carrier
from eprimo.foundation.files.enums import BlobKind
from eprimo.foundation.files.file_lists import Joined, files_column, joined
from eprimo.foundation.kernel.actor import Actor
from eprimo.services.homework.kind import HOMEWORK
from eprimo.services.homework.models import Homework, HomeworkFile
from eprimo.services.homework.policies import hides_reserved, is_open_to, lines_of_role
from eprimo.ui.addresses import reverse


def line_files(*, to_teach: bool = False) -> ArraySubquery:
    """Return the files of rows of lines, as a column; `read_files` takes it. A voice that says what the line said
    before is for who gives the work alone (`to_teach`)."""
    rows = HomeworkFile.objects.filter(line=OuterRef("pk")).order_by("number")
    if not to_teach:
        rows = rows.exclude(_behind())
    return files_column(rows, to_keep=Value(False))


def has_voice_behind() -> Exists:
    """Return a condition on rows of lines: a voice of theirs says what they said before."""
    return Exists(HomeworkFile.objects.filter(_behind(), line=OuterRef("pk")))


def voices_behind(line: Homework) -> list[Joined]:
    """Return the voices of one line that say what it said before."""
    rows = HomeworkFile.objects.filter(line=line, blob__kind=BlobKind.VOICE, due_on__isnull=False)
    return list(joined(rows.exclude(text=line.text, due_on=line.due_on).select_related("blob")))


def _behind() -> Q:
    """On the files of the line that is read outside: a voice that was joined to other words, or to another day."""
    speaks = Q(text=OuterRef("text"), due_on=OuterRef("due_on"))
    return Q(blob__kind=BlobKind.VOICE, due_on__isnull=False) & ~speaks


def _reads(actor: Actor, row: HomeworkFile) -> bool:
    """Who sees the line in the role in use, and its families, while it stands: save what is reserved under a protected
    contact. What was taken back comes again with its line."""
    lines = Homework.objects.filter(pk=row.line_id, removed_at=None).select_related("resource__homeworkweek")
    at_work = lines.filter(lines_of_role(actor)).first()
    if at_work is not None and is_open_to(actor, at_work):
        return True
    found: Any = (
        lines.filter(rows_as_family(actor, HOMEWORK))
        .annotate(whom=ArraySubquery(rows_reached(actor)))
        .first()
    )
    return found is not None and not (row.reserved and hides_reserved(actor, found.whom, found.levels))


def _stands_on(row: HomeworkFile) -> tuple[str, str]:
    return "Devoirs", reverse("homework:line", args=[Homework.objects.get(pk=row.line_id).public_id])


FILES = Carrier(HomeworkFile, ("school",), _reads, _stands_on, "Devoirs")
