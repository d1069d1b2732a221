"""What is asked before a plan is applied: is it this school's file, and should that many people go?"""

from dataclasses import dataclass

from eprimo.foundation.directory.enums import AGE_OF_LEVEL, NURSERY_LEVELS, Level, Profile, SchoolKind
from eprimo.foundation.directory.queries.years import is_prepared
from eprimo.foundation.directory.year_plan import calendar_year
from eprimo.foundation.intake.merge.plan import Ask, Plan
from eprimo.foundation.intake.merge.state import SchoolState
from eprimo.foundation.intake.onde.layouts import FRENCH as FILE_OF
from eprimo.foundation.intake.onde.text import french
from eprimo.foundation.intake.records import LEVELS, Delivery, Kind, Problem, Severity
from eprimo.foundation.intake.wording import named_words
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.refused_lines import asked_words, is_asked
from eprimo.ui.french import of
from eprimo.ui.plurals import counted, plural

LEAVING_SHARE = 0.2
LEAVING_AT_LEAST = 10
KNOWN_SHARE = 0.2
KNOWN_FROM = 20
# Pupils at the level of their age next year, and more than those at that of this year.
ABOVE_AT_LEAST = 5

# Codes of a refusal that the academy may lift once.
FEW_KNOWN, OTHER_LEVELS = "few_known", "other_levels"
LEVELS_OF = {
    SchoolKind.NURSERY: NURSERY_LEVELS,
    SchoolKind.ELEMENTARY: frozenset(Level) - NURSERY_LEVELS,
}
# Pupils from which levels say something.
LEVELS_FROM = 3

_FRENCH = {"pupils": "élève", "guardians": "responsable", "teachers": "enseignant"}


@dataclass(frozen=True, slots=True)
class Named:
    """Which people of the directory the pupils' file and the guardians' file name as children; None: not delivered."""

    pupils: set[int] | None
    wards: set[int] | None


def guard(plan: Plan, delivery: Delivery, state: SchoolState, named: Named, *, opened: bool) -> None:
    """Add refusals and questions to the plan. `opened`: the academy lets the school apply a file like another's."""
    _next_year(plan, delivery, state)
    _other_number(plan, delivery, state)
    _few_known(plan, delivery, state, named, opened=opened)
    _other_levels(plan, delivery, state, opened=opened)
    _other_school(plan, delivery, state, named)
    _many_refused(plan, delivery)
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
        pupils, are = counted(above, "élève"), plural(above, "est", "sont")
        why = f"{pupils} y {are} au niveau de leur âge l’an prochain" if above else "la rentrée approche"
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


def _suspect(plan: Plan, code: str, sentence: str, *, opened: bool) -> None:
    """Refused, or asked about when the academy opened it."""
    plan.suspect = plan.suspect or code
    if opened:
        _ask(plan, code, f"{sentence} L’académie vous a permis de l’appliquer cette fois.")
        return
    plan.refused = True
    ending = " Si c’est bien le vôtre, demandez à l’académie de l’ouvrir une fois, en disant pourquoi."
    plan.problems.insert(0, Problem("", 0, "", french(sentence + ending), Severity.ERROR, code))


def _few_known(plan: Plan, delivery: Delivery, state: SchoolState, named: Named, *, opened: bool) -> None:
    """A file that names almost none of the pupils in force is another school's, or was made with a filter."""
    live = state.live_pupils
    plan.facts |= {"pupils": len(live), "told": len(delivery.pupils or ())}
    if named.pupils is not None:
        plan.facts["known"] = len(named.pupils & live)
    for people, kind in ((named.pupils, Kind.PUPILS), (named.wards, Kind.GUARDIANS)):
        known = len(people & live) if people is not None else 0
        if people is not None and live and known < KNOWN_SHARE * len(live):
            told = named_words(known, len(live), f"dans le fichier des {FILE_OF[kind]}")
            ending = "c’est celui d’une autre école, ou d’une partie de la vôtre."
            _suspect(plan, FEW_KNOWN, f"{told} : {ending}", opened=opened)
            return


def _other_levels(plan: Plan, delivery: Delivery, state: SchoolState, *, opened: bool) -> None:
    """Most pupils of the file are of levels that this kind of school does not have. An empty school is only asked."""
    fitting = LEVELS_OF.get(SchoolKind(state.school.kind))
    levels = [one.levels[0] for one in delivery.pupils or () if len(one.levels) == 1]
    unfit = sorted({level for level in levels if fitting and level not in fitting}, key=LEVELS.index)
    wrong = sum(level in unfit for level in levels)
    if wrong < LEVELS_FROM or wrong * 2 <= len(levels):
        return
    sentence = (
        f"{counted(wrong, 'élève')} du fichier {plural(wrong, 'est', 'sont')} en {', '.join(unfit)} : ces niveaux ne"
        f" sont pas ceux d’une {SchoolKind(state.school.kind).label.lower()}."
    )
    if state.live_pupils:
        _suspect(plan, OTHER_LEVELS, sentence, opened=opened)
    else:
        _ask(plan, OTHER_LEVELS, sentence)


def _other_school(plan: Plan, delivery: Delivery, state: SchoolState, named: Named) -> None:
    """Most of those whom the file tells are unknown, though it names enough of the school."""
    live = state.live_pupils
    adults = state.live_guardians()
    known_adults = sum(1 for one in plan.guardians if one.who.person in adults)
    told = [
        (delivery.pupils, len((named.pupils or set()) & live), len(live), "élève"),
        (delivery.guardians, known_adults, len(adults), "responsable"),
    ]
    for records, known, before, word in told:
        if records and before >= KNOWN_FROM and known < KNOWN_SHARE * len(records) and not plan.suspect:
            people = f"{counted(len(records), word)} du fichier"
            _ask(
                plan,
                "probably_other_school",
                f"Seulement {known} des {people} {plural(known, 'est connu', 'sont connus')} ici : c’est sans doute le"
                " fichier d’une autre école.",
            )
            return


def _many_refused(plan: Plan, delivery: Delivery) -> None:
    """A file of which more than a tenth of the lines was not taken leaves out people whom the school expects."""
    lost = delivery.rows_lost
    for file in delivery.files:
        refused = lost[file.kind]
        if is_asked(refused, file.rows):
            _ask(
                plan, "many_refused", asked_words(refused, file.rows, f"du fichier des {FILE_OF[file.kind]}")
            )


def _many_leave(plan: Plan, state: SchoolState) -> None:
    before = {
        "pupils": len(state.live_pupils),
        "guardians": len(state.live_guardians()),
        "teachers": len(state.live_staff),
    }
    for kind, word in _FRENCH.items():
        leaving = sum(1 for one in plan.leaving if one.kind == kind)
        if leaving >= LEAVING_AT_LEAST and leaving > LEAVING_SHARE * before[kind]:
            are, people = plural(leaving, "serait", "seraient"), counted(before[kind], word)
            _ask(plan, "many_leave", f"{leaving} des {people} de l’école n’y {are} plus.")
    links = sum(1 for ties in state.guardians.values() for tie in ties if tie.live)
    ended = len(plan.guardianships_end)
    if ended >= LEAVING_AT_LEAST and ended > LEAVING_SHARE * links:
        ties, end = counted(links, "lien"), plural(ended, "prendrait", "prendraient")
        _ask(plan, "many_links_end", f"Sur {ties} entre responsables et enfants, {ended} {end} fin.")


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
