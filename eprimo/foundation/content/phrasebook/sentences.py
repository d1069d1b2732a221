"""The sentences that are translated beforehand: what a school says most to its families, short and without idioms.

Each stands in the catalogues of all languages of families, as the texts of pages do. A sentence may hold slots, which
are typed: `%(day)s` « jeudi 3 décembre », `%(hour)s` « 8 h 30 », `%(price)s` « 12,50 ». Nothing else may change in it:
half a sentence that is understood is worse than none.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from eprimo.foundation.content.enums import What


@dataclass(frozen=True, slots=True)
class Topic:
    """Sentences that are offered together. Those of a `courtesy` alone are no reason to show a translation."""

    name: str
    icon: str
    sentences: tuple[str, ...]
    courtesy: bool = False


TOPICS = (
    Topic(
        "Politesse", "hand", courtesy=True,
        sentences=(
            _("Chers parents,"), _("Bonjour,"), _("Madame, Monsieur,"), _("Merci de votre aide."),
            _("Merci de votre confiance."), _("Merci."), _("Bien à vous,"), _("Bonnes vacances à tous."),
        ),
    ),
    Topic(
        "Sortie", "map-pin",
        (
            _("La classe part en sortie."),
            _("La classe part en sortie le %(day)s."),
            _("Nous partons à pied."),
            _("Nous partons en car."),
            _("Nous partons en car et serons de retour avant la fin de la classe."),
            _("Le départ est à %(hour)s."),
            _("Le retour est prévu à %(hour)s."),
            _("Soyez à l’école à %(hour)s."),
            _("Les enfants pique-niquent."),
            _("La cantine fournit le pique-nique."),
            _("Habillez votre enfant chaudement."),
            _("Prévoyez des vêtements qui peuvent se salir."),
            _("Nous cherchons des parents pour nous accompagner."),
            _("Merci de signer pour que votre enfant participe."),
            _("La sortie est obligatoire."),
            _("La sortie est facultative."),
            _("La sortie est reportée au %(day)s."),
            _("La sortie est annulée."),
        ),
    ),
    Topic(
        "Argent", "coins",
        (
            _("C’est gratuit."),
            _("La sortie est gratuite."),
            _("Le prix est de %(price)s € par enfant."),
            _("Vous pouvez payer en plusieurs fois."),
            _("Personne ne reste à cause du prix\u00a0: parlez-nous-en."),
            _("Mettez l’argent dans une enveloppe au nom de votre enfant."),
            _("Rendez l’argent avant le %(day)s."),
            _("Rien n’est à payer ce jour-là\u00a0; vous choisirez ensuite."),
        ),
    ),
    Topic(
        "Santé", "thermometer",
        (
            _("Des poux sont de passage."),
            _("Merci de regarder les têtes ce soir et les jours suivants, et de traiter si besoin."),
            _("Il n’est pas nécessaire de garder votre enfant à la maison."),
            _("Une maladie contagieuse est signalée dans la classe."),
            _("Si votre enfant a de la fièvre, gardez-le à la maison."),
            _("Si votre enfant a une allergie, dites-le-nous."),
            _("L’infirmière scolaire verra les enfants le %(day)s."),
            _("Dites-nous à quel numéro nous pouvons vous appeler."),
        ),
    ),
    Topic(
        "Piscine, sport", "timer",
        (
            _("Les séances de piscine commencent."),
            _("Les séances de piscine commencent le %(day)s."),
            _("Un enfant qui ne peut pas nager ce jour-là reste dans une autre classe\u00a0: prévenez-nous."),
            _("Il n’y aura pas de piscine cette semaine."),
            _("Votre enfant a besoin de ses affaires de sport."),
        ),
    ),
    Topic(
        "Rencontre", "users-round",
        (
            _("Nous vous invitons à une réunion\u00a0:"),
            _("Nous vous invitons à une réunion le %(day)s à %(hour)s."),
            _("le travail de la classe"),
            _("les sorties"),
            _("vos questions"),
            _("Je souhaite vous rencontrer."),
            _("Vous pouvez venir avec une personne qui traduit."),
            _("Si vous voulez un interprète, dites-le-nous."),
            _("Votre enfant peut venir avec vous."),
            _("Les enfants peuvent rester à la garderie."),
            _("Le photographe vient pour la photo de classe et les portraits."),
            _("Vous êtes invités à la fête de l’école le %(day)s."),
            _("Vous êtes invités au spectacle le %(day)s à %(hour)s."),
            _("Apportez un gâteau si vous le pouvez."),
        ),
    ),
    Topic(
        "École fermée", "school",
        (
            _("L’école sera fermée ce jour-là."),
            _("L’école sera fermée le %(day)s."),
            _("Classe fermée"),
            _("La classe n’aura pas lieu ce jour-là."),
            _("L’école est ouverte"),
            _("L’école est ouverte le %(day)s."),
            _("La classe a lieu le %(day)s."),
            _("L’école rouvre le %(day)s."),
            _("En raison d’un mouvement de grève, la classe n’aura pas lieu."),
            _("En raison de la neige, les cars ne roulent pas."),
            _("La maîtresse est absente et n’est pas remplacée."),
            _("Le maître est absent et n’est pas remplacé."),
            _("Si vous le pouvez, gardez votre enfant à la maison."),
            _("Votre enfant sera accueilli dans une autre classe."),
            _("Un accueil peut être ouvert par la mairie\u00a0: renseignez-vous auprès d’elle."),
            _("Si la mairie organise un accueil, nous vous dirons comment inscrire votre enfant."),
            _("La cantine est ouverte."),
            _("Il n’y aura pas de cantine."),
            _("La garderie est ouverte."),
            _("Il n’y aura pas de garderie."),
        ),
    ),
    Topic(
        "Papiers, affaires", "file-text",
        (
            _("Merci de répondre avant le %(day)s."),
            _("Rendez ce papier avant le %(day)s."),
            _("Nous avons besoin de l’accord des deux responsables."),
            _("Apportez l’attestation d’assurance."),
            _("Vérifiez vos numéros de téléphone et votre adresse."),
            _("Dites-nous qui viendra chercher votre enfant."),
            _(
                "Pour une activité de la classe, merci de glisser ceci dans le cartable, marqué au nom de votre "
                "enfant."
            ),
            _("Marquez les affaires au nom de votre enfant."),
            _("Rapportez les livres de la bibliothèque."),
            _("Des vêtements perdus vous attendent à l’école."),
        ),
    ),
    Topic(
        "Vie de la classe", "book-open",
        (
            _("Tout s’est bien passé aujourd’hui."),
            _("Votre enfant a bien travaillé."),
            _("Votre enfant a fait de grands progrès."),
            _("Lisez un peu avec votre enfant chaque soir, dans la langue que vous voulez."),
            _("Parlez avec votre enfant dans votre langue\u00a0: cela l’aide à apprendre."),
            _("La classe commence à %(hour)s."),
            _("Merci d’arriver à l’heure."),
            _("Nous fêterons les anniversaires du mois."),
        ),
    ),
)  # fmt: skip

# Titles that are known are the words for what things are about.
TITLES = tuple(one.label for one in What)

THINGS = (
    _("Un pique-nique"), _("Un goûter"), _("Une gourde"), _("Un sac à dos"), _("Un vêtement de pluie"),
    _("Un manteau chaud"), _("Une casquette"), _("De la crème solaire"), _("Des bottes"), _("Une paire de bottes"),
    _("Des chaussures de marche"), _("Des baskets"), _("Une tenue de sport"), _("Des vêtements de rechange"),
    _("Des chaussettes de rechange"), _("Un maillot de bain"), _("Un maillot de bain (pas de short)"),
    _("Une serviette"), _("Un bonnet de bain"), _("Des lunettes de piscine"), _("Un doudou"),
    _("Une couverture"), _("Un tablier"), _("Un vieux tee-shirt"), _("Une boîte à chaussures"),
    _("Une boîte de mouchoirs"), _("Des feutres"), _("De la colle"), _("Des ciseaux"), _("Le carnet de santé"),
    _("L’attestation d’assurance"), _("Une photo d’identité"), _("Les livres de la bibliothèque"),
)  # fmt: skip

PLACES = (
    _("À l’école"), _("Dans la classe"), _("Dans la cour"), _("Devant l’école"), _("À la piscine"),
    _("À la bibliothèque"), _("Au gymnase"), _("À la mairie"), _("À la salle des fêtes"),
)  # fmt: skip

QUESTIONS = (
    _("Votre enfant participe-t-il\u00a0?"), _("Viendrez-vous\u00a0?"),
    _("Votre enfant reste-t-il à la garderie\u00a0?"),
    _("Votre enfant mange-t-il à la cantine\u00a0?"), _("Pouvez-vous accompagner la classe\u00a0?"),
    _("Quel jour vous convient\u00a0?"), _("Avez-vous besoin d’un interprète\u00a0?"),
)  # fmt: skip

ANSWERS = (
    _("Oui"), _("Non"), _("Oui, il participe"), _("Non, il ne participe pas"), _("Oui, toute la journée"),
    _("Oui, le matin"), _("Oui, l’après-midi"), _("Pas cette fois"), _("Peut-être"), _("Le matin"),
    _("L’après-midi"), _("Le soir"), _("Lundi"), _("Mardi"), _("Mercredi"), _("Jeudi"), _("Vendredi"),
)  # fmt: skip

# How an empty slot is shown to who writes.
BLANK = "…"
# Numbers of the sentences that the composer offers: what a button without scripts says.
NUMBERED: Mapping[int, str] = dict(enumerate((one for topic in TOPICS for one in topic.sentences), 1))
