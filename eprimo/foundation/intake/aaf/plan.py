"""The plan of a delivery, made in the staging: who is who, which links, which batch. The directory is only read."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from eprimo.foundation.accounts.actions.bulk_accounts import logins_number_many
from eprimo.foundation.directory.year_plan import LADDER, calendar_year
from eprimo.foundation.intake.aaf import plan_changes, plan_links, plan_people
from eprimo.foundation.intake.aaf.attributes import SERVICES
from eprimo.foundation.intake.aaf.database import fetch, run
from eprimo.foundation.intake.aaf.remarks import Remarks
from eprimo.foundation.intake.merge.plan import KINDS, OUTCOMES, Ask
from eprimo.foundation.intake.onde.text import french
from eprimo.foundation.intake.records import Severity
from eprimo.ui.plurals import counted, plural

PEOPLE_OF_A_BATCH = 4000
# The logins of those who will have an account, by batch.
LOGINS = "staging.aaf_login"
_ZONE = ZoneInfo("Europe/Paris")
type Counts = dict[str, dict[str, int]]


@dataclass(slots=True)
class AafPlan:
    """What the delivery changes, counted."""

    counts: Counts
    schools: dict[int, Counts] = field(default_factory=dict)
    asks: list[Ask] = field(default_factory=list)
    # Schools that many people leave.
    emptied: set[int] = field(default_factory=set)


def no_counts() -> Counts:
    return {kind: dict.fromkeys(OUTCOMES, 0) for kind in KINDS}


def make_plan(
    *, academy: str, full: bool, now: datetime, told: Remarks, progress: Callable[[str], None], batch: int
) -> AafPlan:  # fmt: skip
    """Compare the staging with the directory as it is. `told` gets what a human should look at."""
    values = {
        "academy": academy, "full": full, "now": now, "services": list(SERVICES.values()),
        "batch": max(1, batch), "ladder": LADDER, "calendar": calendar_year(now.astimezone(_ZONE).date()),
    }  # fmt: skip
    progress("Qui est qui")
    _people(values, told)
    progress("Liens")
    for steps in (plan_links.AFFILIATIONS, plan_links.CLASSES, plan_links.MEMBERSHIPS, plan_links.WARDS):
        _steps(steps, values)
    _steps(plan_links.SERVICES, values)
    progress("Différences")
    _steps((*plan_changes.PEOPLE, plan_changes.MOVES, *plan_changes.LEVELS), values)
    _steps(plan_changes.BATCHES, values)
    _steps(plan_changes.STATUS, values)
    for step in plan_changes.batched():
        run(step)
    run(f"DROP TABLE IF EXISTS {LOGINS}, {LOGINS}_need")
    logins_number_many(people=plan_changes.NEED_ACCOUNT, values={}, into=LOGINS)
    _tell(told)
    plan = AafPlan(_counted(fetch(plan_changes.OVERALL)))
    by_school: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for school, *row in fetch(plan_changes.BY_SCHOOL):
        by_school[school].append(tuple(row))
    plan.schools = {school: _counted(rows) for school, rows in by_school.items()}
    leaving = fetch(plan_changes.LEAVING)
    plan.asks = _asks(leaving)
    plan.emptied = {school for school, _, _, _, what in leaving if school and what == "people"}
    return plan


def _steps(steps: tuple[str, ...], values: dict[str, Any]) -> None:
    for step in steps:
        run(step, values)


def _people(values: dict[str, Any], told: Remarks) -> None:
    _steps((*plan_people.BASE, *plan_people.BY_KEY), values)
    for how, guess in (
        ("ine", plan_people.BY_NUMBER), ("name", plan_people.PUPILS_BY_NAME), ("staff", plan_people.STAFF_BY_NAME),
    ):  # fmt: skip
        _guess(how, guess, values, told)
    run(plan_people.NEW["E"])
    run(plan_people.READY)
    _guess("child", plan_people.GUARDIANS_BY_CHILD, values, told)
    run(plan_people.NEW["R"])
    run(plan_people.DONE)
    run(plan_people.AHEAD, values)


_DOUBTS = {
    "ine": ("same_ine", "a le même identifiant national qu’un autre élève : il n’est pas repris, à vérifier"),
    "name": (
        "identical_pupils",
        "peut être plusieurs élèves connus : une fiche à part est faite, à vérifier",
    ),
    "staff": (
        "teacher_namesakes",
        "peut être plusieurs personnes connues de l’école : une fiche à part, à vérifier",
    ),
    "child": (
        "guardian_namesakes",
        "peut être plusieurs responsables connus : une fiche à part est faite, à vérifier",
    ),
}


def _guess(how: str, guess: str, values: dict[str, Any], told: Remarks) -> None:
    run(plan_people.FORGET)
    run(guess, values)
    if run(plan_people.RESOLVE, {"how": how}):
        run(plan_people.READY)
    code, what = _DOUBTS[how]
    for key, file, name, school in fetch(plan_people.DOUBTFUL):
        told.tell(code, f"{name} (objet {key}) {what}.", file=file, school=school)


def _tell(told: Remarks) -> None:
    for code, query, sentence, severity in (
        ("same_key", "SELECT key, file, '', NULL::bigint FROM staging.aaf_double ORDER BY 1",
         "L’objet {key} est donné deux fois : le premier est retenu.", Severity.WARNING),
        ("unknown_school", plan_people.UNKNOWN_SCHOOL,
         "L’objet {key} est d’un établissement inconnu ({name}) : ce lien est laissé.", Severity.WARNING),
        ("next_year", plan_people.NEXT_YEAR,
         ("{name} ({key}) : la livraison parle de l’année suivante ; sa part attend que l’école change d’année"
         " (pour ses classes, qu’elle la prépare)."), Severity.WARNING),
        ("next_year_planned", plan_people.NEXT_YEAR_PLANNED,
         ("{name} ({key}) : la livraison parle de l’année suivante ; ses classes sont proposées dans l’année que"
          " l’école prépare, le reste attend qu’elle change d’année."), Severity.INFO),
        ("guardian_without_child", plan_people.NO_CHILD,
         "{name} (objet {key}) n’est pas créé : aucun de ses enfants n’est reconnu.", Severity.WARNING),
        ("unknown_object", plan_people.UNKNOWN_OBJECT,
         "L’objet {key} est modifié sans être connu : laissé jusqu’à une livraison complète.", Severity.WARNING),
        ("unknown_guardian", plan_people.UNKNOWN_GUARDIAN,
         "L’élève {key} a un responsable ({name}) qui n’est pas dans la livraison : ce lien est laissé.",
         Severity.WARNING),
        ("two_schools", plan_people.TWO_SCHOOLS,
         "L’élève {key} est de deux écoles ({name}) : inscrit dans les deux, à vérifier.", Severity.WARNING),
        ("ine_of_another", plan_people.OTHER_NUMBER,
         "L’identifiant national (INE) de {name} (objet {key}) est déjà celui d’un autre élève : il n’est pas repris.",
         Severity.WARNING),
        ("kept_by_hand", _KEPT, "{name} a été retiré de l’école à la main : il n’y est pas remis.", Severity.INFO),
        ("kept_by_hand", _KEPT_WARD, "{name} n’est plus responsable d’un enfant, par décision de l’école.",
         Severity.INFO),
        ("restricted_child", _HELD,
         ("{name} (objet {key}) deviendrait responsable d’un enfant auquel l’accès d’un autre adulte est restreint : le"
         " lien n’est pas fait. Si ce n’est pas la même personne, ajoutez-le à la main."), Severity.WARNING),
        ("other_director", _DIRECTORS, "Le fichier donne la direction à {name} (objet {key}).", Severity.WARNING),
        ("no_service", _NO_SERVICE,
         ("Inscrits ({name}) dans des écoles où aucun service de la commune, ou plusieurs, n’est déclaré pour cela :"
         " {key}. Ces inscriptions ne sont pas gardées."), Severity.INFO),
    ):  # fmt: skip
        for key, file, name, school in fetch(query, {"services": list(SERVICES.values())}):
            told.tell(
                code, sentence.format(key=key, name=name), file=file or "", severity=severity, school=school
            )


_KEPT = """
SELECT o.key, o.file, o.last_name || ' ' || o.first_name, k.school_id
FROM staging.aaf_kept k JOIN staging.aaf_object o ON o.n = k.n ORDER BY o.n LIMIT 2000
"""
_KEPT_WARD = """
SELECT '', '', d.last_name || ' ' || d.first_name, (SELECT min(h.school_id) FROM staging.aaf_here h
  WHERE h.person_id = r.child_id)
