"""Who calls the roll, who tells of an absence, and who reads what (rights page, « Roll call »)."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import (
    Affiliation,
    ClassGroup,
    ClassMembership,
    GuardianRestriction,
    Person,
)
from eprimo.foundation.directory.policies.family import heads_free_of, heads_of, is_family
from eprimo.foundation.kernel.actor import HEADS, Actor, GuardianKind, Role
from eprimo.foundation.kernel.factors import Strength
from eprimo.foundation.kernel.rights import policy
from eprimo.foundation.presence.models import Absence, Hosting

NOBODY = Q(pk__in=[])
# Level 1 of a restriction: nothing tells where the child is.
PROTECTED = 1


# Who may sign for a child tells that it does not come, and is asked why it is not there.
ASKED = frozenset({GuardianKind.EXERCISES, GuardianKind.UNKNOWN, GuardianKind.IN_CHARGE})


def restrictions_standing(now: datetime, *, above: int = 0) -> QuerySet[GuardianRestriction]:
    """Return the restrictions in force of a level greater than `above`, of a guardianship (`pk` of the query
    around)."""
    return GuardianRestriction.objects.filter(
        Q(in_force_until=None) | Q(in_force_until__gt=now), Q(lifted_at=None) | Q(lifted_at__gt=now),
        guardianship=OuterRef("pk"), starts__lte=now, level__gt=above,
    )  # fmt: skip


def classes_called_by(actor: Actor) -> Q:
    """Condition on ClassGroup: those whose roll the role in use calls."""
    if actor.closed:
        return NOBODY
    running = Q(closed_at=None, year=F("school__running_year"))
    if actor.heads:
        return Q(running, school=actor.school_id)
    if actor.role == Role.TEACHER:
        return Q(running, pk__in=actor.class_ids)
    if actor.role == Role.STAFF:
        return Q(running, pk__in=actor.delegated_class_ids)
    return NOBODY


@policy("presence.call.take", strong=Strength.NONE)
def may_take_call(actor: Actor, class_group: ClassGroup) -> bool:
    """Tell whether the actor calls the roll of a class: « own classes; any class of the own school; delegated »."""
    if class_group.closed_at is not None:
        return False
    if actor.directs(class_group.school_id):
        return True
    if not actor.is_at(class_group.school_id, Role.TEACHER, Role.STAFF):
        return False
    own = actor.class_ids if actor.role == Role.TEACHER else actor.delegated_class_ids
    return class_group.pk in own


# --- a class that is spread over others ------------------------------------------------------------------------------


@policy("presence.class.spread")
def may_spread(actor: Actor, class_group: ClassGroup) -> bool:
    """Tell whether the actor may spread a class over others: who directs the own school."""
    return class_group.closed_at is None and actor.directs(class_group.school_id)


@policy("presence.hosted.call", strong=Strength.NONE)
def may_call_hosted(actor: Actor, class_group: ClassGroup) -> bool:
    """Tell whether the actor calls those whom a class hosts: of an own class; who directs, any. What is delegated is
    the class alone."""
    if class_group.closed_at is not None:
        return False
    if actor.directs(class_group.school_id):
        return True
    return actor.is_at(class_group.school_id, Role.TEACHER) and class_group.pk in actor.class_ids


def hostings_visible_to(actor: Actor) -> Q:
    """Condition on Hosting: who directs, the school; teachers, who left an own class for another one, and who is in an
    own class today."""
    if actor.closed or actor.school_id is None:
        return NOBODY
    here = Q(school_id=actor.school_id, school_year=F("school__running_year"))
    if actor.heads:
        return here
    if actor.role == Role.TEACHER:
        return here & Q(Q(class_group__in=actor.class_ids) | Q(host__in=actor.class_ids, day=actor.today))
    return NOBODY


# --- afternoons that were arranged ------------------------------------------------------------------------------------


@policy("presence.afternoons.arrange")
def may_arrange(actor: Actor, child: Person, school_id: int) -> bool:
    """Tell whether the actor may arrange the afternoons of a pupil: who directs the own school."""
    pupils = Affiliation.objects.in_force(actor.now).filter(
        profile=Profile.PUPIL, school=school_id, person=child
    )
    return actor.directs(school_id) and pupils.exists()


def arrangements_visible_to(actor: Actor) -> Q:
    """Condition on Arrangement: who directs the school. Others read « aménagé » on half-days."""
    return Q(school=actor.school_id, school_year=F("school__running_year")) if actor.heads else NOBODY


# --- what a child was ------------------------------------------------------------------------------------------------


def half_days_visible_to(actor: Actor) -> Q:
    """Condition on HalfDay: of the year that runs. A closed year is in its registers."""
    return Q(_as_family(actor) | _at_school(actor), school_year=F("school__running_year"))


def _as_family(actor: Actor) -> Q:
    """Own children; not who is under a protected contact, nor who is only to be reached."""
    found = NOBODY
    for child in actor.children:
        if child.kind != GuardianKind.CONTACT and child.restriction < PROTECTED:
            found |= Q(child_id=child.person_id, school_id__in=child.school_ids)
    return found


def _is_over(absence: Absence) -> bool:
    """Of a school year that runs no more: its file is closed."""
    return absence.school_year != absence.school.running_year_id


def _in_own_class(actor: Actor, child_id: int) -> bool:
    """The child is in a class of the actor's now."""
    links = ClassMembership.objects.in_force(actor.now)
    return links.filter(person=child_id, class_group__in=actor.class_ids).exists()


