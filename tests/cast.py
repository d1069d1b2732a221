"""The fixed cast: one person for each role of the rights page, and a twin in another school.

`tilleuls` is the school most tests look at; `verne` is the other school; `ferme` has no entitlement.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.directory.enums import AttachmentKind, Profile, StaffFunction
from eprimo.foundation.directory.models import (
    Circonscription,
    ClassGroup,
    CommuneService,
    Group,
    Person,
    School,
    SchoolCirconscription,
)
from eprimo.foundation.kernel.actor import Actor, Role
from tests import factories as make


@dataclass
class Cast:
    tilleuls: School
    verne: School
    ferme: School
    ce1: ClassGroup
    cm2: ClassGroup
    ce1_verne: ClassGroup
    chorale: Group
    canteen: CommuneService
    people: dict[str, Person] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Person:
        people = self.__dict__.get("people", {})
        if name in people:
            return people[name]
        raise AttributeError(name)

    def actor(self, name: str, role: Role | None = None, school: School | None = None) -> Actor:
        """This person acting now, in the first of the positions or in the one that is named."""
        return for_person(self.people[name].pk, role=role, school_id=school.pk if school else None)


def _children(cast: Cast) -> None:
    p, t, v = cast.people, cast.tilleuls, cast.verne
    p["lea"] = make.pupil(t, cast.ce1, "Léa", "MARTIN")
    p["noe"] = make.pupil(t, cast.cm2, "Noé", "MARTIN")
    p["yanis"] = make.pupil(t, cast.ce1, "Yanis", "BELKACEM")
    p["zoe"] = make.pupil(t, cast.cm2, "Zoé", "LE GOFF")
    p["lea_verne"] = make.pupil(v, cast.ce1_verne, "Léa", "DURAND")
    p["former_pupil"] = make.person("Hugo", "PARTI")
    make.affiliation(
        p["former_pupil"], t, Profile.PUPIL, ends=make.SINCE + timedelta(days=30), end_reason="left"
    )
    make.join_group(p["lea"], cast.chorale)


def _families(cast: Cast) -> None:
    p, t = cast.people, cast.tilleuls
    p["samira"] = make.guardian(p["lea"], p["noe"], first_name="Samira", last_name="MARTIN")
    p["paul"] = make.guardian(p["lea"], first_name="Paul", last_name="MARTIN")
    p["no_exercise"] = make.guardian(p["yanis"], first_name="Karim", last_name="BELKACEM", kind="no_exercise")
    p["in_charge"] = make.guardian(p["yanis"], first_name="Anne", last_name="TUTRICE", kind="in_charge")
    p["contact"] = make.guardian(p["yanis"], first_name="Mamie", last_name="BELKACEM", kind="contact")
    for level in (1, 2, 3):
        name = f"restricted_{level}"
        p[name] = make.person("Restreint", f"NIVEAU{level}")
        make.restrict(make.guardianship(p[name], p["zoe"]), t, level)
    p["guardian_verne"] = make.guardian(p["lea_verne"], first_name="Julie", last_name="DURAND")
    p["former_guardian"] = make.guardian(p["former_pupil"], first_name="Luc", last_name="PARTI")


def _staff(cast: Cast) -> None:
    p, t, v = cast.people, cast.tilleuls, cast.verne
    p["director"] = make.person("Anne", "GUILBAUD", civility="Mme")
    make.affiliation(p["director"], t, Profile.DIRECTOR)
    p["deputy"] = make.person("Denis", "INTERIM", civility="M.")
    make.affiliation(
        p["deputy"], t, Profile.DEPUTY, ends=make.SINCE + timedelta(days=200), named_by=p["director"]
    )
    p["teacher"] = make.teacher(t, cast.ce1, first_name="Claire", last_name="LE GALL")
    p["teacher_cm2"] = make.teacher(t, cast.cm2, first_name="Marc", last_name="ROUX")
    p["teacher_parent"] = make.teacher(t, cast.cm2, first_name="Nadia", last_name="PARENT")
    make.guardianship(p["teacher_parent"], p["yanis"])
    p["substitute"] = make.teacher(
        t, cast.ce1, first_name="Rémi", last_name="REMPLACE", function=StaffFunction.SUBSTITUTE,
        ends=make.SINCE + timedelta(days=120),
    )  # fmt: skip
    p["former_teacher"] = make.teacher(
        t, first_name="Ida", last_name="PARTIE", ends=make.SINCE + timedelta(days=30), end_reason="left"
    )
    p["staff"] = make.person("Sophie", "AESH")
    make.affiliation(p["staff"], t, Profile.STAFF, function=StaffFunction.AESH)
    make.attach(p["staff"], p["lea"], AttachmentKind.ASSISTS, school=t)
    p["delegate"] = make.person("Odile", "ATSEM")
    make.affiliation(p["delegate"], t, Profile.STAFF, function=StaffFunction.ATSEM)
    make.attach(p["delegate"], cast.ce1, AttachmentKind.DELEGATE)
    p["partner"] = make.person("Luca", "MUSICIEN")
    make.affiliation(p["partner"], t, Profile.PARTNER, ends=make.SINCE + timedelta(days=300))
    make.join_group(p["partner"], cast.chorale)
    p["director_verne"] = make.person("Yves", "VERNE")
    make.affiliation(p["director_verne"], v, Profile.DIRECTOR)
    p["teacher_verne"] = make.teacher(v, cast.ce1_verne, first_name="Eva", last_name="VERNE")
    p["director_ferme"] = make.person("Odette", "FERMEE")
    make.affiliation(p["director_ferme"], cast.ferme, Profile.DIRECTOR)


def _territory(cast: Cast) -> None:
    p, t = cast.people, cast.tilleuls
    district = Circonscription.objects.create(name="Valmarais Nord", department=make.department())
    SchoolCirconscription.objects.create(school=t, circonscription=district, starts=make.SINCE)
    p["agent"] = make.person("Aline", "CANTINE")
    make.mandate(p["agent"], "commune_agent", service=cast.canteen, commune=t.commune)
    make.enrol(p["lea"], cast.canteen, t)
    p["inspector"] = make.person("Iris", "INSPECTE")
    make.mandate(p["inspector"], "inspector", circonscription=district)
    p["academy"] = make.person("Alban", "RECTORAT")
    make.mandate(p["academy"], "academy", academy=make.academy())
    for role in ("coordinator", "member_rep", "managing_body", "commission", "contractor", "platform"):
        p[role] = make.person("Rôle", role.upper())
        make.mandate(p[role], role, commune=t.commune if role == "member_rep" else None)


def build_cast() -> Cast:
    tilleuls = make.school()
    verne = make.school("0440002B", "École Jules-Verne")
    ferme = make.school("0440003C", "École fermée", entitled=False)
    cast = Cast(
        tilleuls=tilleuls,
        verne=verne,
        ferme=ferme,
        ce1=make.class_group(tilleuls),
        cm2=make.class_group(tilleuls, "CM2", ("CM2",)),
        ce1_verne=make.class_group(verne),
        chorale=make.group(tilleuls),
        canteen=make.commune_service(tilleuls),
    )
    _children(cast)
    _families(cast)
    _staff(cast)
    _territory(cast)
    for name, one in cast.people.items():
        make.account(one, login=name.replace("_", "."))
    return cast
