"""The product's answers to the questions of the reference model."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from eprimo.console.alarms.policies import may_name
from eprimo.console.switches.policies import may_switch
from eprimo.foundation.access.models import RefusalAlarm
from eprimo.foundation.accounts.policies import may_end_sessions, may_use_role
from eprimo.foundation.content.things.addressing import addresses
from eprimo.foundation.directory.models import (
    Person,
    School,
    SupportAccess,
)
from eprimo.foundation.directory.policies import acts, places, scope, support
from eprimo.foundation.directory.policies.family import can_open_families
from eprimo.foundation.directory.policies.sight import Contact, Sight, SignInSight
from eprimo.foundation.intake.policies import can_import
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.kernel.rights import Policy
from eprimo.foundation.privacy.exports.policies import may_export_child
from eprimo.services.liaison.children import ChildNow
from eprimo.services.liaison.models import Note, Recipient
from eprimo.services.liaison.policies import visibility
from eprimo.services.liaison.policies.acts import (
    may_add_recipients,
    may_address,
    may_archive,
    may_copy,
    may_correct,
    may_name_followers,
    may_record_paper,
    may_remind,
    may_see_as_family,
    may_withdraw,
    may_write,
    settings_of,
)
from eprimo.services.liaison.policies.families import delivered_child, may_answer, may_open, may_sign
from eprimo.services.liaison.policies.threads import may_write_to_family, may_write_to_school
from eprimo.services.messages import policies as messages
from eprimo.services.timetable.policies import may_write as may_write_week
from tests.reference import things as t
from tests.reference.things import Session
from tests.reference.world import Note as NoteFact
from tests.reference.world import NoteVersion
from tests.rights import homework, keys, mandates, own, partners, presence
from tests.rights.known import Known
from tests.rights.load import Loaded

CONTACT = {
    "phone": Contact.PHONE, "email": Contact.EMAIL, "address": Contact.ADDRESS, "emergency_phone": Contact.EMERGENCY,
}  # fmt: skip


@dataclass(frozen=True)
class Product:
    """The product asked by one session of a loaded world. The clock is held at the question's instant."""

    rows: Loaded
    notes: dict[str, Note]
    session: Session
    # Shared by the questions about one world.
    known: Known

    @cached_property
    def actors(self) -> list[Actor]:
        """The actor of the session; the model's commune agent acts for all open schools at once, ours for one."""
        plain = self._actor(Role.GUARDIAN, None)
        role = self.session.role
        if role is None or role == "guardian":
            return [self._guardian(plain)]
        found = [
            self._actor(p.role, p.school_id)
            for p in plain.positions
            if p.role == role and (role == "commune_agent" or p.school_id == self._school)
        ]
        # A role that no link gives any more leaves the guardian's rights.
        return found or [self._guardian(plain)]

    def _actor(self, role: Role, school: int | None) -> Actor:
        scope = self.session.scope
        within = None if scope is None else frozenset(self.rows.schools[one].pk for one in scope)
        return self.known.actor(self.rows.people[self.session.person].pk, role, school, within)

    def _guardian(self, plain: Actor) -> Actor:
        """Guardian rights only: the role in use is that of a guardian, whatever else the person is."""
        return plain if plain.role == Role.GUARDIAN and plain.positions else _nobody(plain)

    @cached_property
    def _school(self) -> int | None:
        return self.rows.schools[self.session.school].pk if self.session.school else None

    def any(self, ask: Callable[[Actor], bool]) -> bool:
        return any(ask(actor) for actor in self.actors)

    def sight(self, actor: Actor, person: str) -> Sight:
        return self.known.sight(actor, self.rows.people[person].pk)

    def seen(self, thing: Any) -> bool:
        return self.any(lambda actor: SEES[type(thing)](self, actor, thing))

    def may(self, act: str, thing: Any) -> bool:
        return self.any(lambda actor: ACTS[act](self, actor, thing))


def _nobody(actor: Actor) -> Actor:
    """Somebody in no role at all: what remains when a session's role ended and there is no child."""
    empty: frozenset[int] = frozenset()
    return replace(
        actor, role=Role.GUARDIAN, school_id=None, closed=False, class_ids=empty, pupil_ids=empty,
        delegated_class_ids=empty, group_ids=empty, service_ids=empty, mandate_ids=empty, territory_ids=empty,
        children=(),
        work_audience_ids=empty, archive_audience_ids=empty,
    )  # fmt: skip


