"""What happens to a school between two deliveries, with the list of what happened: the truth of tests."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from random import Random

from eprimo.devtools.generators.school_maker import SchoolMaker
from eprimo.devtools.generators.shapes import InventedPupil, InventedSchool


class ChangeKind(StrEnum):
    """Kinds of events."""

    CLASS = "class changed"
    ADDRESS = "address changed"
    ARRIVAL = "pupil arrived"
    DEPARTURE = "pupil left"
    NAME = "name corrected"
    TEACHER_ARRIVAL = "teacher arrived"
    TEACHER_DEPARTURE = "teacher left"
    NAMESAKE = "guardian's namesake arrived"
    CONTACT = "contact changed"
    CONSENT = "image consent changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One event: whose (the key of a pupil, guardian or teacher), and from what to what."""

    kind: ChangeKind
    key: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Evolution:
    """The school afterwards, and what happened."""

    school: InventedSchool
    changes: tuple[Change, ...]

    def keys(self, kind: ChangeKind) -> list[str]:
        """Keys of those to whom this happened."""
        return [change.key for change in self.changes if change.kind is kind]


@dataclass
class _Story:
    maker: SchoolMaker
    rng: Random
    touched: set[str] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)

    def pupil(self, fits: Callable[[InventedPupil], bool] = lambda _: True) -> int | None:
        """Draw a pupil to whom nothing happened yet: one event each keeps the truth plain."""
        names = [(p.last_name, p.first_name) for p in self.maker.pupils]
        free = [
            i
            for i, p in enumerate(self.maker.pupils)
            if p.key not in self.touched and names.count((p.last_name, p.first_name)) == 1 and fits(p)
        ]
        return self._mark(free, [p.key for p in self.maker.pupils])

    def guardian(self) -> int | None:
        """Draw a guardian to whom nothing happened yet, and who has no namesake."""
        names = [(g.last_name, g.first_name) for g in self.maker.guardians]
        free = [
            i
            for i, g in enumerate(self.maker.guardians)
            if g.key not in self.touched and names.count((g.last_name, g.first_name)) == 1
        ]
        return self._mark(free, [g.key for g in self.maker.guardians])

    def _mark(self, free: list[int], keys: list[str]) -> int | None:
        if not free:
            return None
        chosen = self.rng.choice(free)
        self.touched.add(keys[chosen])
        return chosen

    def tell(self, kind: ChangeKind, key: str, before: str = "", after: str = "") -> None:
        self.changes.append(Change(kind, key, before, after))


def evolve(
    school: InventedSchool,
    seed: int,
    *,
    class_changes: int = 1,
    address_changes: int = 1,
    arrivals: int = 1,
    departures: int = 1,
    corrected_names: int = 1,
    new_teachers: int = 1,
    teacher_departures: int = 0,
    namesakes: int = 1,
    contact_changes: int = 1,
    consent_changes: int = 1,
) -> Evolution:
    """Return the school after some events. The same arguments give the same events.

    Nobody meets two events. Keys of people who stay do not change. A guardian whose last child
    leaves is no longer in the files.
    """
    rng = Random(f"evolution {school.seed} {seed}")
    story = _Story(SchoolMaker.reopen(school, rng, prefix=f"N{seed}-"), rng)
    for events, times in (
        (_change_class, class_changes),
        (_change_consent, consent_changes),
        (_correct_name, corrected_names),
        (_leave, departures),
        (_move, address_changes),
        (_change_contact, contact_changes),
        (_arrive, arrivals),
        (_bring_namesake, namesakes),
        (_teacher_leaves, teacher_departures),
        (_teacher_arrives, new_teachers),
    ):
        for _ in range(times):
            events(story)
    return Evolution(story.maker.finished(), tuple(story.changes))


