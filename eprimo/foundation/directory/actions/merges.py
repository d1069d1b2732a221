"""Two rows of one human being made one, parted again, or said not to be the same. Both histories are kept."""

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from eprimo.foundation.directory.locks import schools_held
from eprimo.foundation.directory.models import NotTheSame, Person, PersonMerge
from eprimo.foundation.directory.policies.merges import can_merge, schools_to_merge
from eprimo.foundation.directory.queries.merges import ONESELF, restrictions_of, why_not
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Conflict, NotVisible
from eprimo.foundation.kernel.merging import Merging, Parting, merge_rows, part_rows
from eprimo.foundation.kernel.realtime import touch
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.kernel.wall import reaching

LOOK_AT_RESTRICTIONS = (
    "Une restriction est en vigueur\N{NO-BREAK SPACE}: cochez que vous l’avez vue. Elle reste, et la plus "
    "stricte compte."
)


class AlreadyParted(Conflict):
    code = "already-parted"
    sentence = "Ces fiches sont déjà séparées."


@transaction.atomic
def person_merge(
    *, actor: Actor, kept: Person, absorbed: Person, restrictions_seen: bool = False
) -> PersonMerge:
    """Make two people one: everything that named `absorbed` names `kept`. The stricter of two restrictions on one child
    stays.

    Raises NotVisible (somebody of no school of the actor's), Forbidden, Conflict with the reason why not.
    """
    schools = schools_to_merge(actor, kept, absorbed)
    require(can_merge, actor, schools, kept.pk, absorbed.pk)
    schools_held(schools)
    kept, absorbed = _locked(kept, absorbed)
    # Read again behind the lock: an import may have been at work.
    if schools_to_merge(actor, kept, absorbed) != schools:
        raise Conflict
    if reason := why_not(actor, kept, absorbed):
        raise Conflict(reason)
    if not restrictions_seen and restrictions_of(kept, absorbed):
        raise Conflict(LOOK_AT_RESTRICTIONS, code="restrictions", field="restrictions_seen")
    merging = Merging(kept.pk, absorbed.pk, clock.now())
    try:
        with transaction.atomic(), reaching(kept.pk, absorbed.pk):
            merge_rows(merging)
            _rights_anew(schools, kept.pk, absorbed.pk)
    except IntegrityError as error:
        # Something names both in a way that one human being cannot.
        raise Conflict(
            "Ces deux fiches ne peuvent pas être la même personne\N{NO-BREAK SPACE}: un même acte nomme les deux."
        ) from error
    row = PersonMerge.objects.create(
        kept=kept, absorbed=absorbed, school_id=actor.school_id, merged_by_id=actor.person_id,
        merged_at=merging.now, journal=merging.entries,
    )  # fmt: skip
    _tell(actor, "directory.person.merged", row, schools, rows=len(merging.entries))
    return row


@transaction.atomic
def person_unmerge(*, actor: Actor, merge: PersonMerge) -> PersonMerge:
    """Part two people who were made one: each row gets back what it had. What was made since stays with the kept one.

    Raises NotVisible, Forbidden, Conflict (already parted; a later merge of the same person stands).
    """
    kept, absorbed = _locked(merge.kept, merge.absorbed)
    schools = schools_to_merge(actor, kept)
    require(can_merge, actor, schools, kept.pk, absorbed.pk)
    row = PersonMerge.objects.select_for_update(of=("self",), no_key=True).get(pk=merge.pk)
    if row.undone_at is not None:
        raise AlreadyParted
    if kept.pk == actor.person_id:
        raise Conflict(ONESELF)
    later = PersonMerge.objects.filter(Q(kept=kept) | Q(absorbed=kept), undone_at=None, pk__gt=row.pk)
    if later.exists():
        raise Conflict(
            "Une réunion plus récente de cette fiche est en vigueur\N{NO-BREAK SPACE}: séparez-la d’abord."
        )
    schools_held(schools)
    with reaching(kept.pk, absorbed.pk):
        part_rows(Parting(kept.pk, absorbed.pk, clock.now()), row.journal)
        _rights_anew(schools, kept.pk, absorbed.pk)
    row.undone_at, row.undone_by_id, row.journal = clock.now(), actor.person_id, []
    row.save(update_fields=["undone_at", "undone_by", "journal"])
    _tell(actor, "directory.person.parted", row, schools)
    return row


@transaction.atomic
def people_not_the_same(*, actor: Actor, one: Person, other: Person) -> NotTheSame:
    """Note that two people are two: no longer proposed. Raises NotVisible, Forbidden."""
    schools = schools_to_merge(actor, one, other)
    require(can_merge, actor, schools, one.pk, other.pk)
    first, second = sorted((one, other), key=lambda person: person.pk)
    if first == second:
        raise NotVisible
    row, made = NotTheSame.objects.get_or_create(
        first=first, second=second, defaults={"said_by_id": actor.person_id, "said_at": clock.now()}
    )
    if made:
        for school in sorted(schools):
            audit(actor, "directory.person.told_apart", first, school_id=school, subject_id=second.pk)
    return row


def _locked(*people: Person) -> list[Person]:
    """As they are now, held until the transaction ends, in the order given."""
    rows = Person.objects.select_for_update(no_key=True).order_by("pk").in_bulk([one.pk for one in people])
    return [rows[one.pk] for one in people]


def _tell(actor: Actor, act: str, row: PersonMerge, schools: frozenset[int], **details: int) -> None:
    """A line in each school; open pages look again."""
    for school in sorted(schools):
        audit(actor, act, row.kept, school_id=school, subject_id=row.absorbed_id, **details)
    touch(people=[row.kept_id, row.absorbed_id])


def _rights_anew(schools: frozenset[int], *people: int) -> None:
    """Rights of these people are computed anew, and imports under way in these schools plan again. While the two are
    reached: a page raises the epochs of nobody else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT directory_raise_schools(%s::bigint[])", [sorted(schools)])
        cursor.execute("SELECT directory_raise_people(%s::bigint[])", [list(people)])