def _ward(product: Product, actor: Actor, name: str) -> bool:
    link = product.rows.world.guardianships[name]
    sight = product.sight(actor, link.adult)
    row = product.rows.guardianships[name].pk
    return any(ward.link_id == row and sight.restriction_exists(ward) for ward in sight.facts.wards)


def _document(product: Product, actor: Actor, name: str) -> bool:
    link = product.rows.guardianships[name]
    child = product.rows.world.guardianships[name].child
    directed = product.sight(actor, child).national_number  # « own school », of pupils
    return directed and acts.can_read_restriction_reason(actor, actor.school_id or 0, link)


def _consent_state(product: Product, actor: Actor, thing: t.ConsentState) -> bool:
    return product.sight(actor, thing.child).consents


def _audit(product: Product, actor: Actor, thing: t.AuditEntry) -> bool:
    line = AuditLine.objects.create(
        at=clock.now(), act="test", person_id=product.rows.people[thing.actor].pk,
        school_id=product.rows.schools[thing.school].pk if thing.school else None,
    )  # fmt: skip
    return AuditLine.objects.filter(places.audit_visible_to(actor), id=line.id).exists()


def _found(product: Product, actor: Actor, thing: t.Found) -> bool:
    return scope.may_search(actor) and product.known.finds(actor, product.rows.people[thing.person].pk)


def _through_support(product: Product, actor: Actor, thing: t.ThroughSupport) -> bool:
    """By one access of that school; the list of all of them holds who is seen through any."""
    person, school = product.rows.people[thing.person], product.rows.schools[thing.school]
    own = SupportAccess.objects.filter(school=school, person=actor.person_id)
    seen = any(support.sees_through_support(actor, access, person) for access in own)
    listed = product.known.finds_through_support(actor, person.pk)
    assert listed or not seen, "the two forms of one policy differ"
    return seen


type See = Callable[[Product, Actor, Any], bool]
SEES: dict[type, See] = {
    t.PupilName: lambda p, a, x: p.sight(a, x.child).pupil_name > 0,
    t.BirthDate: lambda p, a, x: p.sight(a, x.child).birth_date,
    t.Ine: lambda p, a, x: p.sight(a, x.child).national_number,
    t.StaffName: lambda p, a, x: p.sight(a, x.person).staff_name,
    t.GuardianName: lambda p, a, x: p.sight(a, x.adult).guardian_name,
    t.GuardianContact: lambda p, a, x: CONTACT[x.field] in p.sight(a, x.adult).contact,
    t.RestrictionExists: lambda p, a, x: _ward(p, a, x.guardianship),
    t.RestrictionDocument: lambda p, a, x: _document(p, a, x.guardianship),
    t.ConsentState: _consent_state,
    t.SignInState: lambda p, a, x: p.sight(a, x.person).sign_in != SignInSight.NONE,
    t.AuditEntry: _audit,
    t.Found: _found,
    t.ThroughSupport: _through_support,
} | keys.SEES


def _school(rule: Policy[[int]] | Policy[[int | None]]) -> See:
    return lambda p, a, x: rule(a, p.rows.schools[x.id].pk)


def _request_to(school: School) -> SupportAccess:
    """Of somebody else: that nobody answers an own one has its own test."""
    return SupportAccess(school=school, person_id=0, role=Role.PLATFORM)


def _consent(product: Product, actor: Actor, thing: t.PersonOf) -> bool:
    child = product.rows.people[thing.person].pk
    return any(
        acts.can_record_consent(actor, school, child) for school in keys.where(product, actor, thing.person)
    )


def _restriction(product: Product, actor: Actor, thing: Any) -> bool:
    link = product.rows.guardianships[thing.id]
    return any(
        acts.can_change_restriction(actor, school, link) for school in keys.where(product, actor, thing.child)
    )


def _talks_to_school(product: Product, actor: Actor, thing: t.PersonOf) -> bool:
    """At some school where the child is a pupil."""
    child = actor.child(product.rows.people[thing.person].pk)
    schools = child.school_ids if child is not None else (0,)
    return any(messages.may_write_to_school(actor, child.person_id if child else 0, one) for one in schools)


