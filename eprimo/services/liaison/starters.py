"""Notes to start from that come with the program: a school takes those it wants, and changes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from eprimo.foundation.content import richtext
from eprimo.foundation.content.enums import What
from eprimo.services.liaison.enums import NoteKind, QuestionKind
from eprimo.services.liaison.particulars import REUSED, NoteParticulars
from eprimo.services.liaison.questions import YES_NO, Question


@dataclass(frozen=True, kw_only=True)
class Starter(NoteParticulars):
    """The words of a note that comes with the program. `key` is in the address that starts from it."""

    key: str
    title: str
    text: str
    kind: NoteKind
    both_guardians: bool = False

    def words(self) -> dict[str, Any]:
        """Return its words as a draft takes them."""
        words = {"title": self.title, "body": richtext.parse(self.text), "kind": self.kind}
        return words | {name: getattr(self, name) for name in REUSED}

    @property
    def asked(self) -> tuple[Question, ...]:
        return self.questions


_ALL = (
    Starter(
        key="sortie", what=What.OUTING, title="Sortie scolaire", kind=NoteKind.TO_SIGN,
        starts_at=time(8, 45), ends_at=time(16, 15),
        text="Chers parents,\n\nLa classe part en sortie. Nous partons en car et serons de retour avant la fin de la "
        "classe.\n\nMerci de signer pour que votre enfant participe.",
        bring=("Un pique-nique", "Une gourde", "Un vêtement de pluie"),
    ),
    Starter(
        key="piscine", what=What.SWIMMING, title="Séances de piscine", kind=NoteKind.TO_BRING,
        text="Chers parents,\n\nLes séances de piscine commencent. Un enfant qui ne peut pas nager ce jour-là reste "
        "dans une autre classe : prévenez-nous.",
        bring=("Un maillot de bain (pas de short)", "Une serviette", "Un bonnet de bain"),
    ),
    Starter(
        key="photo", what=What.PHOTO, title="Photo de classe", kind=NoteKind.EVENT, place="À l’école",
        starts_at=time(9),
        text="Chers parents,\n\nLe photographe vient pour la photo de classe et les portraits. Rien n’est à payer ce "
        "jour-là ; vous choisirez ensuite.",
    ),
    Starter(
        key="reunion", what=What.MEETING, title="Réunion de parents", kind=NoteKind.TO_ANSWER,
        starts_at=time(18), place="Dans la classe",
        text="Chers parents,\n\nNous vous invitons à une réunion :\n\n- le travail de la classe\n- les sorties\n"
        "- vos questions\n\nLes enfants peuvent rester à la garderie.",
        questions=(
            Question("Viendrez-vous\u00a0?", YES_NO, QuestionKind.OFFER),
            Question("Votre enfant reste-t-il à la garderie\u00a0?", YES_NO, QuestionKind.ANSWER),
        ),
    ),
    Starter(
        key="fermee", what=What.CLOSED, title="École fermée", kind=NoteKind.CLOSED,
        text="Chers parents,\n\nL’école sera fermée ce jour-là. Si la mairie organise un accueil, nous vous dirons "
        "comment inscrire votre enfant.",
    ),
    Starter(
        key="greve", what=What.STRIKE, title="Mouvement de grève", kind=NoteKind.CLOSED,
        text="Chers parents,\n\nEn raison d’un mouvement de grève, la classe n’aura pas lieu. Un accueil peut "
        "être ouvert par la mairie : renseignez-vous auprès d’elle.",
    ),
    Starter(
        key="poux", what=What.LICE, title="Des poux à l’école", kind=NoteKind.INFORMATION,
        text="Chers parents,\n\nDes poux sont de passage. Merci de regarder les têtes ce soir et les jours suivants, "
        "et de traiter si besoin. Il n’est pas nécessaire de garder votre enfant à la maison.",
    ),
    Starter(
        key="apporter", what=What.ACTIVITY, title="À apporter pour une activité", kind=NoteKind.TO_BRING,
        text="Chers parents,\n\nPour une activité de la classe, merci de glisser ceci dans le cartable, marqué au nom "
        "de votre enfant.",
        bring=("Une boîte à chaussures", "Un vieux tee-shirt"),
    ),
)  # fmt: skip

STARTERS: Mapping[str, Starter] = {one.key: one for one in _ALL}
