"""What teachers, directors and the canteen write to families, as it is written in schools."""

from dataclasses import dataclass
from datetime import time

from eprimo.foundation.content.enums import What
from eprimo.services.liaison.enums import NoteKind, QuestionKind

READ, SIGN, ANSWER = NoteKind.INFORMATION, NoteKind.TO_SIGN, NoteKind.TO_ANSWER
EVENT, BRING, CLOSED = NoteKind.EVENT, NoteKind.TO_BRING, NoteKind.CLOSED
ALLOW, CHILD, OFFER = QuestionKind.AUTHORISATION, QuestionKind.ANSWER, QuestionKind.OFFER


def fr(text: str) -> str:
    """French typography of a text typed in code: apostrophes and spaces that do not break."""
    text = text.replace("'", "’")
    for sign in ":;!?":
        text = text.replace(f" {sign}", f"\u00a0{sign}")
    return (
        text.replace(" h ", "\u00a0h\u00a0")
        .replace(" €", "\u00a0€")
        .replace("« ", "«\u00a0")
        .replace(" »", "\u00a0»")
    )


@dataclass(frozen=True, slots=True)
class Text:
    """A note to be written. `days`: from its sending to its last day; `on`: to the day it speaks of; 0: none."""

    title: str
    body: str
    kind: NoteKind = READ
    what: str = ""
    questions: tuple[tuple[str, tuple[str, ...], QuestionKind], ...] = ()
    days: int = 0
    on: int = 0
    # The day of the week that the words name, 0 for Monday.
    weekday: int | None = None
    starts: time | None = None
    ends: time | None = None
    place: str = ""
    bring: tuple[str, ...] = ()
    both: bool = False
    to_pupils: bool = False


