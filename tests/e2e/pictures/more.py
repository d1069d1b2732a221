"""People beside those of the demo: the newly come, who have nothing yet, and those of the longest names."""

from datetime import date, timedelta

from eprimo.devtools.demo.faces import person_ids
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import ClassGroup, ClassMembership, Person, School
from eprimo.foundation.kernel import clock
from tests import factories as make


def more_people() -> dict[str, int]:
    """Their rows, by key."""
    people = _newly_come() | _of_long_names()
    for one in people.values():
        make.account(one)
    others = _expected() | _left()
    return {key: one.pk for key, one in (people | others).items()}


def _left() -> dict[str, Person]:
    """Who left last week, and whose access is suspended."""
    school = School.objects.get(uai="0440099Z")
    gone = make.person("Yannick", "Prigent", civility="M.")
    make.affiliation(gone, school, Profile.TEACHER, ends=clock.now() - timedelta(days=7))
    make.account(gone)
    return {"gone": gone}


def _expected() -> dict[str, Person]:
    """Whose sheet was printed, and who has not come yet."""
    school = School.objects.get(uai="0440099Z")
    child = make.pupil(school, ClassGroup.objects.get(school=school, label="CM1"), "Ilan", "Kergoat")
    parent = make.guardian(child, first_name="Solène", last_name="Kergoat")
    make.account(parent, active=False, charter=False)
    return {"expected_child": child, "expected_parent": parent}


def _newly_come() -> dict[str, Person]:
    school = make.school("0440099Z", "École Rosa-Parks")
    old, young = make.class_group(school, "CM1", ("CM1",)), make.class_group(school, "PS", ("PS",))
    pupil = make.pupil(school, old, "Awa", "Diallo", birth_date=date(2017, 5, 4))
    little = make.pupil(school, young, "Malo", "Diallo", birth_date=date(2023, 5, 4))
    director = make.person("Hugues", "Morel", civility="M.")
    make.affiliation(director, school, Profile.DIRECTOR)
    closed = make.school("0440098Y", "École du Port", entitled=False)
    head = make.person("Odette", "Le Bris", civility="Mme")
    make.affiliation(head, closed, Profile.DIRECTOR)
    return {
        "closed_director": head, "new_pupil": pupil, "new_little": little, "new_director": director,
        "new_parent": make.guardian(pupil, first_name="Fatou", last_name="Diallo"),
        "new_teacher": make.teacher(school, old, first_name="Bastien", last_name="Perrot"),
        "nobody": make.person("Gwenn", "Sansécole"),
    }  # fmt: skip


def _of_long_names() -> dict[str, Person]:
    lea = Person.objects.get(pk=person_ids()["pupil"])
    group = ClassGroup.objects.get(pk=ClassMembership.objects.filter(person=lea).values("class_group")[:1])
    school = School.objects.get(pk=group.school_id)
    last = "de La Rochebrune-Montfaucon"
    child = make.pupil(school, group, "Maximilien-Alexandre", last, birth_date=date(2019, 3, 1))
    twin = make.pupil(school, group, "Marie-Charlotte-Éléonore", last, birth_date=date(2019, 3, 1))
    parent = make.guardian(child, twin, first_name="Anne-Sophie-Victoire", last_name=last)
    return {"long_pupil": child, "long_twin": twin, "long_parent": parent}
