"""Asking for a copy, opening it, doing without it. The worker makes it (`making`)."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from eprimo.foundation.accounts.enums import News
from eprimo.foundation.accounts.events import OwnerToTell
from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Conflict, NotVisible
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.privacy.exports.notices import told_no_more
from eprimo.foundation.privacy.exports.policies import can_see, may_export_child, may_export_own
from eprimo.foundation.privacy.models import Export, ExportKind, ExportState
from eprimo.ui.languages import spoken

# A file at hand for a week; then it is asked for again, and says what is true then.
KEPT = timedelta(days=7)
# The year change may be undone for fifteen days: what was left before that is of another departure.
SAME_DEPARTURE = timedelta(days=30)
# A departure's copy has no end but the child's; one that has an end is of a year change that was undone.
_TAKEN_BACK = Q(state=ExportState.READY, expires_at__isnull=False)


class OneAtATime(Conflict):
    code = "export-one-at-once"
    sentence = "Une copie est déjà en préparation. Attendez qu’elle soit prête, puis demandez l’autre."


def export_ask_own(*, actor: Actor) -> Export:
    """A copy of the own data; the one before it goes."""
    require(may_export_own, actor)
    return _ask(actor, ExportKind.OWN, actor.person_id)


def export_ask_child(*, actor: Actor, child: Person) -> Export:
    """A copy of a child's data, as this guardian may read it."""
    require(may_export_child, actor, child.pk)
    return _ask(actor, ExportKind.CHILD, child.pk)


def _ask(actor: Actor, kind: ExportKind, subject_id: int) -> Export:
    now = clock.now()
    try:
        with transaction.atomic():
            older = Export.objects.filter(kind=kind, asked_by=actor.person_id, subject=subject_id)
            older.exclude(state__in=[ExportState.ASKED, ExportState.MAKING]).delete()
            export = Export.objects.create(
                kind=kind, subject_id=subject_id, asked_by_id=actor.person_id, asked_at=now, language=spoken()
            )
            emit(OwnerToTell(actor.account_id, News.EXPORTED))
            audit(actor, "privacy.export.asked", export, subject_id=subject_id, kind=kind.value)
    except IntegrityError as error:
        if "export_one_at_once" not in str(error):
            raise
        raise OneAtATime from error
    return export


@transaction.atomic
def export_fetch(*, actor: Actor, export: Export) -> Export:
    """The actor takes the file: the right is asked anew. NotVisible when it is gone, or not ready."""
    if not can_see(actor, export) or not export.is_ready:
        raise NotVisible
    export.fetched_at = clock.now()
    export.save(update_fields=["fetched_at"])
    told_no_more(export)
    audit(actor, "privacy.export.fetched", export, subject_id=export.subject_id, kind=export.kind)
    return export


@transaction.atomic
def export_drop(*, actor: Actor, export: Export) -> None:
    """Drop a copy that its asker needs no more: the file goes at once. What the school left for a family stays for the
    others."""
    if not can_see(actor, export) or export.asked_by_id != actor.person_id:
        raise NotVisible
    told_no_more(export)
    audit(actor, "privacy.export.dropped", export, subject_id=export.subject_id, kind=export.kind)
    export.delete()


@transaction.atomic
def pupil_export(*, actor: Actor | None, school_id: int, child_ids: Iterable[int]) -> int:
    """Have a file made for each child who leaves the school: for the guardians who have the right, and for the child,
    kept until the child is erased. Once a departure. Returns how many are new. The caller asks for the right."""
    now = clock.now()
    wanted = list(dict.fromkeys(child_ids))
    left = Export.objects.filter(kind=ExportKind.LEAVING, subject__in=wanted)
    # Of another departure; or of one that was undone, and says what was true then.
    left.filter(Q(asked_at__lt=now - SAME_DEPARTURE) | _TAKEN_BACK).delete()
    there = set(left.values_list("subject_id", flat=True))
    made = Export.objects.bulk_create(
        Export(kind=ExportKind.LEAVING, subject_id=child, asked_at=now, language="fr")
        for child in wanted
        if child not in there
    )
    if made:
        audit(actor, "privacy.export.left", school_id=school_id, count=len(made))
    return len(made)


@transaction.atomic
def pupil_export_cancel(*, actor: Actor | None, school_id: int, child_ids: Iterable[int]) -> int:
    """They stay after all: the files made for their departure go, save those that somebody took. These say the same on
    a family's device already: they stay at hand as long as a copy that was asked for. Returns how many were taken back.
    """
    rows = Export.objects.filter(kind=ExportKind.LEAVING, subject__in=list(child_ids))
    rows.filter(fetched_at__isnull=False, expires_at=None).update(expires_at=clock.now() + KEPT)
    count: int = rows.filter(fetched_at=None).delete()[1].get("privacy.Export", 0)
    if count:
        audit(actor, "privacy.export.left_undone", school_id=school_id, count=count)
    return count


@transaction.atomic
def exports_drop(*, person_ids: Iterable[int]) -> int:
    """Drop every copy that these people asked for, or that speaks of them: they are erased. Returns how many."""
    people = list(person_ids)
    rows = Export.objects.filter(
        Q(subject__in=people) | Q(asked_by__in=people) | Q(children__has_any_keys=list(map(str, people)))
    )
    count = rows.count()
    rows.delete()
    return count


@transaction.atomic
def exports_expire() -> int:
    """Files whose time is over, and those that failed a day ago. Returns how many."""
    now = clock.now()
    over = Export.objects.filter(expires_at__lte=now)
    found = list(over.select_related("asked_by"))
    for export in found:
        told_no_more(export)
    over.filter(pk__in=[one.pk for one in found]).delete()
    return len(found)
