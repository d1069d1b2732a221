"""Files and a voice on lines of homework: joined, taken off, copied with the line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q

from eprimo.foundation.content.actions import resource_touch
from eprimo.foundation.files.actions import Given, blob_given, label_of, require_kept
from eprimo.foundation.files.models import Blob
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Conflict, DomainError
from eprimo.foundation.kernel.rights import require
from eprimo.services.homework.actions.weeks import later_in_series
from eprimo.services.homework.models import Homework, HomeworkFile
from eprimo.services.homework.policies import may_write, place_given

MOST_FILES = 5
# A line that was taken back has its files again as long as that.
_RESTORED_WITHIN = timedelta(days=1)
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class FilesToJoin:
    """The files that are joined to a line; `reserved`: its author did not say that it tells no hour and no place."""

    given: Sequence[Given] = ()
    reserved: bool = True


@transaction.atomic
def line_files_join(*, actor: Actor, line: Homework, joining: FilesToJoin) -> None:
    """Join files to a line, all or none: raises FileRefused for the first that cannot be kept, Full, FilesAway;
    DomainError: too many, or none."""
    held = _held(actor, line)
    if held.removed_at is not None:
        raise Conflict("Ce travail a été retiré.")
    if not joining.given:
        raise DomainError("Choisissez au moins un fichier.", field="file")
    files_put([held], joining, by=actor)
    resource_touch(resource=held.resource)
    audit(actor, "homework.file.joined", held.resource, school_id=held.school_id, files=len(joining.given))


@transaction.atomic
def line_file_remove(*, actor: Actor, line: Homework, file: HomeworkFile, following: bool = False) -> int:
    """Nobody reads it any more; the bytes go by night. `following`: nor the same one on the lines of its series that
    come after. Returns from how many lines it went."""
    held = _held(actor, line)
    rows = _same_on(actor, held, file, following=following)
    HomeworkFile.objects.filter(pk__in=[one.pk for one in rows]).delete()
    for resource in {one.line.resource_id: one.line.resource for one in rows}.values():
        resource_touch(resource=resource)
    audit(actor, "homework.file.removed", held.resource, school_id=held.school_id, files=len(rows))
    return len(rows)


@transaction.atomic
def line_voice_keep(*, actor: Actor, line: Homework, file: HomeworkFile, following: bool = False) -> int:
    """It says what the line says now. `following`: on the lines of its series that come after too, each for its day."""
    held = _held(actor, line)
    rows = _same_on(actor, held, file, following=following)
    for one in rows:
        one.text, one.due_on = one.line.text, one.line.due_on
    HomeworkFile.objects.bulk_update(rows, ["text", "due_on"])
    for resource in {one.line.resource_id: one.line.resource for one in rows}.values():
        resource_touch(resource=resource)
    audit(actor, "homework.voice.kept", held.resource, school_id=held.school_id, lines=len(rows))
    return len(rows)


def _same_on(actor: Actor, held: Homework, file: HomeworkFile, *, following: bool) -> list[HomeworkFile]:
    """This file of the line, and what is the same on those that follow."""
    wanted = Q(pk=file.pk, line=held)
    if following:
        wanted |= Q(line__in=later_in_series(actor, held), blob=file.blob_id)
    rows = HomeworkFile.objects.filter(wanted).select_related("line__resource")
    return list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))


def removed_files_collect() -> int:
    """Throw away, inside the transaction of the nightly run, the files of lines that were taken back and did not come
    again; returns how many went."""
    now = clock.now()
    # What is put there again at this instant is held by who does, and keeps its files.
    lines = Homework.objects.select_for_update(of=("self",), no_key=True, skip_locked=True).filter(
        Exists(HomeworkFile.objects.filter(line=OuterRef("pk"))), removed_at__lt=now - _RESTORED_WITHIN
    )
    gone = list(lines.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
    Homework.objects.filter(pk__in=gone).update(files_gone_at=now)
    return HomeworkFile.objects.filter(line__in=gone).delete()[0]


def files_put(lines: Sequence[Homework], joining: FilesToJoin, *, by: Actor) -> None:
    """Join files to each of these lines of one school, inside the transaction of the act that gives them."""
    if not joining.given or not lines:
        return
    school = lines[0].school_id
    require_kept(school, joining.given, voices=True)
    blobs = [(label_of(one.name), blob_given(school, one, person_id=by.person_id)) for one in joining.given]
    made = []
    for line in lines:
        rows = HomeworkFile.objects.filter(line=line)
        last = rows.aggregate(last=Max("number"))["last"] or 0
        if rows.count() + len(blobs) > MOST_FILES:
            raise DomainError(
                f"{MOST_FILES} fichiers au plus sur un travail\N{NO-BREAK SPACE}: retirez-en d’abord.",
                field="file",
            )
        made += [
            HomeworkFile(
                line=line,
                school_id=school,
                blob=blob,
                number=number,
                label=label,
                reserved=joining.reserved,
                text=line.text,
                due_on=line.due_on,
            )
            for number, (label, blob) in enumerate(blobs, last + 1)
        ]
    HomeworkFile.objects.bulk_create(made)


def files_copy(pairs: Iterable[tuple[Homework, Homework]]) -> None:
    """The files of lines on those that say the same again, at the same school: the bytes are kept once."""
    to = {before.pk: after for before, after in pairs}
    rows = list(HomeworkFile.objects.filter(line__in=to).select_related("line").order_by("line", "number"))
    # Held: the night does not take away what is joined at this instant.
    Blob.objects.filter(pk__in={one.blob_id for one in rows}).update(wanted_at=clock.now())
    HomeworkFile.objects.bulk_create(_again(one, to[one.line_id]) for one in rows)


def _again(file: HomeworkFile, line: Homework) -> HomeworkFile:
    """A voice is said again with the words and the day of the week that it speaks for; what it says of another one
    stays told."""
    speaks = file.due_on is None or (file.text, file.due_on) == (file.line.text, file.line.due_on)
    same_day = line.due_on.weekday() == file.line.due_on.weekday()
    return HomeworkFile(
        line=line, school_id=file.school_id, blob_id=file.blob_id, number=file.number, label=file.label,
        reserved=file.reserved, text=line.text if speaks else file.text,
        due_on=line.due_on if speaks and same_day else file.due_on or file.line.due_on,
    )  # fmt: skip


def lines_with_files(lines: Iterable[Homework]) -> int:
    return HomeworkFile.objects.filter(line__in=list(lines)).values("line").distinct().count()


def _held(actor: Actor, line: Homework) -> Homework:
    """Until the transaction ends, by who writes there now."""
    rows = Homework.objects.select_related("resource__school", "resource__homeworkweek")
    held: Homework = rows.select_for_update(of=("self",), no_key=True).get(pk=line.pk)
    require(may_write, actor, place_given(held))
    return held
