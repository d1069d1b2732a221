"""What happens in a neighbourhood between two deliveries. Everything is drawn; nothing here knows of files."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from eprimo.devtools.generators.academy.maker import new_teacher, school_maker, settle
from eprimo.devtools.generators.academy.state import FLAGS, Enrolled, Neighbourhood, SchoolClass, Worker
from eprimo.devtools.generators.names import surname
from eprimo.devtools.generators.school_maker import mailbox
from eprimo.devtools.generators.shapes import Address, InventedGuardian

type Event = Callable[["Day"], bool]
"""Makes something happen; false when there is nobody to whom it can."""


class Day:
    """One day of a neighbourhood: draws people and tells what happened."""

    def __init__(self, made: Neighbourhood, day: date, rng: Random) -> None:
        self.made = made
        self.day = day
        self.rng = rng

    def pupil(self, fits: Callable[[Enrolled], bool] = lambda _: True) -> Enrolled | None:
        return self._draw(list(self.made.pupils.values()), fits)

    def guardian(self, fits: Callable[[InventedGuardian], bool] = lambda _: True) -> InventedGuardian | None:
        return self._draw(list(self.made.guardians.values()), fits)

    def worker(self, fits: Callable[[Worker], bool] = lambda _: True) -> Worker | None:
        return self._draw(list(self.made.staff.values()), fits)

    def _draw[T](self, people: Sequence[T], fits: Callable[[T], bool]) -> T | None:
        for _ in range(20 if people else 0):
            one = self.rng.choice(people)
            if fits(one):
                return one
        return None

    def school(self) -> str:
        return self.rng.choice(list(self.made.places))

    def place_in(self, uai: str, level: str = "") -> SchoolClass:
        """Draw a class of a school, of a level when one has it."""
        groups = self.made.classes_of(uai)
        return self.rng.choice([group for group in groups if level in group.levels] or groups)


def arrival(day: Day) -> bool:
    """A family new to the academy."""
    uai = day.school()
    group = day.place_in(uai)
    maker = school_maker(day.made, uai, day.rng)
    maker.add_family([(day.rng.choice(group.levels), group.label)])
    settle(day.made, uai, maker, day.day)
    return True


def departure(day: Day) -> bool:
    """A pupil leaves the academy; guardians without another child here go with the pupil."""
    pupil = day.pupil()
    if pupil is None or len(day.made.pupils) < 12:
        return False
    day.made.remove_pupil(pupil.person.key)
    return True


def school_move(day: Day) -> bool:
    """A pupil changes school, with the same guardians."""
    pupil = day.pupil()
    others = [uai for uai in day.made.places if pupil and uai != pupil.school]
    if pupil is None or not others:
        return False
    uai = day.rng.choice(others)
    group = day.place_in(uai, pupil.person.level)
    _into(day, replace(pupil, school=uai, since=day.day), group)
    return True


def class_move(day: Day) -> bool:
    """A pupil changes class inside the school."""
    pupil = day.pupil(lambda one: len(day.made.classes_of(one.school)) > 1)
    if pupil is None:
        return False
    groups = [one for one in day.made.classes_of(pupil.school) if one.key != pupil.class_key]
    _into(day, pupil, day.rng.choice([one for one in groups if pupil.person.level in one.levels] or groups))
    return True


def _into(day: Day, pupil: Enrolled, group: SchoolClass) -> None:
    level = pupil.person.level if pupil.person.level in group.levels else group.levels[0]
    person = replace(pupil.person, class_label=group.label, level=level)
    day.made.put_pupil(replace(pupil, person=person, class_key=group.key))


def _home(day: Day, like: Address) -> Address:
    maker = school_maker(day.made, day.school(), day.rng)
    return replace(maker.home(), postcode=like.postcode, city=like.city)


def separation(day: Day) -> bool:
    """Two guardians of one home part: one moves out, a married name is given back, mailboxes are no longer shared."""
    pupil = day.pupil(lambda one: len(one.guardians) > 1 and _one_home(day.made, one))
    if pupil is None:
        return False
    stays, goes = (day.made.guardians[key] for key in pupil.guardians[:2])
    day.made.put_guardian(replace(stays, usual_name=""))
    email = mailbox(goes.first_name, goes.last_name, day.rng) if goes.email else ""
    day.made.put_guardian(replace(goes, address=_home(day, goes.address), email=email))
    return True


def _one_home(made: Neighbourhood, pupil: Enrolled) -> bool:
    one, other = (made.guardians[key] for key in pupil.guardians[:2])
    return one.address == other.address


def authority_ends(day: Day) -> bool:
    """An adult is no longer a guardian of a child who stays."""
    pupil = day.pupil(lambda one: len(one.guardians) > 1)
    if pupil is None:
        return False
    day.made.unguard(pupil.guardians[-1], pupil.person.key)
    return True


def guardian_joins(day: Day) -> bool:
    """A guardian of another child becomes one of this child too: a new household."""
    pupil = day.pupil(lambda one: len(one.guardians) < 4)
    adult = day.guardian(lambda one: len(one.children) < 3)
    if pupil is None or adult is None or pupil.person.key in adult.children:
        return False
    day.made.guard(adult.key, pupil.person.key)
    return True


def home_move(day: Day) -> bool:
    """A guardian moves."""
    adult = day.guardian()
    if adult is not None:
        day.made.put_guardian(replace(adult, address=_home(day, adult.address)))
    return adult is not None


def mail_change(day: Day) -> bool:
    """A guardian's mailbox changes, or is no longer known."""
    adult = day.guardian()
    if adult is not None:
        email = mailbox(adult.first_name, adult.last_name, day.rng) if day.rng.random() < 0.7 else ""
        day.made.put_guardian(replace(adult, email=email))
    return adult is not None


