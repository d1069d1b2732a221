"""Who left has no home that tells: the address they gave does, a count and a day, nothing of whom nor of what."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_noop as _

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.accounts.enums import AccountState
from eprimo.foundation.accounts.letters import Letter, send
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import Event, emit, on
from eprimo.foundation.notifications.quiet_hours import delivery_plan
from eprimo.foundation.privacy.exports.policies import visible_to
from eprimo.foundation.privacy.exports.rights import guarded
from eprimo.foundation.privacy.models import Export, ExportKind, ExportState
from eprimo.foundation.privacy.states import standing_of


@dataclass(frozen=True, slots=True)
class CopyReady(Event):
    """A copy waits for somebody whom no home tells."""

    stored_as = "foundation.privacy.exports.CopyReady"
    export_id: int
    person_id: int


READY = Letter(_("Votre copie est prête sur e-primo"), "privacy/mail/ready.txt")


def mail_ready(export: Export) -> None:
    """Have the e-mails of a copy sent. The file of a child who leaves: each guardian who has the right, at the next
    opening of the school. A copy that was asked for: the asker, at once, when nothing ties them to a school any more.
    """
    if export.kind == ExportKind.LEAVING:
        links = guarded(clock.now()).filter(child=export.subject_id)
        for adult in sorted(set(links.values_list("adult", flat=True))):
            emit(CopyReady(export.pk, adult), due_at=_opening(export.subject_id))
    elif export.asked_by_id is not None and not for_person(export.asked_by_id).positions:
        emit(CopyReady(export.pk, export.asked_by_id))


def _opening(child_id: int) -> datetime:
    """A change of year is made before the morning: nobody is written to in the night."""
    pupil = Affiliation.objects.filter(person=child_id, profile=Profile.PUPIL).select_related("school")
    last = pupil.order_by("-starts").first()
    return delivery_plan(last.school, clock.now()).visible_from if last else clock.now()


@on(CopyReady)
def write_to_who_left(event: CopyReady) -> None:
    """Send one e-mail for all copies that wait: the last of them tells. Not when it was taken, or the right is gone."""
    account = Account.objects.filter(
        person=event.person_id, state=AccountState.ACTIVE, recovery_email_confirmed_at__isnull=False,
        recovery_email_refused_at=None,
    ).first()  # fmt: skip
    if account is None:
        return
    waiting = Q(state=ExportState.READY) & (Q(kind=ExportKind.LEAVING) | Q(fetched_at=None))
    ready = list(
        Export.objects.filter(visible_to(for_person(event.person_id)), waiting).order_by("ready_at", "pk")
    )
    if not ready or ready[-1].pk != event.export_id:
        return
    ends = [one.expires_at for one in ready if one.expires_at] + [standing_of(event.person_id).erased_on]
    until = min((one for one in ends if one is not None), default=None)
    home = settings.PUBLIC_URL.rstrip("/") + "/"
    send(READY, account, account.recovery_email, count=len(ready), until=until, home=home)
