"""What a file on a line of homework tells those who keep files: who reads it, and where it stands."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Value

from eprimo.foundation.content.policies import rows_as_family, rows_reached
from eprimo.foundation.files.carriers import Carrier
from eprimo.foundation.files.reading import files_column
from eprimo.foundation.kernel.actor import Actor
from eprimo.services.homework.kind import HOMEWORK
from eprimo.services.homework.models import Homework, HomeworkFile
from eprimo.services.homework.policies import hides_reserved, lines_at_work
from eprimo.ui.addresses import reverse


def line_files() -> ArraySubquery:
    """The files of rows of lines, as a column; `read_files` takes it."""
    rows = HomeworkFile.objects.filter(line=OuterRef("pk")).order_by("number")
    return files_column(rows, to_keep=Value(False))


def _reads(actor: Actor, row: HomeworkFile) -> bool:
    """Who sees the line at work; its families while it stands, save what is reserved under a protected contact."""
    lines = Homework.objects.filter(pk=row.line_id)
    if lines.filter(lines_at_work(actor)).exists():
        return True
    found: Any = (
        lines.filter(rows_as_family(actor, HOMEWORK), removed_at=None)
        .annotate(whom=ArraySubquery(rows_reached(actor)))
        .first()
    )
    return found is not None and not (row.reserved and hides_reserved(actor, found.whom, found.levels))


def _stands_on(row: HomeworkFile) -> tuple[str, str]:
    line = Homework.objects.annotate(week=F("resource__public_id")).get(pk=row.line_id)
    return "Devoirs", reverse("homework:thing", args=[line.week])


FILES = Carrier(HomeworkFile, ("school",), _reads, _stands_on, "Devoirs")
