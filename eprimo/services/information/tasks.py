"""The head of each day of the audit trail is sent to those who keep it beyond the reach of who runs the machines."""

from django.conf import settings

from eprimo.foundation.kernel.heads import HeadOfDay, head_line
from eprimo.foundation.kernel.models import AuditHead
from eprimo.foundation.kernel.outbox import on
from eprimo.foundation.transport.mail import Fate, Letter, configured, mailer

_WORDS = """Bonjour,

Voici l’empreinte de ce jour de la piste d’audit d’e-primo. Elle tient toutes les lignes écrites jusqu’à cette heure.
Gardez ce message\u00a0: qui changerait la piste plus tard ne pourrait plus le cacher. Il ne dit rien de personne.

{line}

Pour vérifier\u00a0: manage.py check_audit --heads, avec un fichier qui contient cette ligne.
"""


class NotSent(Exception):
    """The mail server wants it later: the event is tried again."""


@on(HeadOfDay)
def send_head(event: HeadOfDay) -> None:
    if not settings.TRAIL_WITNESSES or not configured():
        return
    head = AuditHead.objects.get(pk=event.head_id)
    subject = f"Piste d’audit d’e-primo, {head.at:%d/%m/%Y}"
    letters = [Letter(to, subject, _WORDS.format(line=head_line(head))) for to in settings.TRAIL_WITNESSES]
    if any(result.fate in {Fate.LATER, Fate.AWAY} for result in list(mailer().send(letters))):
        raise NotSent
