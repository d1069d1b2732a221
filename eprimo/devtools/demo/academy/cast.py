"""The people whom one can be in the demo, and the families that show what restrictions do."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from eprimo.devtools.demo.academy.hands import Hands
from eprimo.devtools.demo.academy.people import Loaded
from eprimo.devtools.demo.academy.territory import SAINT_AUBIN, Territory
from eprimo.devtools.demo.clock import ZONE
from eprimo.foundation.access.actors import for_person
from eprimo.foundation.directory.actions.support import support_ask, support_grant
from eprimo.foundation.directory.enums import (
    AttachmentKind,
    GuardianKindChoice,
    MandateFunction,
    MandateLevel,
    MandateRole,
    Profile,
    RestrictionLevel,
    StaffFunction,
)
from eprimo.foundation.directory.models import LONGEST_HOURS, ClassGroup, Group, Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.text import surname

# The purchasing group began before the school year that the demo shows.
# To the end of the school year, with a week more: a demo that is shown in July has an intervention in a week.
PARTNER_STAYS = timedelta(days=330)
GROUP_SINCE = datetime(2025, 9, 1, 8, tzinfo=ZONE)


@dataclass
class Cast:
    """The people of the demo by the key of their face, and what they do together."""

    people: dict[str, Person] = field(default_factory=dict)
    workshop: Group | None = None


def make_cast(territory: Territory, schools: dict[str, Loaded]) -> Cast:
    """Everybody whom the demo shows, tied to the schools of the Tilleuls, the Coquelicots and Jules-Verne."""
    hands, cast = Hands(territory.since), Cast()
    tilleuls, coquelicots = schools["tilleuls"], schools["coquelicots"]
    _school_people(hands, cast, tilleuls)
    _families(hands, cast, tilleuls, coquelicots)
    _restricted(hands, cast, tilleuls)
    _attached(hands, cast, tilleuls, coquelicots)
    _territory_people(hands, cast, territory)
    _group_people(hands, cast, territory)
    _supports(cast, tilleuls, coquelicots)
    if "verne" in schools:
        _teacher_parent(hands, cast, schools["verne"], tilleuls)
    return cast


def _school_people(hands: Hands, cast: Cast, tilleuls: Loaded) -> None:
    """The director keeps the class that the generator gave her; the teacher of CE1 joins her colleague."""
    cast.people["director"] = tilleuls.director
    rename(tilleuls.director, "Anne", "Guilbaud", "Mme")
    cast.people["teacher"] = teacher = hands.person("Claire", "Le Gall", "Mme")
    hands.enters(teacher, tilleuls.school, Profile.TEACHER)
    hands.teaches(teacher, tilleuls.class_with("CE1"))


def rename(who: Person, first_name: str, last_name: str, civility: str) -> None:
    who.first_name, who.last_name, who.usual_name, who.civility = first_name, surname(last_name), "", civility
    who.save(update_fields=["first_name", "last_name", "usual_name", "civility"])


def _families(hands: Hands, cast: Cast, tilleuls: Loaded, coquelicots: Loaded) -> None:
    year = tilleuls.invented.first_year
    ce1, gs = tilleuls.class_with("CE1"), coquelicots.class_with("GS")
    cast.people["pupil"] = lea = hands.pupil("Léa", "Martin", date(year - 7, 3, 14), ce1, "F")
    cast.people["little"] = noe = hands.pupil("Noé", "Martin", date(year - 5, 5, 2), gs, "M")
    cast.people["parent"] = samira = hands.person("Samira", "Martin", "Mme")
    cast.people["parent_two"] = paul = hands.person("Paul", "Martin", "M.")
    for child in (lea, noe):
        hands.answers_for(samira, child)
        hands.answers_for(paul, child, priority=2)
    yanis = hands.pupil("Yanis", "Le Goff", date(year - 7, 10, 21), ce1, "M")
    cast.people["separated_child"] = yanis
    cast.people["separated"] = katell = hands.person("Katell", "Le Goff", "Mme")
    cast.people["separated_two"] = karim = hands.person("Karim", "Haddad", "M.")
    hands.answers_for(katell, yanis)
    hands.answers_for(karim, yanis, priority=2)
    # His new partner may come for him, and reads nothing.
    hands.answers_for(hands.person("Julie", "Praud", "Mme"), yanis, GuardianKindChoice.CONTACT, 3)


def _restricted(hands: Hands, cast: Cast, tilleuls: Loaded) -> None:
    """One family for each level of restriction; the other parent reads everything."""
    year, group = tilleuls.invented.first_year, tilleuls.class_with("CE2")
    for level, (child, mother, father) in {
        RestrictionLevel.PROTECTED_CONTACT: ("Zoé", "Hélène", "Bruno"),
        RestrictionLevel.NO_INFORMATION: ("Hugo", "Nadia", "Denis"),
        RestrictionLevel.NO_ACCOUNT: ("Inès", "Laure", "Régis"),
    }.items():
        name = ("Petit", "Sow", "Vasseur")[level - 1]
        pupil = hands.pupil(child, name, date(year - 8, 2, 3 + level), group, "M" if child == "Hugo" else "F")
        pupil.protected = level == RestrictionLevel.NO_ACCOUNT
        pupil.save(update_fields=["protected"])
        hands.answers_for(hands.person(mother, name, "Mme"), pupil)
        cast.people[f"restricted_{int(level)}"] = parent = hands.person(father, name, "M.")
        link = hands.answers_for(parent, pupil, priority=2)
        hands.restricted(link, tilleuls.school, level, tilleuls.director)


def _attached(hands: Hands, cast: Cast, tilleuls: Loaded, coquelicots: Loaded) -> None:
    """People whom the directors added by hand."""
    school, ce1 = tilleuls.school, tilleuls.class_with("CE1")
    cast.people["aesh"] = sophie = hands.person("Sophie", "Besnard", "Mme")
    hands.staff(sophie, school, StaffFunction.AESH, "Accompagne Léa et Yanis")
    hands.accompanies(sophie, cast.people["pupil"], school)
    hands.accompanies(sophie, cast.people["separated_child"], school)
    cast.people["atsem"] = odile = hands.person("Odile", "Chauvin", "Mme")
    gs = coquelicots.class_with("GS")
    hands.staff(odile, coquelicots.school, StaffFunction.ATSEM, "ATSEM de la grande section")
    hands.teaches(odile, gs, AttachmentKind.ASSISTS)
    hands.teaches(odile, gs, AttachmentKind.DELEGATE)
    cast.people["teacher_little"] = maud = hands.person("Maud", "Kerbrat", "Mme")
    hands.enters(maud, coquelicots.school, Profile.TEACHER)
    hands.teaches(maud, gs)
    cast.people["substitute"] = remi = hands.person("Rémi", "Vannier", "M.")
    ends = hands.since + timedelta(days=120)
    hands.enters(
        remi, school, Profile.TEACHER, function=StaffFunction.SUBSTITUTE, ends=ends,
        reason="Remplace une collègue en congé de maternité",
    )  # fmt: skip
    hands.teaches(remi, tilleuls.class_with("CM1"), ends=ends)
    cast.people["partner"] = luca = hands.person("Luca", "Fabre", "M.")
    hands.enters(
        luca, school, Profile.PARTNER, function=StaffFunction.PARTNER,
        ends=hands.since + PARTNER_STAYS, reason="École de musique, atelier du mardi",
    )  # fmt: skip
    singers = [*tilleuls.pupils_of(ce1)[:9], cast.people["pupil"]]
    cast.workshop = hands.group(school, "Chorale", [*singers, luca, cast.people["teacher"]])


def _territory_people(hands: Hands, cast: Cast, territory: Territory) -> None:
    service = territory.services["canteen Valmarais"]
    cast.people["agent"] = aline = hands.person("Aline", "Moinard", "Mme")
    hands.holds(aline, MandateRole.COMMUNE_AGENT, service=service, commune=service.commune)
    cast.people["member"] = gwen = hands.person("Gwenaëlle", "Tanguy", "Mme")
    starts = min(hands.since, GROUP_SINCE)
    hands.holds(
        gwen, MandateRole.MEMBER_REP, commune=service.commune, starts=starts, reason="Adjointe aux écoles"
    )
    cast.people["inspector"] = iris = hands.person("Iris", "Delaunay", "Mme")
    district = territory.districts["Valmarais"]
    hands.holds(iris, MandateRole.INSPECTOR, circonscription=district, function=MandateFunction.IEN)
    ends = hands.since + timedelta(days=365)
    for key, first_name, last_name, civility, function in (
        ("adviser", "Pascale", "Le Bihan", "Mme", MandateFunction.CPC),
        ("digital", "Théo", "Marchand", "M.", MandateFunction.ERUN),
    ):
        cast.people[key] = one = hands.person(first_name, last_name, civility)
        hands.holds(one, MandateRole.INSPECTOR, circonscription=district, function=function, ends=ends)
    cast.people["academy"] = alban = hands.person("Alban", "Rivière", "M.")
    hands.holds(alban, MandateRole.ACADEMY, academy=territory.academy, starts=starts)
    cast.people["department"] = maya = hands.person("Maya", "Lescure", "Mme")
    hands.holds(maya, MandateRole.ACADEMY, department=district.department)
    cast.people["contractor"] = ivan = hands.person("Ivan", "Perrin", "M.")
    hands.holds(ivan, MandateRole.CONTRACTOR, starts=starts, ends=ends, reason="Assistance du titulaire")
    cast.people["accounts"] = hanna = hands.person("Hanna", "Morvan", "Mme")
    hands.holds(hanna, MandateRole.CONTRACTOR, starts=starts, ends=ends, reason="Comptabilité du titulaire")
    cast.people["platform"] = lou = hands.person("Lou", "Tessier", "Mme")
    hands.holds(lou, MandateRole.PLATFORM)
    cast.people["platform_two"] = noam = hands.person("Noam", "Jacquet", "M.")
    hands.holds(noam, MandateRole.PLATFORM)


def _group_people(hands: Hands, cast: Cast, territory: Territory) -> None:
    """The people of the purchasing group, there since it began."""
    starts, ends = min(hands.since, GROUP_SINCE), hands.since + timedelta(days=365)
    coordinates, acts = MandateRole.COORDINATOR, MandateRole.MEMBER_REP
    for key, first_name, last_name, civility, role, reason, more in (
        (
            "coordinator",
            "Maëlle",
            "Rousseau",
            "Mme",
            coordinates,
            "Coordination du groupement",
            {"level": MandateLevel.MANAGE},
        ),
        (
            "signing",
            "Hélène",
            "Vautrin",
            "Mme",
            coordinates,
            "Rectrice, coordonnatrice",
            {"level": MandateLevel.SIGN},
        ),
        ("managing_body", "Yann", "Corre", "M.", MandateRole.MANAGING_BODY, "Gère les dossiers de Brive", {}),
        ("commission", "Solène", "Gautier", "Mme", MandateRole.COMMISSION, "Commission d’appel d’offres", {}),
        ("ogec", "Pierre", "Landais", "M.", acts, "Président de l’OGEC Sainte-Anne", {}),
        ("epci", "Rozenn", "Calvez", "Mme", acts, "Présidente", {"epci": territory.epci}),
        ("saint-aubin", "Loïc", "Hamon", "M.", acts, "Maire", {"commune": territory.communes[SAINT_AUBIN]}),
    ):
        cast.people[key] = one = hands.person(first_name, last_name, civility)
        hands.holds(one, role, starts=starts, ends=ends, reason=reason, **more)


def _supports(cast: Cast, tilleuls: Loaded, coquelicots: Loaded) -> None:
    """One assistance that waits for the directress of the Tilleuls, one that runs at the Coquelicots."""
    now, ivan = clock.now(), for_person(cast.people["contractor"].pk)
    with clock.frozen(now - timedelta(minutes=50)):
        why = "La tablette de la grande section n’ouvre plus."
        running = support_ask(actor=ivan, school=coquelicots.school, reason=why, hours=LONGEST_HOURS)
    with clock.frozen(now - timedelta(minutes=35)):
        head = for_person(coquelicots.director.pk)
        support_grant(actor=head, access=running, answer="Merci de regarder aussi la fiche de Maud Kerbrat.")
    with clock.frozen(now - timedelta(minutes=25)):
        why = "Trois familles disent que leur code ne marche pas. Je voudrais voir si leurs fiches ont servi."
        support_ask(actor=ivan, school=tilleuls.school, reason=why, hours=2)


def _teacher_parent(hands: Hands, cast: Cast, verne: Loaded, tilleuls: Loaded) -> None:
    """She teaches at Jules-Verne; her daughter is a pupil of the Tilleuls."""
    cast.people["teacher_parent"] = nadia = hands.person("Nadia", "Roussel", "Mme")
    hands.enters(nadia, verne.school, Profile.TEACHER)
    hands.teaches(nadia, multi_level(verne))
    year = tilleuls.invented.first_year
    lina = hands.pupil("Lina", "Roussel", date(year - 7, 7, 8), tilleuls.class_with("CE1"), "F")
    hands.answers_for(nadia, lina)


def multi_level(loaded: Loaded) -> ClassGroup:
    """A class of several levels, or any."""
    classes = list(loaded.classes.values())
    return next((group for group in classes if len(group.levels) > 1), classes[0])
