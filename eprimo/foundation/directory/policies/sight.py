"""What an actor sees of one person, field by field: the *see* rows of the Directory table."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from eprimo.foundation.directory.enums import GuardianKindChoice, Profile
from eprimo.foundation.directory.models import Person
from eprimo.foundation.directory.policies.facts import Facts, Ward, facts_of
from eprimo.foundation.directory.policies.scope import ADULTS_OF_SCHOOL, Rule, Scope, scope_of
from eprimo.foundation.kernel.actor import Actor, Role


class NameSight(IntEnum):
    """A pupil's name shows so far; each degree holds those before it."""

    NONE = 0
    INITIAL = 1
    NAME_AND_CLASS = 2
    FULL = 3


class Contact(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    EMERGENCY = "emergency"


class SignInSight(StrEnum):
    """A sign-in state shows so finely: not at all; never or activated; never, this month, earlier; all."""

    NONE = "none"
    ACTIVATED = "activated"
    MONTH = "month"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Sight:
    """One person in the eyes of one actor. Attributes are answers; nothing here holds a name."""

    actor: Actor
    scope: Scope
    facts: Facts

    # --- rules, in the order they are said to the reader ---

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule that shows this person."""
        return (*self._pupil_rules(), *self._staff_rules(), *self._guardian_rules())

    @property
    def visible(self) -> bool:
        return bool(self.rules)

    @property
    def pupil_name(self) -> NameSight:
        rules = set(self._pupil_rules())
        if rules - {Rule.CLASSMATE, Rule.PUPIL_OF_SCHOOL}:
            return NameSight.FULL
        if Rule.PUPIL_OF_SCHOOL in rules:
            return NameSight.NAME_AND_CLASS
        return NameSight.INITIAL if rules else NameSight.NONE

    @property
    def staff_name(self) -> bool:
        return bool(self._staff_rules())

    @property
    def guardian_name(self) -> bool:
        return bool(self._guardian_rules())

    @property
    def only_initial(self) -> bool:
        return set(self.rules) == {Rule.CLASSMATE}

    # --- fields ---

    @property
    def birth_date(self) -> bool:
        """Row « birth date »: of pupils; nobody reads an adult's here."""
        own_self = (
            self.actor.is_at(self.scope.school_id, Role.PUPIL)
            and self.facts.person_id == self.actor.person_id
        )
        return (
            own_self
            or self._own_child
            or self._taught
            or self._directed(self.facts)
            or self._served(self.facts)
        )

    @property
    def national_number(self) -> bool:
        """Row « INE, source keys »."""
        return self._directed(self.facts)

    @property
    def contact(self) -> frozenset[Contact]:
        """Row « guardians' phone, e-mail, address »."""
        if self.scope.children and self.facts.person_id == self.actor.person_id:
            return frozenset(Contact)
        found: set[Contact] = set()
        for ward in self.facts.wards:
            if self._directed(ward.child):
                return frozenset(Contact)
            if self._in_taught_class(ward.child):
                found |= {Contact.PHONE, Contact.EMAIL}
            if self._served(ward.child):
                found.add(Contact.EMERGENCY)
        return frozenset(found)

    def restriction_exists(self, ward: Ward) -> bool:
        """Tell whether a restriction stands on this guardianship of the person (row « a restriction exists »). A child
        that a decision hides is not among those of the actor: what a sheet of a school opens is cut here."""
        own = self.facts.person_id == self.actor.person_id and ward.kind != GuardianKindChoice.CONTACT
        within = self.actor.scope
        here = any(within is None or one.school_id in within for one in ward.child.classes)
        return (own and here) or self._follows(ward.child)

    @property
    def consents(self) -> bool:
        """Row « consents of a child »: their state.

        « What its service needs »: no kind of service of the commune needs a photo or an address, so its agents
        read none.
        """
        return self._own_child or self.every_decision

    @property
    def every_decision(self) -> bool:
        """The actor reads who decided what about the child; a guardian sees own decisions only."""
        return self._in_taught_class(self.facts) or self._directed(self.facts) or self._assisted(self.facts)

    @property
    def sign_in(self) -> SignInSight:
        """Row « sign-in state »."""
        if self.scope.children and self.facts.person_id == self.actor.person_id:
            return SignInSight.FULL
        near = [self.facts, *(w.child for w in self.facts.wards if w.kind != GuardianKindChoice.CONTACT)]
        if any(self._in_taught_class(one) or self._directed(one) for one in near):
            return SignInSight.MONTH
        adult_here = self.scope.directs and (
            self.scope.school_id in self.facts.schools_as(*ADULTS_OF_SCHOOL) or self._arrives
        )
        return SignInSight.ACTIVATED if adult_here else SignInSight.NONE

    def shows_link_to(self, ward: Ward) -> bool:
        """Tell whether the actor may read that this person answers for that child. A restricted guardian reads the own
        link only."""
        child = ward.child.person_id
        link = self.actor.child(child)
        myself = self.facts.person_id == self.actor.person_id
        own = link is not None and bool(ward.child.classes) and (link.restriction == 0 or myself)
        mine = self.actor.role == Role.PUPIL and child == self.actor.person_id
        return own or mine or self._follows(ward.child)

    def shown_name(self, person: Person) -> str:
        """Return the name as this actor may read it; empty when none of it."""
        if self.only_initial:
            return f"{person.first_name} {person.shown_last_name[:1]}."
        return person.full_name if self.visible else ""

    def shown_birth_date(self, person: Person) -> date | None:
        return person.birth_date if self.birth_date else None

    # --- relations ---

    @property
    def _own_child(self) -> bool:
        return any(child.person_id == self.facts.person_id for child in self.scope.children)

    @property
    def _taught(self) -> bool:
        return self._in_taught_class(self.facts)

    def _in_taught_class(self, one: Facts) -> bool:
        return self.scope.teaches and bool(one.class_ids & self.scope.classes)

    def _directed(self, one: Facts) -> bool:
        return self.scope.directs and self.scope.school_id in one.schools_as(Profile.PUPIL)

    def _served(self, one: Facts) -> bool:
        return bool(one.services & self.scope.services)

    def _assisted(self, one: Facts) -> bool:
        if not self.scope.assists:
            return False
        named = one.person_id in self.scope.named and self.scope.school_id in one.schools_as(Profile.PUPIL)
        return named or bool(one.class_ids & self.scope.classes)

    def _follows(self, child: Facts) -> bool:
        """Teaches, directs, is attached to or serves the child."""
        return (
            self._in_taught_class(child)
            or self._directed(child)
            or self._assisted(child)
            or self._served(child)
        )

    def _pupil_rules(self) -> list[Rule]:
        facts, scope = self.facts, self.scope
        named = facts.person_id in scope.named and scope.school_id in facts.schools_as(Profile.PUPIL)
        here = scope.school_id in facts.schools_as(Profile.PUPIL)
        pairs = (
            (Rule.OWN_CLASS, not scope.assists and bool(facts.class_ids & scope.classes)),
            (Rule.OWN_CHILD, self._own_child),
            (Rule.PUPIL_OF_DIRECTED, scope.directs and here),
            (Rule.ATTACHED, named or (scope.assists and bool(facts.class_ids & scope.classes))),
            (Rule.SERVICE, self._served(facts)),
            (Rule.PUPIL_OF_SCHOOL, scope.teaches and here),
            (Rule.CLASSMATE, self._classmate),
        )
        return [rule for rule, holds in pairs if holds]

    @property
    def _classmate(self) -> bool:
        if self.facts.protected:
            return False
        return any(
            one.id in self.scope.classes_of_children and one.school_id in self.facts.allowing
            for one in self.facts.classes
        )

    @property
    def _arrives(self) -> bool:
        """An adult of the directed school from a later day on."""
        return any(profile in ADULTS_OF_SCHOOL for profile, _, _ in self.facts.coming)

    def _staff_rules(self) -> list[Rule]:
        facts, scope = self.facts, self.scope
        where = facts.schools_as(*ADULTS_OF_SCHOOL)
        territory = bool(scope.mandates) and self.actor.role != Role.MEMBER_REP
        teaches_here = self.actor.school_id in facts.schools_as(Profile.TEACHER, Profile.STAFF)
        pairs = (
            (Rule.STAFF, scope.school_id is not None and scope.school_id in where),
            (Rule.STAFF_TO_COME, self._arrives),
            (Rule.STAFF_OF_CHILD, bool(where & scope.schools_of_children)),
            (Rule.STAFF_OF_SERVICE, bool(scope.services) and bool(where & facts.served)),
            (Rule.STAFF_OF_GROUP, bool(scope.groups) and facts.in_group and teaches_here),
            (Rule.STAFF_OF_TERRITORY, territory and bool(where & facts.territory)),
            (
                Rule.HEAD_OF_TERRITORY,
                self.actor.role == Role.MEMBER_REP
                and bool(facts.schools_as(Profile.DIRECTOR) & facts.territory),
            ),
        )
        return [rule for rule, holds in pairs if holds]

    def _guardian_rules(self) -> list[Rule]:
        facts, scope = self.facts, self.scope
        known = [ward for ward in facts.wards if ward.kind != GuardianKindChoice.CONTACT]
        unrestricted = {child.person_id for child in scope.children if child.restriction == 0}
        own = self.actor.role == Role.PUPIL and bool(scope.classes)
        named_only = [
            w.child.person_id in scope.named and scope.school_id in w.child.schools_as(Profile.PUPIL)
            for w in facts.wards
        ]
        followed = any(
            self._in_taught_class(w.child) or self._directed(w.child) or self._served(w.child)
            for w in facts.wards
        )
        pairs = (
            (Rule.GUARDIAN_OF_PUPIL, followed or any(named_only)),
            (Rule.OWN_GUARDIAN, own and any(w.child.person_id == self.actor.person_id for w in known)),
            (Rule.OTHER_GUARDIAN, any(w.child.person_id in unrestricted for w in known)),
            (Rule.SELF, bool(scope.children) and facts.person_id == self.actor.person_id),
        )
        return [rule for rule, holds in pairs if holds]


def may_call_guardians(actor: Actor) -> bool:
    """Tell whether there is anybody whose number the row « guardians' phone » may show, beyond the own one."""
    scope = scope_of(actor)
    return scope.directs or scope.teaches or bool(scope.services)


def sights_of(actor: Actor, people: list[Person]) -> dict[int, Sight]:
    """Return how the actor sees each of these people: one statement for all of them."""
    facts, scope = facts_of(actor, [person.pk for person in people]), scope_of(actor)
    return {person.pk: Sight(actor, scope, facts[person.pk]) for person in people}