def _change_class(story: _Story) -> None:
    maker = story.maker
    if len(maker.classes) < 2 or (i := story.pupil()) is None:
        return
    pupil = maker.pupils[i]
    others = [group for group in maker.classes if group.label != pupil.class_label]
    target = next((group for group in others if pupil.level in group.levels), story.rng.choice(others))
    level = pupil.level if pupil.level in target.levels else target.levels[0]
    maker.pupils[i] = replace(pupil, class_label=target.label, level=level)
    story.tell(ChangeKind.CLASS, pupil.key, pupil.class_label, target.label)


def _change_consent(story: _Story) -> None:
    if (i := story.pupil()) is not None:
        pupil = story.maker.pupils[i]
        story.maker.pupils[i] = replace(pupil, image_consent=not pupil.image_consent)
        story.tell(ChangeKind.CONSENT, pupil.key, str(pupil.image_consent), str(not pupil.image_consent))


def _correct_name(story: _Story) -> None:
    """A clerk mends a spelling: one letter is doubled."""
    if (i := story.pupil()) is not None:
        pupil = story.maker.pupils[i]
        mended = pupil.last_name + pupil.last_name[-1]
        story.maker.pupils[i] = replace(pupil, last_name=mended)
        story.tell(ChangeKind.NAME, pupil.key, pupil.last_name, mended)


def _leave(story: _Story) -> None:
    maker = story.maker
    if (i := story.pupil()) is None:
        return
    pupil = maker.pupils.pop(i)
    maker.guardians = [
        replace(guardian, children=tuple(key for key in guardian.children if key != pupil.key))
        for guardian in maker.guardians
    ]
    maker.guardians = [guardian for guardian in maker.guardians if guardian.children]
    story.tell(ChangeKind.DEPARTURE, pupil.key, pupil.class_label)


def _move(story: _Story) -> None:
    if (i := story.guardian()) is not None:
        guardian = story.maker.guardians[i]
        home = story.maker.home()
        story.maker.guardians[i] = replace(guardian, address=home)
        story.tell(ChangeKind.ADDRESS, guardian.key, guardian.address.line, home.line)


def _change_contact(story: _Story) -> None:
    if (i := story.guardian()) is not None:
        guardian = story.maker.guardians[i]
        mobile = f"063998{story.rng.randrange(10**4):04}"
        story.maker.guardians[i] = replace(guardian, mobile=mobile)
        story.tell(ChangeKind.CONTACT, guardian.key, guardian.mobile, mobile)


def _new_place(story: _Story) -> tuple[str, str]:
    group = story.rng.choice(story.maker.classes)
    return story.rng.choice(group.levels), group.label


def _arrive(story: _Story) -> None:
    place = _new_place(story)
    story.maker.add_family([place])
    story.touched.add(story.maker.pupils[-1].key)
    story.tell(ChangeKind.ARRIVAL, story.maker.pupils[-1].key, "", place[1])


def _bring_namesake(story: _Story) -> None:
    """A new family whose father has the names of a father who is already there, at another address."""
    maker = story.maker
    if (i := story.guardian()) is None:
        return
    known = maker.guardians[i]
    maker.add_family([_new_place(story)])
    newcomer = maker.guardians[-1]
    maker.guardians[-1] = replace(
        newcomer,
        civility=known.civility,
        last_name=known.last_name,
        first_name=known.first_name,
        usual_name="",
    )
    story.touched |= {maker.pupils[-1].key, newcomer.key}
    story.tell(ChangeKind.ARRIVAL, maker.pupils[-1].key, "", maker.pupils[-1].class_label)
    story.tell(ChangeKind.NAMESAKE, newcomer.key, known.key)


def _teacher_leaves(story: _Story) -> None:
    staying = [i for i, teacher in enumerate(story.maker.teachers) if not teacher.is_director]
    if staying:
        teacher = story.maker.teachers.pop(story.rng.choice(staying))
        story.tell(ChangeKind.TEACHER_DEPARTURE, teacher.key, ", ".join(teacher.classes))


def _teacher_arrives(story: _Story) -> None:
    label = story.rng.choice(story.maker.classes).label
    story.tell(ChangeKind.TEACHER_ARRIVAL, story.maker.hire(label).key, "", label)
