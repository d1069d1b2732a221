"""Two months of notes in the open schools, in every state a note can have."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from random import Random

from eprimo.devtools.demo.academy import texts
from eprimo.devtools.demo.academy.acts import families_act
from eprimo.devtools.demo.academy.cast import Cast
from eprimo.devtools.demo.academy.letters import drafted, written
from eprimo.devtools.demo.academy.people import Loaded
from eprimo.devtools.demo.academy.territory import Territory
from eprimo.devtools.demo.clock import ZONE, is_school_day
from eprimo.foundation.access.actors import for_person
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.content import richtext
from eprimo.foundation.content.things.addressing import Address, addresses
from eprimo.foundation.directory.enums import NURSERY_LEVELS
from eprimo.foundation.directory.models import Person, SchoolSettings
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Role
from eprimo.services.liaison.actions.corrections import note_correct
from eprimo.services.liaison.actions.families import note_sign
from eprimo.services.liaison.actions.lifecycle import note_archive, note_withdraw
from eprimo.services.liaison.actions.paper import note_record_paper
from eprimo.services.liaison.actions.reminders import note_remind
from eprimo.services.liaison.models import Note, Owed

# Notes of each class over the two months: many where one looks, fewer elsewhere.
MANY, FEW = 12, 5
LOOKED_AT = ("tilleuls", "coquelicots", "verne")


def write_notes(
    territory: Territory, loaded: dict[str, Loaded], cast: Cast, rng: Random, tell: Callable[[str], None]
) -> int:
    """Write, send and follow the notes of every open school; returns how many."""
    now = clock.now().astimezone(ZONE)
    days = school_days(
        max(territory.since.date() + timedelta(days=6), (now - timedelta(days=61)).date()), now
    )
    made: list[Note] = []
    for place, school in loaded.items():
        if not school.school.entitlements.exists():
            continue
        made += _of_classes(school, days, MANY if place in LOOKED_AT else FEW, rng)
    story = _Story(territory, loaded, cast, now)
    made += story.told()
    shown = [cast.people[key].pk for key in ("parent", "separated", "teacher_parent")]
    # Who tries the demo finds the last notes as they came, and did what the older ones asked.
    recent = [
        note
        for note in made
        if note.resource.published_at is not None and note.resource.published_at > now - timedelta(days=9)
    ]
    older = [note for note in made if note not in recent]
    acts = families_act(older, rng, faithful=shown) + families_act(recent, rng, untouched=shown)
    story.followed()
    tell(f"{len(made)} mots, {acts} lectures, signatures et réponses")
    return len(made)


def school_days(first: date, now: datetime) -> list[date]:
    """School days from `first` to the day before now, or the day before alone when there is none."""
    day, found = first, []
    while day < now.date():
        if is_school_day(day):
            found.append(day)
        day += timedelta(days=1)
    return found or [now.date() - timedelta(days=1)]


def _of_classes(loaded: Loaded, days: list[date], count: int, rng: Random) -> Iterable[Note]:
    for group in loaded.classes.values():
        teacher = loaded.teacher_of(group)
        role = Role.DIRECTOR if teacher == loaded.director else Role.TEACHER
        nursery = set(group.levels) <= NURSERY_LEVELS
        chosen = (texts.OF_NURSERY if nursery else texts.OF_CLASS)[:count]
        # In order, spread over the two months, until four days before now: what follows is told apart.
        earlier = days[:-4] or days
        for number, text in enumerate(chosen):
            day = earlier[min(len(earlier) - 1, number * len(earlier) // len(chosen) + rng.randint(0, 1))]
            at = datetime.combine(day, time(rng.randint(8, 17), rng.randint(0, 59)), ZONE)
            yield written(teacher, role, loaded.school.pk, text, addresses(group), at)
        pupils = loaded.pupils_of(group)
        at = datetime.combine(rng.choice(days), time(11, rng.randint(0, 59)), ZONE)
        child = addresses(rng.choice(pupils))
        yield written(teacher, role, loaded.school.pk, rng.choice(texts.OF_CHILD), child, at)


class _Story:
    """The last days in the two schools that the demo shows: a note in each state."""

    def __init__(self, territory: Territory, loaded: dict[str, Loaded], cast: Cast, now: datetime) -> None:
        self.territory, self.cast, self.now = territory, cast, now
        self.tilleuls, self.coquelicots = loaded["tilleuls"], loaded["coquelicots"]
        self.ce1 = self.tilleuls.class_with("CE1")
        self.gs = self.coquelicots.class_with("GS")
        self.days = school_days(now.date() - timedelta(days=20), now)
        self.notes: dict[str, Note] = {}

    def _at(self, days_before: int, hour: int, minute: int = 0) -> datetime:
        """That many school days ago; 0 is today."""
        day = self.days[-min(days_before, len(self.days))] if days_before else self.now.date()
        return min(datetime.combine(day, time(hour, minute), ZONE), self.now)

    def _by_teacher(self, key: str, text: texts.Text, to: tuple[Address, ...], at: datetime) -> None:
        teacher = self.cast.people["teacher"]
        self.notes[key] = written(teacher, Role.TEACHER, self.tilleuls.school.pk, text, to, at)

    def told(self) -> list[Note]:
        ce1, lea = addresses(self.ce1), addresses(self.cast.people["pupil"])
        self._by_teacher("château", texts.MUSEE, ce1, self._at(2, 16, 42))
        self._by_teacher("accompagner", texts.ACCOMPAGNER, ce1, self._at(2, 16, 50))
        self._by_teacher("mer", texts.CLASSE_DECOUVERTE, ce1, self._at(3, 12, 15))
        self._by_teacher("piscine", texts.PISCINE, ce1, self._at(4, 11, 30))
        self._by_teacher("poux", texts.POUX, ce1, self._at(6, 17, 5))
        self._by_teacher("léa", texts.ENFANT, lea, self._at(1, 12, 5))
        if self.cast.workshop is not None:
            choir = addresses(self.cast.workshop)
            self._by_teacher("chorale", texts.CHORALE, choir, self._at(3, 17, 20))
        self._of_the_director()
        self._of_the_nursery()
        self._of_the_canteen()
        self._drafts()
        return [note for key, note in self.notes.items() if key != "demain"]

    def _of_the_director(self) -> None:
        director, school = self.cast.people["director"], self.tilleuls.school.pk
        every = addresses(*self.tilleuls.classes.values())
        self.notes["grève"] = written(director, Role.DIRECTOR, school, texts.GREVE, every, self._at(5, 9, 10))
        self.notes["travaux"] = written(
            director, Role.DIRECTOR, school, texts.TRAVAUX, every, self._at(1, 16, 20)
        )
        self.notes["demain"] = self._at_night(director, every)

    def _at_night(self, director: Person, to: tuple[Address, ...]) -> Note:
        """For tomorrow at 7: written now, while the night of the school has already begun."""
        rows = SchoolSettings.objects.filter(school=self.tilleuls.school)
        usual = rows.get().quiet_from
        rows.update(quiet_from=time(self.now.hour))
        note = written(director, Role.DIRECTOR, self.tilleuls.school.pk, texts.SPECTACLE, to, self.now)
        rows.update(quiet_from=usual)
        return note

    def _of_the_nursery(self) -> None:
        teacher, school = self.coquelicots.teacher_of(self.gs), self.coquelicots.school.pk
        role = Role.DIRECTOR if teacher == self.coquelicots.director else Role.TEACHER
        gs = addresses(self.gs)
        for text, at in ((texts.BOTTES, self._at(4, 16, 45)), (texts.LIVRET, self._at(2, 17, 0))):
            self.notes[f"gs {text.title}"] = written(teacher, role, school, text, gs, at)

    def _of_the_canteen(self) -> None:
        service, agent = self.territory.services["canteen Valmarais"], self.cast.people["agent"]
        for link in service.school_links.order_by("school"):
            for text, at in ((texts.CANTINE_MENU, self._at(4, 10, 0)), (texts.CANTINE, self._at(1, 14, 30))):
                note = written(agent, Role.COMMUNE_AGENT, link.school_id, text, (), at, service=service)
                self.notes[f"cantine {link.school_id} {text.title}"] = note

    def _drafts(self) -> None:
        school = self.tilleuls.school.pk
        teacher = for_person(self.cast.people["teacher"].pk, role=Role.TEACHER, school_id=school)
        drafted(teacher, texts.LIVRET, addresses(self.ce1))
        director = for_person(self.cast.people["director"].pk, role=Role.DIRECTOR, school_id=school)
        drafted(director, texts.VENTE, ())

    def followed(self) -> None:
        """Corrected, withdrawn, reminded, put away, given back on paper, signed by one of two."""
        teacher, school = self.cast.people["teacher"], self.tilleuls.school.pk
        with clock.frozen(self._at(1, 17, 30)):
            actor = for_person(teacher.pk, role=Role.TEACHER, school_id=school)
            note = self.notes["piscine"]
            words = texts.PISCINE.body.replace("un bonnet", "un bonnet, obligatoire depuis cette année")
            title, body = note.resource.title, richtext.parse(texts.fr(words))
            note_correct(actor=actor, note=note, title=title, body=body)
            note_withdraw(actor=actor, note=self.notes["poux"])
        with clock.frozen(self._at(1, 18, 0)):
            actor = for_person(teacher.pk, role=Role.TEACHER, school_id=school)
            note_remind(actor=actor, note=self.notes["mer"])
            self._on_paper()
            self._father_signs()
        director = for_person(self.cast.people["director"].pk, role=Role.DIRECTOR, school_id=school)
        old = Note.objects.filter(school=school, resource__published_at__lt=self.now - timedelta(days=45))
        for note in old.order_by("resource__published_at", "pk")[:6]:
            note_archive(actor=director, note=note)

    def _on_paper(self) -> None:
        """A slip that came back in a schoolbag: from a guardian who never signed in."""
        actor = for_person(
            self.cast.people["teacher"].pk, role=Role.TEACHER, school_id=self.tilleuls.school.pk
        )
        never = Account.objects.filter(activated_at=None).values("person")
        rows = Owed.objects.filter(
            note=self.notes["château"], guardian__in=never, may_sign=True, signed_at=None, refused_at=None
        ).select_related("child", "guardian")
        for row in rows.order_by("id")[:2]:
            note_record_paper(actor=actor, note=self.notes["château"], child=row.child, guardian=row.guardian)

    def _father_signs(self) -> None:
        """Yanis's father has signed for the castle; the school has what it needs, his mother sees no more."""
        father: Person = self.cast.people["separated_two"]
        note_sign(
            actor=for_person(father.pk, role=Role.GUARDIAN),
            note=self.notes["château"],
            child=self.cast.people["separated_child"],
        )
