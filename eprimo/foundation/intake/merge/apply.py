"""Writing a plan: sets of rows, few statements whatever their number, inside the transaction of the caller."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F
from django.db.models.functions import Greatest

from eprimo.foundation.accounts.actions.accounts import accounts_ensure
from eprimo.foundation.directory.enums import AttachmentKind, EndReason, Profile, Source
from eprimo.foundation.directory.models import (
    Affiliation,
    Attachment,
    ClassGroup,
    ClassMembership,
    Consent,
    ContactDetails,
    ExternalKey,
    Guardianship,
    NationalNumber,
    Person,
)
from eprimo.foundation.intake.events import ChildrenEnrolled
from eprimo.foundation.intake.merge.adults import ChildRef
from eprimo.foundation.intake.merge.journal import LINKS, Journal, own_end, rewrite
from eprimo.foundation.intake.merge.plan import GuardianPlan, PersonPlan, Plan, PupilPlan, TeacherPlan
from eprimo.foundation.intake.merge.state import SchoolState
from eprimo.foundation.kernel.outbox import emit

_NUMBERS_AT_ONCE = 8


def apply_plan(plan: Plan, state: SchoolState) -> Journal:
    """Change the directory as the plan says. The caller holds the school's lock and the transaction."""
    writer = _Writer(plan, state)
    writer.write()
    return writer.journal