def totals_visible_to(actor: Actor) -> Q:
    """Condition on HalfDay, to be counted by month: what one sees; who is under a protected contact, months that are
    over."""
    found = half_days_visible_to(actor)
    month = actor.today.replace(day=1)
    for child in actor.children:
        if child.kind != GuardianKind.CONTACT and child.restriction == PROTECTED:
            apart = Q(child_id=child.person_id, school_id__in=child.school_ids, day__lt=month)
            found |= Q(apart, school_year=F("school__running_year"))
    return found


def _at_school(actor: Actor) -> Q:
    """Teachers: own classes, and today whom these host; who directs: the school; staff: today, those they are attached
    to."""
    if actor.closed or actor.school_id is None:
        return NOBODY
    here = Q(school_id=actor.school_id)
    if actor.heads:
        return here
    if actor.role == Role.TEACHER:
        hosted = Hosting.objects.filter(
            school_year=OuterRef("school_year"), school=OuterRef("school"), child=OuterRef("child"),
            day=OuterRef("day"), half=OuterRef("half"), host__in=actor.class_ids,
        )  # fmt: skip
        return here & Q(Q(class_group_id__in=actor.class_ids) | Q(Exists(hosted), day=actor.today))
    if actor.role == Role.STAFF:
        mine = Q(class_group_id__in=actor.class_ids | actor.delegated_class_ids) | Q(
            child_id__in=actor.pupil_ids
        )
        return Q(mine, here, day=actor.today)
    return NOBODY


def calls_visible_to(actor: Actor) -> Q:
    """Condition on RollCall: of the classes whose roll one calls."""
    if actor.closed or actor.school_id is None:
        return NOBODY
    here = Q(school_id=actor.school_id, school_year=F("school__running_year"))
    if actor.heads:
        return here
    if actor.role == Role.TEACHER:
        return Q(here, class_group_id__in=actor.class_ids)
    if actor.role == Role.STAFF:
        return Q(here, class_group_id__in=actor.class_ids | actor.delegated_class_ids, day=actor.today)
    return NOBODY


# --- who is in the school now ----------------------------------------------------------------------------------------


def evacuated_by(actor: Actor) -> Q:
    """Condition on School: the one whose list of an evacuation the role in use reads; who works in it."""
    if actor.closed or actor.school_id is None or actor.role not in HEADS | {Role.TEACHER, Role.STAFF}:
        return NOBODY
    return Q(pk=actor.school_id, running_year__isnull=False)


def classes_phoned_by(actor: Actor) -> Q:
    """Condition on ClassGroup: those whose families the actor calls in an evacuation; staff call nobody."""
    if actor.heads:
        return Q(school=actor.school_id)
    return Q(pk__in=actor.class_ids) if actor.role == Role.TEACHER else NOBODY


# --- the register of a month -----------------------------------------------------------------------------------------


def registers_visible_to(actor: Actor) -> Q:
    """Condition on Register: who directs the school, those of every year (one that is closed asks for a reason)."""
    return Q(school=actor.school_id) if actor.heads else NOBODY


def classes_registered_for(actor: Actor) -> Q:
    """Condition on ClassGroup: those whose month the actor reads before the visa: own classes; the school, for who
    directs."""
    if actor.role == Role.STAFF:
        return NOBODY
    return classes_called_by(actor)


@policy("presence.register.open", strong=Strength.STRONG)
def may_open_closed_register(actor: Actor, school_id: int) -> bool:
    """Tell whether the actor may open a register of a closed year, with a reason that is audited: who directs the
    school; a strong act."""
    return actor.directs(school_id)


@policy("presence.register.sign")
def may_sign_register(actor: Actor, school_id: int) -> bool:
    """Tell whether the actor may sign the month of a class: who directs the own school."""
    return actor.directs(school_id)


# --- absences without a legitimate reason -----------------------------------------------------------------------------


def pupils_of(actor: Actor) -> QuerySet[Affiliation]:
    """Return the links of the pupils of the school that the actor directs: whose absences are followed there."""
    rows = Affiliation.objects.in_force(actor.now).filter(profile=Profile.PUPIL)
    return rows.filter(school=actor.school_id or 0) if actor.heads else rows.none()


def steps_visible_to(actor: Actor) -> Q:
    """Condition on FollowStep: who directs the school, of the year that runs ("last year's file ▸ 404")."""
    return Q(school=actor.school_id, school_year=F("school__running_year")) if actor.heads else NOBODY


@policy("presence.step.note")
def may_note_step(actor: Actor, child_id: int, school_id: int) -> bool:
    """Tell whether the actor may prepare, note and take away a step about a pupil: who directs the school and is not of
    the family."""
    if not actor.directs(school_id) or is_family(actor, child_id):
        return False
    return pupils_of(actor).filter(person=child_id).exists()