def phone_change(day: Day) -> bool:
    """A guardian's mobile changes."""
    adult = day.guardian()
    if adult is not None:
        day.made.put_guardian(replace(adult, mobile=f"063998{day.rng.randrange(10**4):04}"))
    return adult is not None


def name_correction(day: Day) -> bool:
    """A clerk mends a name: one letter of a pupil's is doubled, or a guardian's is another."""
    pupil, adult = day.pupil(), day.guardian()
    if pupil is None or adult is None:
        return False
    if day.rng.random() < 0.6:
        mended = pupil.person.last_name + pupil.person.last_name[-1]
        day.made.put_pupil(replace(pupil, person=replace(pupil.person, last_name=mended)))
    else:
        day.made.put_guardian(replace(adult, last_name=surname(day.rng)))
    return True


def birth_date_correction(day: Day) -> bool:
    """A clerk mends a birth date."""
    pupil = day.pupil()
    if pupil is not None:
        born = pupil.person.birth_date + timedelta(days=day.rng.choice((-10, -1, 1, 10)))
        day.made.put_pupil(replace(pupil, person=replace(pupil.person, birth_date=born)))
    return pupil is not None


def number_given(day: Day) -> bool:
    """A pupil who had no national number gets one."""
    pupil = day.pupil(lambda one: not one.person.ine)
    if pupil is not None:
        maker = school_maker(day.made, pupil.school, day.rng)
        ine = maker.national_number(day.made.next_key(pupil.school))
        day.made.put_pupil(replace(pupil, person=replace(pupil.person, ine=ine)))
    return pupil is not None


def flags_change(day: Day) -> bool:
    """A pupil is enrolled in a service of the commune, or no longer."""
    pupil = day.pupil()
    if pupil is not None:
        day.made.put_pupil(replace(pupil, flags=pupil.flags ^ {day.rng.choice(FLAGS)}))
    return pupil is not None


def teacher_arrives(day: Day) -> bool:
    """A teacher new to the academy."""
    uai = day.school()
    day.made.put_staff(Worker(new_teacher(day.made, uai, day.rng), (uai,)))
    return True


def teacher_leaves(day: Day) -> bool:
    """A teacher or an assistant leaves the academy; directors stay."""
    worker = day.worker(lambda one: not one.person.is_director)
    if worker is not None:
        day.made.remove_staff(worker.person.key)
    return worker is not None


def teacher_moves(day: Day) -> bool:
    """A member of the staff works in another school, or in one more."""
    worker = day.worker(lambda one: not one.person.is_director)
    others = [uai for uai in day.made.places if worker and uai not in worker.schools]
    if worker is None or not others:
        return False
    uai = day.rng.choice(others)
    if day.rng.random() < 0.5:
        day.made.put_staff(replace(worker, schools=(*worker.schools, uai)))
    else:
        label = day.place_in(uai).label
        classes = () if worker.assists else (label,)
        person = replace(worker.person, classes=classes)
        day.made.put_staff(replace(worker, person=person, schools=(uai,)))
    return True


def director_changes(day: Day) -> bool:
    """A teacher of the school takes its direction, and who had it teaches."""
    head = day.worker(lambda one: one.person.is_director)
    heir = day.worker(
        lambda one: (
            head is not None
            and one.schools == head.schools
            and not one.assists
            and not one.person.is_director
        )
    )
    if head is None or heir is None:
        return False
    day.made.put_staff(replace(head, person=replace(head.person, is_director=False)))
    day.made.put_staff(replace(heir, person=replace(heir.person, is_director=True)))
    return True


def class_renamed(day: Day) -> bool:
    """A class gets another label and stays the same class."""
    group = day.place_in(day.school())
    labels = {one.label for one in day.made.classes_of(group.school)}
    stem = group.label.removesuffix(" bis")
    new = next(label for n in range(2, 99) if (label := f"{stem} salle {n}") not in labels)
    day.made.put_class(replace(group, label=new if len(new) < 40 else f"Salle {day.rng.randrange(10**6)}"))
    return True


EVENTS: dict[str, tuple[Event, int]] = {
    "arrival": (arrival, 10),
    "departure": (departure, 8),
    "school_move": (school_move, 8),
    "class_move": (class_move, 10),
    "separation": (separation, 8),
    "authority_ends": (authority_ends, 3),
    "guardian_joins": (guardian_joins, 4),
    "home_move": (home_move, 8),
    "mail_change": (mail_change, 10),
    "phone_change": (phone_change, 8),
    "name_correction": (name_correction, 6),
    "birth_date_correction": (birth_date_correction, 3),
    "number_given": (number_given, 2),
    "flags_change": (flags_change, 8),
    "teacher_arrives": (teacher_arrives, 2),
    "teacher_leaves": (teacher_leaves, 2),
    "teacher_moves": (teacher_moves, 2),
    "director_changes": (director_changes, 1),
    "class_renamed": (class_renamed, 1),
}
"""Each event and how often it happens, one against the others."""


def live_a_day(made: Neighbourhood, day: date, rng: Random, *, events: int) -> Counter[str]:
    """Make that many events happen. Returns how often each did."""
    names = list(EVENTS)
    weights = [weight for _, weight in EVENTS.values()]
    today = Day(made, day, rng)
    happened: Counter[str] = Counter()
    for name in rng.choices(names, weights, k=events):
        if EVENTS[name][0](today):
            happened[name] += 1
    return happened