ACTS: dict[str, See] = keys.ACTS | {
    "class.edit": _school(acts.can_change_class),
    "attachment.edit": _school(acts.can_change_attachment),
    "hand.add": _school(acts.can_keep_adult),
    "school.settings": _school(acts.can_change_settings),
    "switch.set": _school(may_switch),
    "entitlement.grant": _school(acts.can_grant_entitlement),
    "support.ask": _school(support.can_ask_support),
    "support.grant": lambda p, a, x: support.can_answer_support(a, _request_to(p.rows.schools[x.id])),
    "deputy.make": _school(acts.can_name_deputy),
    "delegation.grant": lambda p, a, x: acts.can_delegate_follow_up(a, p.rows.classes[x.id]),
    "agent.add": keys.adds_agent,
    "mandate.grant": mandates.gives,
    "mandate.end": mandates.ends,
    "restriction.set": _restriction,
    "group.edit": _school(acts.can_change_group),
    "people.export": _school(acts.can_export_people),
    "family.open": _school(can_open_families),
    "class.door": own.keeps_door,
    "timetable.write": lambda p, a, x: may_write_week(a, p.rows.classes[x.id]),
    "account.own": own.changes_own,
    "account.whole": own.changes_whole,
    "export.own": own.exports_own,
    "talk.school": _talks_to_school,
    "talk.family": lambda p, a, x: messages.may_write_to_family(a, p.rows.people[x.person], a.school_id or 0),
    "export.child": lambda p, a, x: may_export_child(a, p.rows.people[x.person].pk),
    "alarm.name": lambda p, a, x: may_name(
        a, RefusalAlarm(person=p.rows.people[x.person], school=p.rows.schools[x.school] if x.school else None)
    ),
    "role.use": lambda p, a, x: may_use_role(a, p.rows.schools[x.id].pk),
    "session.end": lambda p, a, x: may_end_sessions(a, p.rows.people[x.person].pk),
    "school.import": _school(can_import),
    "year.change": lambda p, a, x: acts.can_change_year(a, *(p.rows.schools[one].pk for one in x.schools)),
    "consent.record": _consent,
    "consent.give": lambda p, a, x: acts.can_give_consent(a, p.rows.people[x.person].pk),
    "consent.withdraw": lambda p, a, x: acts.can_give_consent(a, p.rows.people[x.person].pk),
}


# --- notes ---------------------------------------------------------------------------------------------------------


def _note(product: Product, name: str) -> Note:
    return product.known.note(product.notes[name].pk)


def _sees_note(product: Product, actor: Actor, fact: NoteFact) -> bool:
    note = _note(product, fact.id)
    listed = product.known.lists(actor, note)
    assert listed == visibility.can_see(actor, note), "the two forms of one policy differ"
    return listed


def _sees_version(product: Product, actor: Actor, fact: NoteVersion) -> bool:
    note = _note(product, fact.note)
    if not visibility.can_see(actor, note):
        return False
    if note.resource.published_at is None:
        return visibility.is_own(actor, note)
    return fact.number in product.known.versions(actor, note)


def _sees_follow_up(product: Product, actor: Actor, thing: t.FollowUp | t.OtherGuardian) -> bool:
    note = _note(product, thing.note)
    if not visibility.follows(actor, note):
        return False
    if thing.child is None:
        return True
    return product.rows.people[thing.child].pk in product.known.follows(actor, note)


SEES |= {
    NoteFact: _sees_note,
    NoteVersion: _sees_version,
    t.FollowUp: _sees_follow_up,
    t.OtherGuardian: _sees_follow_up,
}


def _recipient(product: Product, note: Note, child: str) -> Recipient | None:
    return product.known.recipient(note, product.rows.people[child].pk)


def _family_act(rule: Policy[[Note, Recipient]]) -> See:
    def ask(product: Product, actor: Actor, thing: t.ChildNote) -> bool:
        note = _note(product, thing.note)
        recipient = _recipient(product, note, thing.child)
        return recipient is not None and rule(actor, note, recipient)

    return ask