class _Writer:
    def __init__(self, plan: Plan, state: SchoolState) -> None:
        self.plan = plan
        self.state = state
        self.school = state.school
        self.now: datetime = state.now
        # Person of each plan, by the plan's own identity.
        self.ids: dict[int, int] = {}
        self.pupils: dict[int, int] = {}
        self.classes: list[int] = []
        self.journal: Journal = {}
        # Link with a class → what was known of its level before.
        self.levels: dict[int, dict[str, Any]] = {}

    def write(self) -> None:
        self.people()
        self.keys()
        self.contacts()
        self.levels_before()
        self.write_classes()
        self.end_links()
        self.close_classes()
        self.pupil_links()
        self.guardian_links()
        self.teacher_links()
        self.consents()
        self.accounts()
        self.tell()

    def everybody(self) -> Iterable[PersonPlan]:
        for kind in (self.plan.pupils, self.plan.guardians, self.plan.teachers):
            for one in kind:
                yield one.who

    def id_of(self, one: PupilPlan | GuardianPlan | TeacherPlan) -> int:
        if isinstance(one, TeacherPlan) and one.as_guardian is not None:
            return self.id_of(self.plan.guardians[one.as_guardian])
        return self.ids[id(one.who)]

    def people(self) -> None:
        shared = {id(one.who) for one in self.plan.teachers if one.as_guardian is not None}
        new = [who for who in self.everybody() if who.person is None and id(who) not in shared]
        # Where their links will be: a row that is written once.
        made = Person.objects.bulk_create([Person(**who.fields, place_ids=[self.school.pk]) for who in new])
        self.ids = {id(who): person.pk for who, person in zip(new, made, strict=True)}
        self.ids |= {id(who): who.person for who in self.everybody() if who.person is not None}
        changed: dict[int, dict[str, Any]] = {}
        for who in self.everybody():
            if who.person is not None and who.fields:
                changed.setdefault(who.person, {}).update(who.fields)
        self.journal["people"] = rewrite(Person, changed)

    def keys(self) -> None:
        rows: list[ExternalKey] = []
        wanted: dict[int, str] = {}
        for who in self.everybody():
            person = self.ids.get(id(who))
            if person is None:
                continue
            rows += [ExternalKey(person_id=person, source=Source.ONDE, key=key) for key in who.keys]
            if who.key_base:
                wanted.setdefault(person, who.key_base)
        numbers = _free_numbers(wanted.values())
        for person, base in wanted.items():
            key = f"{base}:{next(numbers[base])}"
            rows.append(ExternalKey(person_id=person, source=Source.ONDE, key=key))
        known = {who.person for who in self.everybody() if who.person is not None}
        made = ExternalKey.objects.bulk_create(rows) if rows else []
        self.journal["keys"] = [key.pk for key in made if key.person_id in known]
        numbers_given = [
            NationalNumber(person_id=self.ids[id(one.who)], ine=one.ine)
            for one in self.plan.pupils
            if one.ine
        ]
        if numbers_given:
            NationalNumber.objects.bulk_create(numbers_given)
        self.journal["numbers"] = [one.person_id for one in numbers_given if one.person_id in known]

    def contacts(self) -> None:
        new: dict[int, dict[str, str]] = {}
        changed: dict[int, dict[str, Any]] = {}
        adults: list[GuardianPlan | TeacherPlan] = [*self.plan.guardians, *self.plan.teachers]
        for one in adults:
            if one.who.contact:
                kept = changed if one.who.has_contact else new
                kept.setdefault(self.id_of(one), {}).update(one.who.contact)
        if new:
            ContactDetails.objects.bulk_create(
                [ContactDetails(person_id=pk, **said) for pk, said in new.items()]
            )
        known = {who.person for who in self.everybody() if who.person is not None}
        self.journal["contacts"] = rewrite(ContactDetails, changed) | {
            str(pk): {name: ["", value] for name, value in said.items()}
            for pk, said in new.items()
            if pk in known
        }

    def write_classes(self) -> None:
        new = [one for one in self.plan.classes if one.id is None]
        changed = {one.id: one.fields for one in self.plan.classes if one.id is not None and one.fields}
        if any("label" in fields for fields in changed.values()):
            # Two classes may change names with each other: first to names that nobody has.
            for pk, fields in changed.items():
                if "label" in fields:
                    ClassGroup.objects.filter(pk=pk).update(label=f"~{pk}")
        self.journal["classes"] = rewrite(ClassGroup, changed)
        for one in self.plan.classes:
            if "label" in one.fields and one.id is not None:
                self.journal["classes"][str(one.id)]["label"][0] = one.was
        made = ClassGroup.objects.bulk_create(
            [
                ClassGroup(
                    school=self.school, year_id=self.school.running_year_id, label=one.label,
                    levels=list(one.levels), source=Source.ONDE,
                )
                for one in new
            ]
        )  # fmt: skip
        self.journal["classes_made"] = [one.pk for one in made]
        ids = iter(made)
        self.classes = [one.id if one.id is not None else next(ids).pk for one in self.plan.classes]

    def end_links(self) -> None:
        moved = [pk for one in self.plan.pupils for pk in one.memberships_end]
        self._end(ClassMembership, moved, EndReason.MOVED)
        detached = [pk for one in self.plan.teachers for pk in one.attachments_end]
        self._end(Attachment, [*detached, *self.plan.attachments_end], EndReason.ABSENT_FROM_SOURCE)
        changed = [pk for one in self.plan.teachers for pk in one.affiliations_end]
        self._end(Affiliation, [*changed, *self.plan.affiliations_end], EndReason.ABSENT_FROM_SOURCE)
        self._end(ClassMembership, self.plan.memberships_end, EndReason.ABSENT_FROM_SOURCE)
        self._end(Guardianship, self.plan.guardianships_end, EndReason.ABSENT_FROM_SOURCE)

    def _end(self, model: Any, ids: list[int], reason: EndReason) -> None:
        if ids:
            rows = model.objects.filter(pk__in=ids)
            own = rows.exclude(ends=None, starts__lte=self.now).values("id", "ends", "end_reason")
            self.journal.setdefault(LINKS[model.__name__], []).extend(map(own_end, own))
            rows.update(ends=Greatest(F("starts"), self.now), end_reason=reason.value)

    def close_classes(self) -> None:
        if self.plan.classes_close:
            ids = [pk for pk, _ in self.plan.classes_close]
            ClassGroup.objects.filter(pk__in=ids).update(closed_at=self.now)

    def pupil_links(self) -> None:
        self.pupils = {n: self.id_of(one) for n, one in enumerate(self.plan.pupils)}
        opened = [
            Affiliation(
                person_id=self.id_of(one), school=self.school, profile=Profile.PUPIL, starts=self.now,
                source=Source.ONDE,
            )
            for one in self.plan.pupils
            if one.opens
        ]  # fmt: skip
        _create(Affiliation, opened)
        memberships = [
            ClassMembership(
                person_id=self.id_of(one), class_group_id=self.classes[ref], school=self.school, starts=self.now,
                source=Source.ONDE, level=self.plan.classes[ref].level_of(one.record),
            )
            for one in self.plan.pupils
            for ref in one.into
        ]  # fmt: skip
        _create(ClassMembership, memberships)
        self.pupil_levels()

    def pupil_levels(self) -> None:
        """Of who stays in a class of several levels; the journal has what the classes took away too."""
        said: dict[str, list[int]] = {}
        for one in self.plan.pupils:
            for membership, level in one.levels.items():
                said.setdefault(level, []).append(membership)
        for level, ids in sorted(said.items()):
            ClassMembership.objects.filter(pk__in=ids, level_by_hand=False).update(level=level)
        now = self._levels(self.levels)
        self.journal["levels"] = {
            str(pk): {name: [was[name], now[pk][name]] for name in was if was[name] != now[pk][name]}
            for pk, was in self.levels.items()
            if was != now[pk]
        }

    def levels_before(self) -> None:
        """A class that loses a level takes it from its pupils, by the database."""
        classes = [one.id for one in self.plan.classes if "levels" in one.fields and one.id is not None]
        ids = [membership for one in self.plan.pupils for membership in one.levels]
        if classes:
            rows = ClassMembership.objects.filter(class_group__in=classes).exclude(level="")
            ids += rows.values_list("pk", flat=True)
        self.levels = self._levels(ids)

    @staticmethod
    def _levels(ids: Iterable[int]) -> dict[int, dict[str, Any]]:
        wanted = list(ids)
        rows = ClassMembership.objects.filter(pk__in=wanted) if wanted else ClassMembership.objects.none()
        return {row.pk: {"level": row.level, "level_by_hand": row.level_by_hand} for row in rows}

    def guardian_links(self) -> None:
        reopened = [pk for one in self.plan.guardians for pk in one.reopen]
        if reopened:
            rows = Guardianship.objects.filter(pk__in=reopened)
            self.journal["reopened"] = list(map(own_end, rows.values("id", "ends", "end_reason")))
            rows.update(ends=None, end_reason="")
        order: Counter[int] = Counter(
            {child: sum(tie.live for tie in ties) for child, ties in self.state.guardians.items()}
        )
        made = []
        for one in self.plan.guardians:
            for ref in one.links:
                child = self._child(ref)
                order[child] += 1
                made.append(
                    Guardianship(
                        adult_id=self.id_of(one), child_id=child, priority=order[child], starts=self.now,
                        source=Source.ONDE,
                    )
                )  # fmt: skip
        _create(Guardianship, made)

    def _child(self, ref: ChildRef) -> int:
        kind, number = ref
        return self.pupils[number] if kind == "new" else number

    def tell(self) -> None:
        """Who answers for a child that another school brought up to now is told that this one has it too."""
        arrived = [one.who.person for one in self.plan.pupils if one.opens and not one.returns]
        known = [person for person in arrived if person is not None]
        if known:
            emit(ChildrenEnrolled(child_ids=known))

    def teacher_links(self) -> None:
        opened = [
            Affiliation(
                person_id=self.id_of(one), school=self.school, profile=one.profile, starts=self.now,
                source=Source.ONDE,
            )
            for one in self.plan.teachers
            if one.profile
        ]  # fmt: skip
        _create(Affiliation, opened)
        attached = [
            Attachment(
                person_id=self.id_of(one), class_group_id=self.classes[ref], school=self.school,
                kind=AttachmentKind.TEACHES, starts=self.now, source=Source.ONDE,
            )
            for one in self.plan.teachers
            for ref in one.into
        ]  # fmt: skip
        _create(Attachment, attached)

    def consents(self) -> None:
        replaced, rows = [], []
        for one in self.plan.pupils:
            for use, decision, old in one.consents:
                replaced += [old] if old is not None else []
                rows.append(
                    Consent(
                        child_id=self.id_of(one), school=self.school, use=use, decision=decision,
                        source=Source.ONDE, starts=self.now,
                    )
                )  # fmt: skip
        if replaced:
            Consent.objects.filter(pk__in=replaced).update(ends=self.now)
        _create(Consent, rows)

    def accounts(self) -> None:
        """Whoever is new, or comes back, can be given a sheet."""
        people = {self.ids[id(who)] for who in self.everybody() if who.person is None and id(who) in self.ids}
        people |= {self.id_of(one) for one in self.plan.pupils if one.opens}
        people |= {self.id_of(one) for one in self.plan.teachers if one.profile}
        people |= {self.id_of(one) for one in self.plan.guardians if one.links or one.reopen}
        if people:
            accounts_ensure(person_ids=people)


def _create(model: Any, rows: list[Any]) -> None:
    if rows:
        model.objects.bulk_create(rows)


def _free_numbers(bases: Iterable[str]) -> dict[str, Any]:
    """For each base, the numbers from 1 that no key has: one statement unless many share a name."""
    wanted = Counter(bases)
    found: dict[str, list[int]] = {base: [] for base in wanted}
    first = 1
    while short := [base for base in wanted if len(found[base]) < wanted[base]]:
        span = range(first, first + _NUMBERS_AT_ONCE)
        asked = [f"{base}:{number}" for base in short for number in span]
        keys = ExternalKey.objects.filter(source=Source.ONDE, academy="", key__in=asked)
        taken = set(keys.values_list("key", flat=True))
        for base in short:
            found[base] += [number for number in span if f"{base}:{number}" not in taken]
        first += _NUMBERS_AT_ONCE
    return {base: iter(numbers) for base, numbers in found.items()}