REUNION = Text(
    "Réunion de rentrée",
    "Nous vous attendons pour parler ensemble :\n- des apprentissages de l'année\n"
    "- du travail à la maison\n- des sorties prévues\n\nLes enfants restent avec les animateurs.",
    EVENT,
    on=6,
    starts=time(18),
    ends=time(19, 15),
    place="Dans la classe",
    what=What.MEETING,
)
ASSURANCE = Text(
    "Attestation d'assurance",
    "Il nous manque encore des attestations d'assurance. Elle est obligatoire pour les sorties qui dépassent la "
    "classe : **responsabilité civile** et **individuelle accident**. Merci de la glisser dans le cahier.",
    SIGN,
    days=10,
    what=What.PAPERS,
)
PISCINE = Text(
    "Piscine le jeudi",
    "À partir de jeudi, la classe nage chaque semaine. Dans le sac :\n- un maillot (pas de short)\n- une serviette\n"
    "- un bonnet\n\nUn enfant qui ne peut pas nager ce jour-là reste dans une autre classe.",
    BRING,
    on=8,
    weekday=3,
    bring=("Un maillot (pas de short)", "Une serviette", "Un bonnet"),
    to_pupils=True,
    what=What.SWIMMING,
)
MUSEE = Text(
    "Sortie : les châteaux forts",
    "Nous passerons **la journée entière** avec les chevaliers. Prévoir un pique-nique, une gourde et un "
    "vêtement de pluie. La sortie est gratuite.\n\n"
    "Merci de signer pour que votre enfant participe.",
    SIGN,
    days=6,
    on=9,
    weekday=3,
    starts=time(8, 45),
    ends=time(16, 15),
    place="Château de Valmarais",
    bring=("Un pique-nique", "Une gourde", "Un vêtement de pluie"),
    what=What.OUTING,
)
CLASSE_DECOUVERTE = Text(
    "Classe découverte de printemps",
    "Au printemps, la classe part cinq jours. Le prix est de 145 € par enfant. Vous pouvez payer en "
    "plusieurs fois. Personne ne reste à cause du prix : parlez-nous-en.\n\nNous avons besoin de "
    "l'accord des **deux responsables**.",
    ANSWER,
    questions=(
        ("Votre enfant part-il ?", ("Oui, il part", "Non, il ne part pas"), ALLOW),
        (
            "Pouvez-vous aider à préparer le voyage ?",
            ("Oui, un samedi matin", "Oui, un soir", "Non, cette fois"),
            OFFER,
        ),
    ),
    days=9,
    both=True,
    what=What.OUTING,
)
PHOTO = Text(
    "Photographe à l'école",
    "Le photographe vient vendredi pour la photo de classe et les portraits. Rien n'est à payer ce jour-là.",
    EVENT,
    on=5,
    weekday=4,
    starts=time(9),
    place="Sous le préau",
    what=What.PHOTO,
)
ACCOMPAGNER = Text(
    "Qui peut nous accompagner ?",
    "Pour la sortie de la semaine prochaine, il nous manque deux adultes. Les frères et sœurs ne peuvent pas venir.",
    ANSWER,
    questions=(
        ("Pouvez-vous accompagner la classe ?", ("Oui, toute la journée", "Oui, le matin", "Non"), OFFER),
        ("Venez-vous en voiture ?", ("Oui, trois places libres", "Oui, une place libre", "Non"), OFFER),
    ),
    days=5,
    what=What.OUTING,
)
POUX = Text(
    "Des poux dans la classe",
    "Des poux sont de passage. Merci de regarder les têtes ce soir et les jours suivants, et de traiter si besoin. Il "
    "n'est pas nécessaire de garder votre enfant à la maison.",
    what=What.LICE,
)
RENDEZ_VOUS = Text(
    "Nous rencontrer",
    "Je vous propose de nous voir vingt minutes pour faire le point sur ce premier trimestre.",
    ANSWER,
    questions=(
        (
            "Quel moment vous convient ?",
            (
                "Lundi après la classe",
                "Jeudi après la classe",
                "Vendredi avant la classe",
                "Aucun, appelez-moi",
            ),
            OFFER,
        ),
    ),
    days=7,
    what=What.APPOINTMENT,
)
LIVRET = Text(
    "Livret du premier trimestre",
    "Le livret de votre enfant est dans son cartable. Merci de le lire avec votre enfant et de le rendre lundi.",
    SIGN,
    days=8,
    both=False,
    what=What.WORK,
)
GREVE = Text(
    "Mouvement de grève jeudi",
    "Une partie de l'équipe sera en grève jeudi. La classe **n'aura pas lieu**. La mairie organise un accueil : "
    "inscrivez votre enfant avant mercredi.",
    CLOSED,
    on=8,
    weekday=3,
    what=What.STRIKE,
)
CANTINE = Text(
    "Repas de fin d'année",
    "Le repas de fête aura lieu le **dernier jeudi avant les vacances**. Pour les enfants qui ne déjeunent pas "
    "d'habitude, l'inscription est ouverte jusqu'à vendredi.",
    what=What.MEALS,
)
CANTINE_MENU = Text(
    "Menus de la semaine prochaine",
    "Lundi : lentilles, œufs durs, poire.\n\nMardi : poisson, riz, yaourt.\n\nJeudi : gratin de légumes, fromage, "
    "compote.\n\nVendredi : poulet, haricots verts, gâteau de l'école.",
    what=What.MEALS,
)
CHORALE = Text(
    "Répétition de la chorale",
    "La chorale répète mardi avec Luca. On y va à pied. Rien à prévoir.",
    SIGN,
    days=4,
    on=5,
    weekday=1,
    starts=time(14),
    ends=time(16),
    place="Théâtre de Valmarais",
    to_pupils=True,
    what=What.SHOW,
)
ENFANT = Text(
    "À propos de la matinée",
    "Votre enfant s'est plaint de mal au ventre ce matin. Il s'est reposé puis a repris la classe. Dites-nous si cela "
    "continue.",
)
LUNETTES = Text(
    "Lunettes oubliées",
    "Les lunettes sont restées dans le casier : elles y sont à l'abri jusqu'à demain.",
)
TRAVAUX = Text(
    "Des travaux près de l'école",
    "À cause de travaux, on entre par l'autre porte jusqu'à vendredi. Les horaires ne changent pas.",
)
VENTE = Text(
    "Vente de gâteaux",
    "Les élèves de CM2 vendent des gâteaux vendredi après la classe, pour leur voyage. Les vôtres sont les bienvenus !",
    to_pupils=True,
    what=What.FEAST,
)
SPECTACLE = Text(
    "Spectacle de fin d'année",
    "Le spectacle aura lieu le **dernier vendredi avant les vacances**. Chaque famille reçoit deux places.",
    ANSWER,
    questions=(
        ("Combien de places prenez-vous ?", ("Deux places", "Une place", "Aucune"), CHILD),
        ("Aidez-vous à ranger après le spectacle ?", ("Oui", "Non"), OFFER),
    ),
    days=12,
    what=What.SHOW,
)
DROIT_IMAGE = Text(
    "Photo et voix de votre enfant",
    "Cette année nous ferons un journal de la classe. Dites-nous si votre enfant peut y paraître. Vous pourrez "
    "changer d'avis à tout moment.",
    ANSWER,
    questions=(("Votre enfant peut-il paraître dans le journal ?", ("Oui", "Non"), ALLOW),),
    days=10,
    both=True,
    what=What.PHOTO,
)
DOUDOU = Text(
    "Sieste et doudous",
    "Merci de marquer le doudou et le drap au nom de votre enfant. Les draps rentrent à la maison le vendredi.",
    what=What.ACTIVITY,
)
BOTTES = Text(
    "Bottes pour la forêt",
    "Chaque vendredi, la classe est dehors, quel que soit le temps. Une paire de bottes reste à "
    "l'école, marquée au nom de l'enfant.",
    BRING,
    on=6,
    weekday=4,
    bring=("Une paire de bottes", "Des chaussettes de rechange"),
    to_pupils=True,
    what=What.ACTIVITY,
)
CARTE = Text(
    "Sorties à pied de l'année",
    "Livres à rendre, sport, courses : ces sorties se font à pied pendant la classe. Une seule signature suffit pour "
    "l'année.",
    SIGN,
    days=12,
    what=What.OUTING,
)

