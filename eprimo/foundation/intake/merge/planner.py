"""From a delivery and the state of a school to the plan of what changes."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, time
from typing import Any

from eprimo.foundation.directory.enums import ConsentDecision, ConsentUse, EndReason, Profile, Source
from eprimo.foundation.intake.merge.adults import (
    AdultMatch,
    AdultRecord,
    ChildRef,
    match_guardians,
    match_teachers,
    names_of,
    parents_who_teach,
    problem,
    raw_names,
    shown_name,
)
from eprimo.foundation.intake.merge.classes import ClassesPlan, say_levels
from eprimo.foundation.intake.merge.guards import Named, guard
from eprimo.foundation.intake.merge.keys import guardian_base, ine_key, outside_key, pupil_base, teacher_base
from eprimo.foundation.intake.merge.leavers import plan_departures
from eprimo.foundation.intake.merge.limits import keep_own, own_link, reach, waits_for_other
from eprimo.foundation.intake.merge.merged_people import follows, is_key_of, speakers, with_classes
from eprimo.foundation.intake.merge.plan import (
    ClassRef,
    GuardianPlan,
    PersonPlan,
    Plan,
    PupilPlan,
    TeacherPlan,
)
from eprimo.foundation.intake.merge.pupils import match_pupils
from eprimo.foundation.intake.merge.state import SchoolState, Tie
from eprimo.foundation.intake.merge.wards import Wards
from eprimo.foundation.intake.records import Delivery, PupilRecord, Severity

_FIELD_WORDS = {
    "last_name": "nom", "first_name": "prénom", "usual_name": "nom d’usage", "birth_date": "date de naissance",
    "sex": "sexe", "civility": "civilité",
}  # fmt: skip
_BY_HAND = {EndReason.ENDED_BY_HAND, EndReason.LEFT}


def make_plan(
    delivery: Delivery, state: SchoolState, importers: frozenset[int], *, opened: bool = False
) -> Plan:
    """Compare a delivery, which is not a refused one, with the school.

    `importers`: the people who sent and agreed to it; nobody gives oneself the direction of a school, nor ends the own
    link with it by a file. `opened`: the academy lets the school apply a file that looks like another's.
    """
    return _Planner(delivery, state, importers, opened=opened).plan


class _Planner:
    def __init__(
        self, delivery: Delivery, state: SchoolState, importers: frozenset[int], *, opened: bool
    ) -> None:
        self.importers = importers
        # Children of the directory whom the guardians' file names.
        self.named_wards: set[int] = set()
        self.delivery = delivery
        self.state = state
        self.uai = state.school.uai
        self.plan = Plan()
        matched = match_pupils(delivery, state)
        self.plan.problems += matched.problems
        self.pupils, self.refused_ine = matched.people, matched.refused_ine
        self.classes = ClassesPlan(delivery, state, self.pupils)
        self.plan.classes = self.classes.plans
        self.wards = Wards(delivery, state, self.pupils)
        self.plan_pupils()
        guardians = self.plan_guardians()
        teachers = self.plan_teachers(guardians)
        plan_departures(
            self.plan, delivery, state, self.classes, self.wards, (self.pupils, guardians, teachers)
        )
        keep_own(self.plan, state, importers)
        named = Named(
            set(self.pupils.values()) if delivery.pupils is not None else None,
            self.named_wards if delivery.guardians is not None else None,
        )
        guard(self.plan, delivery, state, named, opened=opened)

    def describe(
        self, person: int | None, record: PupilRecord | AdultRecord, said: dict[str, object], base: str
    ) -> PersonPlan:
        """The columns that the file says otherwise; what it does not say stays."""
        kind = base.partition(":")[0]
        outside = outside_key(kind, self.uai, record.external_id) if record.external_id else ""
        if person is None:
            fields = {name: value for name, value in said.items() if value}
            return PersonPlan(
                None, fields, keys=[outside] if outside else [], key_base="" if outside else base
            )
        known = self.state.people[person]
        fields = {name: value for name, value in said.items() if value and value != getattr(known, name)}
        if follows(known, base, outside):
            fields = {}
        plan = PersonPlan(person, fields, words=[_FIELD_WORDS[name] for name in fields])
        if outside and outside not in known.keys:
            plan.keys.append(outside)
        elif not known.keys and not outside:
            plan.key_base = base
        return plan

    def _quiet(
        self, people: dict[int, int], records: Sequence[Any], base: Callable[..., str], kind: str
    ) -> dict[int, int]:
        """Records of people who were made one with the record that speaks: it brings what the others say."""

        def is_own(i: int) -> bool:
            one = records[i]
            born = (one.birth_date,) if kind == "pupil" else ()
            outside = outside_key(kind, self.uai, one.external_id) if one.external_id else ""
            known = self.state.people[people[i]]
            return is_key_of(known, base(self.uai, one.last_name, one.first_name, *born), outside, own=True)

        return speakers(people, is_own)

    # Pupils

    def plan_pupils(self) -> None:
        records = self.delivery.pupils or []
        quiet = self._quiet(self.pupils, records, pupil_base, "pupil")
        for i, record in enumerate(with_classes(records, quiet)):
            person = self.pupils.get(i)
            if i in quiet:
                self.plan.pupils.append(PupilPlan(record, PersonPlan(person)))
                continue
            base = pupil_base(self.uai, record.last_name, record.first_name, record.birth_date)
            said: dict[str, object] = {
                "last_name": record.last_name, "first_name": record.first_name, "usual_name": record.usual_name,
                "birth_date": record.birth_date, "sex": record.sex,
            }  # fmt: skip
            plan = PupilPlan(record, self.describe(person, record, said, base))
            if person is not None and person in self.state.elsewhere:
                # Another school answers for the names too: this file alone does not change them.
                plan.who.fields, plan.who.words = {}, []
            self._number(plan, i)
            self._place(plan, person)
            self._consents(plan, person)
            self.plan.pupils.append(plan)

    def _number(self, plan: PupilPlan, i: int) -> None:
        ine = plan.record.ine
        if not ine or i in self.refused_ine:
            return
        if any(other.ine == ine for other in self.plan.pupils):
            return  # given twice by the file, which the reader told
        known = self.state.people[plan.who.person] if plan.who.person is not None else None
        if known is None or not known.ine:
            plan.ine = ine
        if known is None or (not known.ine and ine_key(ine) not in known.keys):
            plan.who.key_base, plan.who.keys = "", [*plan.who.keys, ine_key(ine)]

    def _place(self, plan: PupilPlan, person: int | None) -> None:
        wanted = self.classes.of(plan.record.classes)
        if person is None:
            plan.opens, plan.into = True, wanted
            return
        affiliations = self.state.pupils.get(person, [])
        if not any(tie.live for tie in affiliations):
            if affiliations and self._stopped_by_hand(affiliations[-1]):
                self.tell_by_hand(plan.record, "a été retiré de l’école à la main : il n’y est pas remis.")
                return
            plan.opens, plan.returns = True, bool(affiliations)
            plan.who.words.append("revient dans l’école" if plan.returns else "arrive d’une autre école")
        ties = self.state.memberships.get(person, [])
        if not wanted:
            return
        plan.into, plan.memberships_end = self._move(ties, wanted)
        held = self._held_by_hand(ties, plan.into)
        if held:
            plan.into = [ref for ref in plan.into if ref not in held]
            self.tell_by_hand(plan.record, "a été mis dans une autre classe à la main : il y reste.")
        if plan.into or plan.memberships_end:
            plan.who.words.append(self._move_words(ties, plan.record.classes))
        say_levels(plan, ties, self.classes.plans)

    def _move(self, ties: Iterable[Tie], wanted: list[ClassRef]) -> tuple[list[ClassRef], list[int]]:
        """Classes to open, and links of earlier imports to end."""
        ids = {self.classes.plans[ref].id for ref in wanted}
        live = [tie for tie in ties if tie.live]
        there = {tie.target for tie in live}
        into = [ref for ref in wanted if self.classes.plans[ref].id not in there]
        return into, [tie.id for tie in live if tie.target not in ids and tie.source == Source.ONDE]

    def _held_by_hand(self, ties: list[Tie], into: list[ClassRef]) -> set[ClassRef]:
        """Classes that the file still says, and that a hand left since for the one the pupil is in."""
        by_hand = [tie.starts for tie in ties if tie.live and tie.source == Source.MANUAL]
        if not by_hand:
            return set()
        left = {
            tie.target
            for tie in ties
            if not tie.live and tie.ends is not None and any(tie.ends <= start for start in by_hand)
        }
        return {ref for ref in into if self.classes.plans[ref].id in left}

    def _move_words(self, ties: Iterable[Tie], labels: tuple[str, ...]) -> str:
        before = [self.state.classes[tie.target].label for tie in ties if tie.live]
        return f"classe : {', '.join(before) or 'aucune'} → {', '.join(labels)}"

    def _stopped_by_hand(self, tie: Tie) -> bool:
        """Ended by the director in the running year: the file, which still says it, does not undo that."""
        start = datetime.combine(self.state.year_start, time(), self.state.now.tzinfo)
        return tie.end_reason in _BY_HAND and tie.ends is not None and tie.ends >= start

    def tell_by_hand(self, record: PupilRecord | AdultRecord, what: str) -> None:
        who = f"{record.usual_name or record.last_name} {record.first_name}"
        self.plan.problems.append(problem(record.source, "kept_by_hand", f"{who} {what}", Severity.INFO))

    def _consents(self, plan: PupilPlan, person: int | None) -> None:
        for use, said in (
            (ConsentUse.IMAGE, plan.record.image_consent),
            (ConsentUse.ASSOCIATIONS, plan.record.association_consent),
        ):
            if said is None:
                continue
            decision = ConsentDecision.YES if said else ConsentDecision.NO
            known = self.state.consents.get((person, use)) if person is not None else None
            if known is None or known[1] != decision:
                plan.consents.append((use.value, decision.value, known[0] if known else None))
                plan.who.words.append(
                    "autorisation photo" if use is ConsentUse.IMAGE else "autorisation associations"
                )

    # Guardians

    def plan_guardians(self) -> dict[int, int]:
        records = self.delivery.guardians or []
        children = [self.wards.of(record) for record in records]
        for certain, doubtful in children:
            self.named_wards |= doubtful | {child for kind, child in certain if kind == "person"}
        matched = match_guardians(records, self.state, [certain for certain, _ in children])
        self._staff_who_are_parents(matched)
        self.plan.problems += matched.problems
        quiet = self._quiet(matched.people, records, guardian_base, "guardian")
        for i, record in enumerate(records):
            if i in quiet:
                continue
            person = matched.people.get(i)
            certain = children[i][0].union(*(children[j][0] for j, speaks in quiet.items() if speaks == i))
            if person is None and not certain:
                sentence = f"{shown_name(record)} n’est pas créé : aucun de ses enfants n’est reconnu."
                self.plan.problems.append(problem(record.source, "guardian_without_child", sentence))
                continue
            plan = GuardianPlan(
                record, self._adult(person, record, guardian_base(self.uai, *raw_names(record)))
            )
            self._links(plan, person, certain)
            if person is not None or plan.links:
                self.plan.guardians.append(plan)
        return matched.people

    def _staff_who_are_parents(self, matched: AdultMatch) -> None:
        """A guardian who is not known yet and teaches here: same names and same e-mail."""
        staff = {
            (known.email, known.names): p for p in self.state.staff if (known := self.state.people[p]).email
        }
        for i, record in enumerate(self.delivery.guardians or ()):
            person = staff.get(((record.email or "").casefold(), names_of(record)))
            if i not in matched.people and person is not None and person not in matched.people.values():
                matched.people[i] = person

    def _adult(self, person: int | None, record: AdultRecord, base: str) -> PersonPlan:
        said: dict[str, object] = {
            "last_name": record.last_name, "first_name": record.first_name, "usual_name": record.usual_name,
            "civility": record.civility,
        }  # fmt: skip
        plan = self.describe(person, record, said, base)
        known = self.state.people[person].contact if person is not None else None
        self.plan.problems += reach(plan, record, known, shared=person in self.state.shared)
        return plan

    def _links(self, plan: GuardianPlan, person: int | None, children: set[ChildRef]) -> None:
        for kind, child in sorted(children):
            ties = (
                [tie for tie in self.state.guardians.get(child, ()) if tie.target == person]
                if kind == "person" and person is not None
                else []
            )
            if any(tie.live for tie in ties):
                plan.kept += 1
            elif kind == "person" and child in self.state.elsewhere:
                self.plan.problems.append(waits_for_other(plan.record, self.state.people[child]))
            elif ties and ties[-1].end_reason in _BY_HAND:
                self.tell_by_hand(plan.record, "n’est plus responsable d’un enfant, par décision de l’école.")
            elif (
                ties
                and ties[-1].end_reason == EndReason.ABSENT_FROM_SOURCE
                and ties[-1].source == Source.ONDE
            ):
                # The same link again, with the restriction a court may have put on it.
                plan.reopen.append(ties[-1].id)
            else:
                plan.links.append((kind, child))

    # Teachers

    def plan_teachers(self, guardians: dict[int, int]) -> dict[int, int]:
        records = self.delivery.teachers or []
        matched = match_teachers(records, self.state)
        parents, told = parents_who_teach(records, self.delivery.guardians or [])
        self.plan.problems += matched.problems
        by_record = {id(plan.record): n for n, plan in enumerate(self.plan.guardians)}
        quiet = self._quiet(matched.people, records, teacher_base, "teacher")
        for i, record in enumerate(with_classes(records, quiet)):
            if i in quiet:
                continue
            parent = parents.get(i)
            as_guardian = (
                by_record.get(id((self.delivery.guardians or [])[parent])) if parent is not None else None
            )
            person = matched.people.get(i)
            if person is None and parent is not None:
                person = guardians.get(parent)
                if person is not None:
                    matched.people[i] = person
            plan = TeacherPlan(
                record, self._adult(person, record, teacher_base(self.uai, *raw_names(record)))
            )
            self._share_with_guardian(plan, person, as_guardian)
            self._profile(plan, person)
            self._attach(plan, person)
            self.plan.teachers.append(plan)
        known = set(guardians.values()) & set(matched.people.values())
        self.plan.problems += [one for one in told if not known]
        return matched.people

    def _share_with_guardian(self, plan: TeacherPlan, person: int | None, as_guardian: int | None) -> None:
        """One person, one set of changes: what both files say is said once."""
        if as_guardian is None:
            return
        twin = self.plan.guardians[as_guardian]
        if twin.who.person != person:
            return
        if person is None:
            plan.as_guardian = as_guardian
        plan.who.fields = {
            k: v for k, v in plan.who.fields.items() if k not in twin.who.fields and person is not None
        }
        plan.who.contact = {k: v for k, v in plan.who.contact.items() if k not in twin.who.contact}
        twin.who.contact |= plan.who.contact
        plan.who.contact, plan.who.key_base, plan.who.keys = {}, "", []

    def _profile(self, plan: TeacherPlan, person: int | None) -> None:
        live = [tie for tie in self.state.staff.get(person or 0, ()) if tie.live]
        held = {tie.profile for tie in live}
        directs = plan.record.is_director
        if directs is None or (directs and person in self.importers):
            directs = Profile.DIRECTOR in held
            if plan.record.is_director and not directs:
                self.plan.problems.append(
                    problem(
                        plan.record.source, "own_direction", "Personne ne se donne la direction d’une école."
                    )
                )
        if any(tie.profile == Profile.DIRECTOR and tie.source != Source.ONDE for tie in live):
            return  # named by hand: the file does not undo it
        if Profile.DIRECTOR in held and not directs and person in self.importers:
            told = "dirige l’école et a envoyé ces fichiers, qui disent le contraire : rien n’y change."
            self.plan.problems.append(own_link(plan.record.source, shown_name(plan.record), told))
            return
        wanted = Profile.DIRECTOR if directs else Profile.TEACHER
        if wanted in held:
            stale = [tie for tie in live if tie.profile not in {wanted, Profile.DEPUTY}]
            plan.affiliations_end = [tie.id for tie in stale if tie.source == Source.ONDE]
            return
        past = self.state.staff.get(person or 0, [])
        if past and not live and self._stopped_by_hand(past[-1]):
            self.tell_by_hand(plan.record, "a été retiré de l’école à la main : il n’y est pas remis.")
            return
        plan.profile = wanted.value
        plan.affiliations_end = [
            tie.id for tie in live if tie.source == Source.ONDE and tie.profile != Profile.DEPUTY
        ]
        if person is not None:
            plan.who.words.append("prend la direction" if directs else "enseigne dans l’école")

    def _attach(self, plan: TeacherPlan, person: int | None) -> None:
        ties = self.state.attachments.get(person or 0, [])
        into, plan.attachments_end = self._move(ties, self.classes.of(plan.record.classes))
        stopped: defaultdict[int, bool] = defaultdict(bool)
        for tie in ties:
            stopped[tie.target] = self._stopped_by_hand(tie)
        plan.into = [ref for ref in into if not stopped[self.classes.plans[ref].id or 0]]
        if len(plan.into) < len(into):
            self.tell_by_hand(plan.record, "a été détaché d’une classe à la main : il n’y est pas remis.")
        if person is not None and (plan.into or plan.attachments_end):
            plan.who.words.append(self._move_words(ties, plan.record.classes or ("aucune",)))