def _child_act(rule: Policy[[Note, ChildNow]]) -> See:
    def ask(product: Product, actor: Actor, thing: t.ChildNote) -> bool:
        note = _note(product, thing.note)
        child = product.rows.people[thing.child]
        if _recipient(product, note, thing.child) is None:
            return False
        return rule(actor, note, product.known.child(child, note.school_id))

    return ask


def _as_family(product: Product, actor: Actor, thing: t.AsFamily) -> bool:
    """The page of that guardian, cut to what the actor may know."""
    note, guardian = _note(product, thing.note), product.rows.people[thing.guardian]
    theirs = product.known.actor(guardian.pk, Role.GUARDIAN, None)
    child = product.rows.people[thing.child]
    reached = delivered_child(theirs, note, child.pk) is not None
    if not reached or not product.sight(actor, thing.guardian).guardian_name:
        return False
    return may_see_as_family(actor, note, product.known.child(child, note.school_id))


def _note_act(rule: Policy[[Note]]) -> See:
    return lambda p, a, x: rule(a, _note(p, x.id))


def _write_to(product: Product, actor: Actor, thing: t.WriteTo) -> bool:
    rows = product.rows
    services = [rows.services[thing.id]] if thing.target == "service" else []
    if thing.target == "service" and (
        thing.school is None or rows.schools[thing.school].pk != actor.school_id
    ):
        return False
    kind = "information" if thing.kind == "information" else "sign"
    if thing.target == "school":
        return actor.heads and rows.schools[thing.id].pk == actor.school_id
    sorts: dict[str, Any] = {"class": rows.classes, "group": rows.groups, "child": rows.people}
    to = addresses(sorts[thing.target][thing.id]) if thing.target in sorts else ()
    service = services[0] if services else _first_service(product, actor)
    writes = may_write(actor, settings_of(actor), kind)
    return writes and may_address(actor, to, service)


def _first_service(product: Product, actor: Actor) -> Any:
    """An agent writes to named children in the name of one of the own services."""
    if actor.role != Role.COMMUNE_AGENT:
        return None
    return next((row for row in product.rows.services.values() if row.pk in actor.service_ids), None)


def _thread(product: Product, thing: t.Thread) -> tuple[Note, Recipient, Person, Person] | None:
    note = _note(product, thing.note)
    recipient = _recipient(product, note, thing.child)
    linked = any(
        link.adult == thing.guardian and link.child == thing.child
        for link in product.rows.world.guardianships.values()
    )
    # Between strangers there is no thread: the actions make one with a guardian of the child only.
    if note.resource.published_at is None or recipient is None or not linked:
        return None
    return note, recipient, product.rows.people[thing.child], product.rows.people[thing.guardian]


def _sees_thread(product: Product, actor: Actor, thing: t.Thread) -> bool:
    found = _thread(product, thing)
    if found is None:
        return False
    note, _, child, guardian = found
    return product.known.reads_thread(actor, (note.pk, child.pk, guardian.pk))


def _replies(product: Product, actor: Actor, thing: t.Thread) -> bool:
    """Who reads it writes in it. That nobody writes under a withdrawn or archived note is a state, not a right."""
    found = _thread(product, thing)
    if found is None:
        return False
    note, recipient, child, guardian = found
    if note.resource.withdrawn_at is not None or note.archived_at is not None or note.delivered_at is None:
        return _sees_thread(product, actor, thing)
    own = guardian.pk == actor.person_id and may_write_to_school(actor, note, recipient)
    now = product.known.child(child, note.school_id)
    return own or may_write_to_family(actor, note, now, guardian)


SEES |= {t.Thread: _sees_thread} | presence.SEES | homework.SEES
ACTS |= (
    presence.ACTS
    | homework.ACTS
    | partners.ACTS
    | {
        "note.reply": _replies,
        "note.write": _write_to,
        "note.open": _family_act(may_open),
        "note.sign": _family_act(may_sign),
        "note.answer": _family_act(may_answer),
        "note.record_paper": _child_act(may_record_paper),
        "note.remind": _note_act(may_remind),
        "note.correct": _note_act(may_correct),
        "note.withdraw": _note_act(may_withdraw),
        "note.archive": _note_act(may_archive),
        "note.copy": _note_act(may_copy),
        "note.add_late": _note_act(may_add_recipients),
        "note.as_family": _as_family,
        "note.name_followers": _note_act(may_name_followers),
    }
)