BIBLIOTHEQUE = Text(
    "Le livre de la semaine",
    "Chaque mardi, votre enfant choisit un livre et le rapporte **le mardi suivant**. Un livre perdu "
    "se remplace, parlez-nous-en.",
    to_pupils=True,
    what=What.LIBRARY,
)
COLLATION = Text(
    "Goûters et anniversaires",
    "Nous fêtons les anniversaires du mois le dernier vendredi. Un gâteau simple suffit ; pensez aux allergies, "
    "la liste est à la porte de la classe.",
)
VELO = Text(
    "Savoir rouler à vélo",
    "Les séances ont lieu le lundi. Un casque est prêté à qui n'en a pas. Votre signature "
    "vaut accord pour les sorties à vélo.",
    SIGN,
    days=8,
    what=What.SPORT,
)
CROSS = Text(
    "Cross des écoles",
    "Le cross aura lieu vendredi. Prévoir des chaussures de sport et une tenue chaude.",
    EVENT,
    on=7,
    weekday=4,
    starts=time(9, 30),
    ends=time(11, 30),
    place="Stade de la Vallée",
    bring=("Des chaussures de sport", "Une tenue chaude"),
    to_pupils=True,
    what=What.SPORT,
)
BENEVOLES = Text(
    "Aider à la vente de l'école",
    "L'école vend des gâteaux pour ses sorties. Une heure suffit, le matin ou l'après-midi.",
    ANSWER,
    questions=(
        ("Pouvez-vous tenir le stand une heure ?", ("Oui, le matin", "Oui, l'après-midi", "Non"), OFFER),
    ),
    days=7,
    what=What.FEAST,
)

# In the order of the year: a class gets the first ones first.
OF_CLASS = (
    REUNION, CARTE, ASSURANCE, DROIT_IMAGE, BIBLIOTHEQUE, PHOTO, RENDEZ_VOUS, COLLATION, VELO, CROSS, BENEVOLES, LIVRET,
)  # fmt: skip
OF_NURSERY = (
    REUNION, CARTE, DOUDOU, ASSURANCE, DROIT_IMAGE, PHOTO, BIBLIOTHEQUE, RENDEZ_VOUS, COLLATION, BENEVOLES,
)  # fmt: skip
OF_CHILD = (ENFANT, LUNETTES)
