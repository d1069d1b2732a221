"""What is asked before a plan is applied: is it this school's file, and should that many people go?"""

from eprimo.foundation.directory.enums import AGE_OF_LEVEL, Profile
from eprimo.foundation.directory.queries.years import is_prepared
from eprimo.foundation.directory.year_plan import calendar_year
from eprimo.foundation.intake.merge.plan import Ask, Plan
from eprimo.foundation.intake.merge.state import SchoolState
from eprimo.foundation.intake.onde.text import french
from eprimo.foundation.intake.records import Delivery, Problem, Severity
from eprimo.foundation.kernel import clock
from eprimo.ui.french import of

LEAVING_SHARE = 0.2
LEAVING_AT_LEAST = 10
KNOWN_SHARE = 0.2
KNOWN_FROM = 20
# Pupils at the level of their age next year, and more than those at that of this year.
ABOVE_AT_LEAST = 5

_FRENCH = {"pupils": "élèves", "guardians": "responsables", "teachers": "enseignants"}


def guard(plan: Plan, delivery: Delivery, state: SchoolState, pupils: dict[int, int]) -> None:
    """Add refusals and questions to the plan."""
    _next_year(plan, delivery, state)
    _other_number(plan, delivery, state)
    _other_school(plan, delivery, state, pupils)
    if plan.next_year:
        return
    _many_leave(plan, state)
    _other_director(plan, state)
    _restricted_children(plan, state)


def _ask(plan: Plan, code: str, sentence: str, *, hard: bool = True) -> None:
    plan.asks.append(Ask(code, french(sentence), hard))


def _next_year(plan: Plan, delivery: Delivery, state: SchoolState) -> None:
    """Files that already tell next year's classes would turn this year's into them: the school prepares next year, and
    they fill it, or changes year first. The day of the year alone does not say that they are of the next."""
    ages = [
        AGE_OF_LEVEL[one.levels[0]] + one.birth_date.year - state.school.running_year_id
        for one in delivery.pupils or ()
        if one.birth_date is not None and len(one.levels) == 1 and one.levels[0] in AGE_OF_LEVEL
    ]
    above = ages.count(1) if ages.count(1) >= ABOVE_AT_LEAST and ages.count(1) > ages.count(0) else 0
    school = state.school
    late = school.running_year_id < calendar_year(clock.today(school.time_zone))
    if above and is_prepared(school.pk):
        plan.next_year = True
    elif late or above:
        plan.refused = True
        why = f"{above} élèves y sont au niveau de leur âge l’an prochain" if above else "la rentrée approche"
        sentence = (
            f"L’école est encore en {school.running_year}, et ces fichiers sont ceux de l’année suivante ({why})."
            " Dans « École », « Changement d’année », préparez l’année suivante, et ils en rempliront les classes ; ou"
            " faites d’abord passer l’école à l’année suivante, puis importez-les."
        )
        plan.problems.insert(0, Problem("", 0, "", french(sentence), Severity.ERROR, "next_year"))


def _other_number(plan: Plan, delivery: Delivery, state: SchoolState) -> None:
    others = sorted(delivery.uais - {state.school.uai})
    if others and state.school.uai not in delivery.uais:
        plan.refused = True
        sentence = (
            f"Ces fichiers sont ceux d’une autre école ({', '.join(others)}), pas de {state.school.uai}."
        )
        plan.problems.insert(0, Problem("", 0, "", french(sentence), Severity.ERROR, "other_school"))


def _other_school(plan: Plan, delivery: Delivery, state: SchoolState, pupils: dict[int, int]) -> None:
    live = state.live_pupils
    adults = state.live_guardians()
    told = [
        (delivery.pupils, len(set(pupils.values()) & live), len(live), "élèves"),
        (
            delivery.guardians,
            sum(1 for one in plan.guardians if one.who.person in adults),
            len(adults),
            "responsables",
        ),
    ]
    for records, known, before, word in told:
        if records and before >= KNOWN_FROM and known < KNOWN_SHARE * len(records):
            _ask(
                plan,
                "probably_other_school",
                f"Seulement {known} des {len(records)} {word} du fichier sont connus ici : c’est sans doute le"
                " fichier d’une autre école.",
            )
            return


def _many_leave(plan: Plan, state: SchoolState) -> None:
    before = {
        "pupils": len(state.live_pupils),
        "guardians": len(state.live_guardians()),
        "teachers": len(state.live_staff),
    }
    for kind, word in _FRENCH.items():
        leaving = sum(1 for one in plan.leaving if one.kind == kind)
        if leaving >= LEAVING_AT_LEAST and leaving > LEAVING_SHARE * before[kind]:
            _ask(plan, "many_leave", f"{leaving} des {before[kind]} {word} de l’école n’y seraient plus.")
    links = sum(1 for ties in state.guardians.values() for tie in ties if tie.live)
    ended = len(plan.guardianships_end)
    if ended >= LEAVING_AT_LEAST and ended > LEAVING_SHARE * links:
        _ask(
            plan,
            "many_links_end",
            f"{ended} des {links} liens entre responsables et enfants prendraient fin.",
        )


def _other_director(plan: Plan, state: SchoolState) -> None:
    """A file that changes who heads the school is looked at by a human, whoever made it."""
    ended = {*plan.affiliations_end, *(tie for one in plan.teachers for tie in one.affiliations_end)}
    heads: dict[int, str] = {}
    lost: dict[int, str] = {}
    for person, ties in state.staff.items():
        for tie in ties:
            if tie.live and tie.profile == Profile.DIRECTOR:
                heads[person] = state.people[person].shown
                if tie.id in ended:
                    lost[person] = heads[person]
    new = [
        f"{one.record.usual_name or one.record.last_name} {one.record.first_name}"
        for one in plan.teachers
        if one.profile == Profile.DIRECTOR
    ]
    if heads and new:
        sentence = f"Le fichier donne la direction à {', '.join(new)}"
        _ask(
            plan,
            "other_director",
            f"{sentence} ; l’école est dirigée par {', '.join(heads.values())}.",
            hard=False,
        )
    elif lost:
        _ask(
            plan,
            "other_director",
            f"Le fichier retire la direction à {', '.join(lost.values())}.",
            hard=False,
        )


def _restricted_children(plan: Plan, state: SchoolState) -> None:
    """A new link to a child from whom an adult is kept away may be that adult's, spelled otherwise."""
    for one in plan.guardians:
        for kind, child in one.links:
            away = state.kept_away.get(child) if kind == "person" else None
            if away:
                adult = f"{one.record.usual_name or one.record.last_name} {one.record.first_name}"
                others = ", ".join(sorted(state.people[other].shown for other in away))
                _ask(
                    plan,
                    "restricted_child",
                    f"{adult} deviendrait responsable {of(state.people[child].shown)}, sans restriction ;"
                    f" l’accès {of(others)} à cet enfant est restreint : est-ce la même personne ?",
                )
