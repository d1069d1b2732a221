"""The fixed cast, with something on every page: notes in each state, an import, an arrival, a restriction."""

from datetime import date, time, timedelta

from eprimo.devtools.generators.onde_writer import write_onde
from eprimo.devtools.generators.school_people import invent_school
from eprimo.foundation.content import richtext
from eprimo.foundation.content.kinds import kind_of
from eprimo.foundation.content.things.life import thing_correct
from eprimo.foundation.directory.models import Person
from eprimo.foundation.intake.actions.deliveries import delivery_receive
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import run_due
from eprimo.services.liaison.actions.corrections import note_correct
from eprimo.services.liaison.actions.families import note_open, note_sign
from eprimo.services.liaison.actions.lifecycle import note_archive, note_withdraw
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.questions import Question
from tests import factories as make
from tests.cast import Cast
from tests.contract.things import KEYS, in_state, published, said
from tests.foundation.directory.test_support import asked, granted
from tests.reference.contents import KINDS
from tests.services.liaison import notes

# Addresses of files: no pages to walk through.
FILES = {
    "group_news:feed",
    "liaison:print",
    "liaison:follow_up_pdf",
    "liaison:pile_picture",
    "school:people_file",
    "information:heads",
    "information:status",
    "information:register_file",
}
LONG = (
    "Chers parents,\n\nJeudi, nous irons **au château**.\n\n- un pique-nique\n- de bonnes chaussures\n\n"
    "Tout est sur [la page du château](https://chateau.example/visites-des-ecoles-primaires-et-maternelles)."
)


def furnish(cast: Cast) -> None:
    """Everything that the pages of these people can show."""
    little = make.class_group(cast.tilleuls, "GS des papillons", ("GS",))
    cast.people["petit"] = make.pupil(cast.tilleuls, little, "Lou", "PETIT")
    make.account(cast.petit, login="lou.petit")
    make.attach(cast.teacher, little)
    make.guardianship(cast.samira, cast.petit)
    _notes(cast, little)
    _things(cast)
    _arrival(cast)
    _import(cast)
    granted(cast, "contractor")
    asked(cast, "platform")
    while run_due():
        pass


def _things(cast: Cast) -> None:
    """Of each kind, one in each state; the one that is out was corrected."""
    for key in KEYS:
        for state in ("draft", "to come", "withdrawn", "trashed"):
            in_state(cast, key, KINDS[key].objects[0], state)
        for one in KINDS[key].objects:
            made = published(cast, key, one, title=f"{one.name} ({key}) {LONG}"[:150])
        thing_correct(
            actor=cast.actor(one.author), kind=kind_of(key), resource=made, title=f"Le titre a changé ({key})",
            body=said(cast, kind_of(key), one).body,
        )  # fmt: skip


def _notes(cast: Cast, little: object) -> None:
    signed = notes.to_sign(cast, text=LONG)
    notes.to_sign(
        cast, title="Autorisation de sortie du territoire pour la classe de découverte", both_guardians=True
    )
    notes.to_answer(cast, title="Qui vient à la piscine ?", questions=(Question("Vient-elle ?"),))
    notes.sent(cast, title="La photo de classe", to_pupils=True, text=LONG)
    notes.sent(cast, title="Les doudous", classes=(little,), to_pupils=True)
    notes.sent(cast, title="Le goûter", children=(cast.lea,))
    notes.sent(cast, by="agent", title="Menus de la semaine", service=cast.canteen)
    notes.sent(cast, by="director", title="Réunion de l’école", classes=(cast.ce1, cast.cm2))
    _days(cast, little)
    notes.draft(cast, title="Un brouillon")
    withdrawn, corrected, archived = (
        notes.to_sign(cast, title=title)
        for title in ("Rendez-vous annulé", "Sortie au marché", "Livres de la bibliothèque")
    )
    while run_due():
        pass
    samira, teacher = cast.actor("samira"), cast.actor("teacher")
    note_sign(actor=samira, note=signed, child=cast.lea)
    note_open(actor=samira, note=corrected, child=cast.lea)
    note_correct(
        actor=teacher, note=corrected, title="Sortie au marché", body=richtext.parse("Vendredi **matin**.")
    )
    note_withdraw(actor=teacher, note=withdrawn)
    note_archive(actor=teacher, note=archived)


def _days(cast: Cast, little: object) -> None:
    """What the weeks to come bring."""
    notes.sent(
        cast, title="Visite du musée des beaux-arts", kind=NoteKind.EVENT, event_on=date(2026, 12, 3), to_pupils=True,
        starts_at=time(8, 45), ends_at=time(16, 15), place="Valmarais", bring=("un pique-nique", "une gourde"),
    )  # fmt: skip
    notes.sent(
        cast, title="Des bottes pour le jardin", kind=NoteKind.TO_BRING, event_on=date(2026, 11, 26),
        classes=(cast.ce1, little), to_pupils=True, bring=("des bottes",),
    )  # fmt: skip
    notes.sent(
        cast, by="director", title="École fermée pour élections", kind=NoteKind.CLOSED,
        event_on=date(2026, 12, 4), event_until_on=date(2026, 12, 5), classes=(cast.ce1, cast.cm2),
    )  # fmt: skip


def _arrival(cast: Cast) -> Person:
    """A child who came after the notes."""
    cast.people["late"] = make.pupil(cast.tilleuls, cast.ce1, "Sacha", "ARRIVE")
    cast.people["late_parent"] = make.guardian(cast.late, first_name="Dominique", last_name="ARRIVE")
    make.account(cast.late_parent, active=False)
    return cast.late


def _import(cast: Cast) -> None:
    invented = invent_school(3, 30, "elementaire", first_year=2026)
    director = cast.actor("director")
    with clock.frozen(clock.now() - timedelta(minutes=5)):
        delivery_receive(actor=director, school=cast.tilleuls, files={"eleves.csv": b"rien;du;tout\n1;2;3\n"})
    while run_due():
        pass
    delivery_receive(actor=director, school=cast.tilleuls, files=write_onde(invented))