@policy("presence.step.report", strong=Strength.STRONG)
def may_report(actor: Actor, child_id: int, school_id: int) -> bool:
    """Tell whether the actor may report a child's absences: who directs the own school, and is not of the family; a
    strong act."""
    return may_note_step.allows(actor, child_id, school_id)


@policy("presence.step.open", strong=Strength.STRONG)
def may_open_report(actor: Actor, child_id: int, school_id: int) -> bool:
    """Tell whether the actor may open the paper of a report, a sealed document: who directs the school and is not of
    the family; a strong act."""
    return actor.directs(school_id) and not is_family(actor, child_id)


# --- why -----------------------------------------------------------------------------------------------------------


def absences_visible_to(actor: Actor) -> Q:
    """Condition on Absence, with its reason and words: families, what they told themselves and what they are asked;
    teachers, own classes; who directs, the school."""
    found = NOBODY
    for child in actor.children:
        mine = Q(said_by_id=actor.person_id)
        if child.may_sign and child.restriction < PROTECTED:
            mine |= Q(reason="")
        found |= Q(mine, child_id=child.person_id, school_id__in=child.school_ids)
    return Q(found | _reasons_at_school(actor), school_year=F("school__running_year"))


def papers_visible_to(actor: Actor) -> Q:
    """Condition on AbsencePaper, « see reason, words, file »: who gave it, of an own child; who reads the reason at
    school."""
    found = NOBODY
    for child in actor.children:
        found |= Q(by_id=actor.person_id, child_id=child.person_id, school_id__in=child.school_ids)
    absences = Absence.objects.filter(
        _reasons_at_school(actor), school_year=OuterRef("school_year"), id=OuterRef("absence_id")
    )
    return Q(found | Q(Exists(absences)), school_year=F("school__running_year"))


def _reasons_at_school(actor: Actor) -> Q:
    if actor.closed or actor.school_id is None:
        return NOBODY
    if actor.heads:
        return Q(school_id=actor.school_id)
    if actor.role != Role.TEACHER:
        return NOBODY
    there = ClassMembership.objects.in_force(actor.now).filter(
        person=OuterRef("child"), class_group__in=actor.class_ids
    )
    return Q(Q(class_group_id__in=actor.class_ids) | Exists(there), school_id=actor.school_id)


@policy("presence.absence.declare", family=True)
def may_declare(actor: Actor, child_id: int, school_id: int) -> bool:
    """Tell whether the actor may tell that an own child does not come, where it is a pupil: who exercises, or is in
    charge, under a protected contact too; not without exercise."""
    child = actor.child(child_id)
    return child is not None and child.may_sign and school_id in child.school_ids


@policy("presence.absence.answer", family=True)
def may_answer(actor: Actor, absence: Absence) -> bool:
    """Tell whether the actor may say why, or change what one told oneself. Who is under a protected contact is not
    asked."""
    child = actor.child(absence.child_id)
    if child is None or not child.may_sign or absence.school_id not in child.school_ids or _is_over(absence):
        return False
    return absence.said_by_id == actor.person_id or (absence.reason == "" and child.restriction < PROTECTED)


@policy("presence.absence.record")
def may_declare_for(actor: Actor, child: Person, school_id: int) -> bool:
    """Tell whether the actor may write down what a family said otherwise, by telephone or on paper: of own classes; of
    the own school."""
    heads = actor.directs(school_id)
    if not heads and not actor.is_at(school_id, Role.TEACHER):
        return False
    pupils = Affiliation.objects.in_force(actor.now).filter(
        profile=Profile.PUPIL, school=school_id, person=child
    )
    return (heads or _in_own_class(actor, child.pk)) and pupils.exists()


@policy("presence.absence.judge")
def may_judge(actor: Actor, absence: Absence) -> bool:
    """Tell whether the actor may hold a reason for legitimate or not: who directs. Of a child of one's own family
    another one, else the child's teacher when not of the family."""
    if actor.closed or _is_over(absence) or is_family(actor, absence.child_id):
        return False
    if actor.directs(absence.school_id):
        return True
    if not actor.is_at(absence.school_id, Role.TEACHER) or not _in_own_class(actor, absence.child_id):
        return False
    directed = heads_of(actor.now, absence.school_id).exists()
    return directed and not heads_free_of(absence.school_id, [absence.child_id], actor.now)


@policy("presence.attempt.log")
def may_log_calls(actor: Actor, absence: Absence) -> bool:
    """Tell whether the actor sees and notes calls to families: of own classes; of the own school; delegated."""
    if _is_over(absence):
        return False
    if actor.directs(absence.school_id):
        return True
    if not actor.is_at(absence.school_id, Role.TEACHER, Role.STAFF):
        return False
    own = actor.class_ids if actor.role == Role.TEACHER else actor.delegated_class_ids
    there = ClassMembership.objects.in_force(actor.now).filter(person=absence.child_id, class_group__in=own)
    return absence.class_group_id in own or there.exists()
