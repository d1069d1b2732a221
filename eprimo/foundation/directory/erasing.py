"""What the directory does beyond its lines when people are erased."""

from collections.abc import Mapping

from django.db.models import F, Q
from django.db.models.functions import Greatest

from eprimo.foundation.directory.enums import EndReason, TieState
from eprimo.foundation.directory.models import GuardianRestriction, Guardianship, PersonMerge, TieProposal
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.merging import names_person
from eprimo.foundation.kernel.retention_rules import Erasing


def erase(erasing: Erasing) -> Mapping[str, int]:
    """End the links of adults to erased children, without a word: a link only dates the adult's own last right."""
    now = clock.now()
    _forget_in_journals(erasing)
    links = Guardianship.objects.filter(child__in=erasing.people)
    restrictions = GuardianRestriction.objects.filter(guardianship__in=links).delete()[0]
    links.filter(starts__gt=now).delete()
    links.exclude(ends__lte=now).update(ends=Greatest(F("starts"), now), end_reason=EndReason.LEFT)
    # What was proposed to somebody goes with the person, but what still waits: it was written for whoever bears that
    # name, and its list must not tell that somebody was meant. Who proposed it to others is forgotten.
    own = TieProposal.objects.filter(person__in=erasing.people)
    own.filter(state=TieState.OPEN).update(person=None, proven=False)
    ties = own.delete()[0]
    TieProposal.objects.filter(proposed_by__in=erasing.people).update(proposed_by=None)
    TieProposal.objects.filter(seconded_by__in=erasing.people).update(seconded_by=None)
    return {"directory.GuardianRestriction": restrictions, "directory.TieProposal": ties}


def _forget_in_journals(erasing: Erasing) -> None:
    """What merges of others keep to be parted says nothing of an erased child, or guardian, any more."""
    near = Q(kept__guardianships__child__in=erasing.people) | Q(kept__guardians__adult__in=erasing.people)
    for row in PersonMerge.objects.filter(near, undone_at=None).distinct():
        left = [entry for entry in row.journal if not names_person(entry, erasing.people)]
        if len(left) < len(row.journal):
            row.journal = left
            row.save(update_fields=["journal"])
