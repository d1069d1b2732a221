"""Small files written by hand in tests, and the records an invented school must give."""

from collections.abc import Sequence
from dataclasses import replace

from eprimo.devtools.generators.school_people import InventedSchool
from eprimo.foundation.intake.records import Delivery, GuardianRecord, Problem, PupilRecord, TeacherRecord

PUPIL_HEADER = (
    "Nom Elève;Nom d'usage Elève;Prénom Elève;Date naissance;Sexe; Cycle;Niveau;Classe;Autorisations photos"
)
GUARDIAN_HEADER = (
    "Civilité Responsable;Nom usage responsable;Nom responsable;Prénom responsable;Adresse responsable;"
    "CP responsable;Commune responsable;Pays;Courriel;Téléphone domicile;Téléphone travail;Téléphone portable"
    + ";Nom d'usage enfant;Nom de famille enfant;Prénom enfant;Classes enfants"
    * 3
)
TEACHER_HEADER = (
    "Civilité;Nom usage;Nom;Prénom;Adresse;CP;Commune;Pays;Courriel;Téléphone domicile;Téléphone portable"
    ";Directeur;Classe"
)
ZOE = "DURAND;;Zoé;2018-05-04;F;CYCLE II;CE1;CE1 A;Oui"
LEO = "DURAND;;Léo;2016-09-30;H;CYCLE III;CM1;CM1;Non"


def csv(header: str, *rows: str) -> bytes:
    """Unquoted ISO-8859-1 lines."""
    return "\n".join((header, *rows)).encode("iso-8859-1") + b"\n"


def pupils_csv(*rows: str) -> bytes:
    return csv(PUPIL_HEADER, *rows)


def guardian(
    name: str,
    *children: str,
    civility: str = "M.",
    address: str = "1 rue Haute",
    email: str = "",
    mobile: str = "",
) -> str:
    """A guardian's row; a child is ``NOM;Prénom;Classe``."""
    blocks = "".join(f";;{child}" for child in children)
    return f"{civility};;{name};{address};44990;Essais;;{email};;;{mobile}{blocks}"


def codes(delivery: Delivery) -> list[str]:
    return [problem.code for problem in delivery.problems]


def the_problem(delivery: Delivery, code: str) -> Problem:
    """The only problem of that code."""
    (problem,) = [problem for problem in delivery.problems if problem.code == code]
    return problem


def people_of(delivery: Delivery) -> tuple[list[object], list[object], list[object]]:
    """What was read, without the places where it stood: comparable between two writings."""
    pupils = sorted(map(_pupil, delivery.pupils or ()), key=repr)
    guardians = sorted((_guardian(g, delivery.pupils or []) for g in delivery.guardians or ()), key=repr)
    teachers = sorted(map(_teacher, delivery.teachers or ()), key=repr)
    return pupils, guardians, teachers


def _pupil(p: PupilRecord) -> object:
    # The classic file has no INE.
    return replace(p, source=None, ine=None)  # type: ignore[arg-type]


def _guardian(g: GuardianRecord, pupils: Sequence[PupilRecord]) -> object:
    children = sorted(_child_name(pupils[c.pupil]) if c.pupil is not None else repr(c) for c in g.children)
    return (g.civility, g.last_name, g.first_name, g.usual_name, g.address_lines, g.postcode, g.city, g.email,
            sorted(p.number for p in g.phones), children)  # fmt: skip


def _child_name(p: PupilRecord) -> str:
    return f"{p.last_name} {p.first_name} {p.birth_date}"


def _teacher(t: TeacherRecord) -> object:
    return t.civility, t.last_name, t.first_name, t.usual_name, t.email, t.is_director, sorted(t.classes)


def truth_of(school: InventedSchool) -> tuple[list[object], list[object], list[object]]:
    """What reading the files of a school must give, in the form of `people_of`."""
    pupils = [
        PupilRecord(
            source=None,  # type: ignore[arg-type]
            last_name=p.last_name,
            first_name=p.first_name,
            usual_name=p.usual_name,
            birth_date=p.birth_date,
            sex=p.sex,
            classes=(p.class_label,),
            levels=(p.level,),
            cycle=p.cycle,
            image_consent=p.image_consent,
            association_consent=p.association_consent,
            insurance=p.insurance,
        )
        for p in school.pupils
    ]
    names = {p.key: f"{p.last_name} {p.first_name} {p.birth_date}" for p in school.pupils}
    guardians = [
        (g.civility, g.last_name, g.first_name, g.usual_name, (g.address.line,), g.address.postcode, g.address.city,
         g.email or None, sorted(n for n in (g.home_phone, g.mobile) if n), sorted(names[k] for k in g.children))
        for g in school.guardians
    ]  # fmt: skip
    teachers = [
        (t.civility, t.last_name, t.first_name, t.usual_name, t.email, t.is_director, sorted(t.classes))
        for t in school.teachers
    ]
    return sorted(pupils, key=repr), sorted(guardians, key=repr), sorted(teachers, key=repr)
