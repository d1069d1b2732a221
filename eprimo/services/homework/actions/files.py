"""Files and a voice on lines of homework: joined, taken off, copied with the line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from eprimo.foundation.content.actions import resource_touch
from eprimo.foundation.files.actions import Given, blob_given, label_of, require_kept
from eprimo.foundation.files.models import Blob
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Conflict, DomainError
from eprimo.foundation.kernel.rights import require
from eprimo.services.homework.models import Homework, HomeworkFile
from eprimo.services.homework.policies import may_write, place_given

MOST_FILES = 5


@dataclass(frozen=True, slots=True)
class Joining:
    """What is joined to a line; `reserved`: its author did not say that it tells no hour and no place."""

    given: Sequence[Given] = ()
    reserved: bool = True


@transaction.atomic
def line_files_join(*, actor: Actor, line: Homework, joining: Joining) -> None:
    """All or nothing: raises FileRefused for the first that cannot be kept, Full, FilesAway; DomainError: too many, or
    none."""
    held = _held(actor, line)
    if held.removed_at is not None:
        raise Conflict("Ce travail a été retiré.")
    if not joining.given:
        raise DomainError("Choisissez au moins un fichier.", field="file")
    files_put([held], joining)
    _told(actor, held, "homework.file.joined", len(joining.given))


@transaction.atomic
def line_file_remove(*, actor: Actor, line: Homework, file: HomeworkFile) -> None:
    """Nobody reads it any more; the bytes go by night."""
    held = _held(actor, line)
    file.delete()
    _told(actor, held, "homework.file.removed", 1)


def files_put(lines: Sequence[Homework], joining: Joining) -> None:
    """On each of these lines of one school, inside the transaction of the act that gives them."""
    if not joining.given or not lines:
        return
    school = lines[0].school_id
    require_kept(school, joining.given, voices=True)
    blobs = [(label_of(one.name), blob_given(school, one)) for one in joining.given]
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
                line=line, school_id=school, blob=blob, number=number, label=label, reserved=joining.reserved
            )
            for number, (label, blob) in enumerate(blobs, last + 1)
        ]
    HomeworkFile.objects.bulk_create(made)


def files_copy(pairs: Iterable[tuple[Homework, Homework]]) -> None:
    """The files of lines on those that say the same again, at the same school: the bytes are kept once."""
    to = {before.pk: after for before, after in pairs}
    rows = list(HomeworkFile.objects.filter(line__in=to).order_by("line", "number"))
    # Held: the night does not take away what is joined at this instant.
    Blob.objects.filter(pk__in={one.blob_id for one in rows}).update(wanted_at=clock.now())
    HomeworkFile.objects.bulk_create(
        HomeworkFile(
            line=to[one.line_id], school_id=one.school_id, blob_id=one.blob_id, number=one.number, label=one.label,
            reserved=one.reserved,
        )
        for one in rows
    )  # fmt: skip


def _held(actor: Actor, line: Homework) -> Homework:
    """Until the transaction ends, by who writes there now."""
    rows = Homework.objects.select_related("resource__school", "resource__homeworkweek")
    held: Homework = rows.select_for_update(of=("self",), no_key=True).get(pk=line.pk)
    require(may_write, actor, place_given(held))
    return held


def _told(actor: Actor, line: Homework, act: str, files: int) -> None:
    resource_touch(resource=line.resource)
    audit(actor, act, line.resource, school_id=line.school_id, files=files)