FROM staging.aaf_reopen_ward r JOIN directory_person d ON d.id = r.adult_id WHERE r.by_hand ORDER BY r.id LIMIT 2000
"""
_HELD = """
SELECT o.key, o.file, o.last_name || ' ' || o.first_name, (SELECT min(p.school_id) FROM staging.aaf_here p
  WHERE p.person_id = h.child_id)
FROM staging.aaf_held_ward h JOIN staging.aaf_who w ON w.person_id = h.adult_id JOIN staging.aaf_object o ON o.n = w.n
ORDER BY o.n LIMIT 2000
"""
# Another head where there is one already.
_DIRECTORS = """
SELECT o.key, o.file, o.last_name || ' ' || o.first_name, a.school_id
FROM staging.aaf_open_aff a JOIN staging.aaf_who w ON w.person_id = a.person_id AND w.kind = 'P'
JOIN staging.aaf_object o ON o.n = w.n
WHERE a.profile = 'director' AND EXISTS (SELECT FROM staging.aaf_live_aff l WHERE l.school_id = a.school_id
  AND l.profile = 'director' AND l.person_id <> a.person_id)
ORDER BY o.n LIMIT 2000
"""
_NO_SERVICE = """
SELECT count(*)::text, '', kinds.kind, NULL::bigint
FROM staging.aaf_place p JOIN staging.aaf_object o ON o.n = p.n
CROSS JOIN unnest(%(services)s::text[]) WITH ORDINALITY kinds(kind, place)
WHERE p.profile = 'pupil' AND p.school_id IS NOT NULL AND substr(o.services, kinds.place::int, 1) = 'O'
  AND NOT EXISTS (SELECT FROM staging.aaf_service s WHERE s.school_id = p.school_id AND s.kind = kinds.kind)
GROUP BY kinds.kind ORDER BY kinds.kind
"""


def _counted(rows: list[tuple[Any, ...]]) -> Counts:
    found = no_counts()
    for kind, outcome, number in rows:
        found[kind][outcome] += number
    return found


def _asks(leaving: list[tuple[Any, ...]]) -> list[Ask]:
    """Closing more than one in five of a school, or one in twenty of the academy, waits for a yes."""
    asks = []
    for school, uai, ended, before, what in leaving:
        words = (
            ("personne", "personnes")
            if what == "people"
            else ("lien entre responsables et enfants", "liens entre responsables et enfants")
        )
        where = f"de l’école {uai}" if school else "de l’académie"
        code = "many_leave" if what == "people" else "many_links_end"
        are = plural(ended, "serait", "seraient")
        asks.append(Ask(code, french(f"Sur {counted(before, *words)} {where}, {ended} n’y {are} plus.")))
    return asks
