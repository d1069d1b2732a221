"""What a person is told of the own account on every device that shows all of it: a sheet was printed, or served.

It is no notice: nothing of it is to be chosen away, and it says no name.
"""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from eprimo.foundation.accounts.events import SheetPrinted, SheetUsed, SheetVoided
from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import on
from eprimo.foundation.notifications.models import PushDevice
from eprimo.foundation.notifications.push import news_push, shows_all
from eprimo.foundation.notifications.quiet_hours import calendar_of

PRINTED = _("Une fiche a été imprimée à votre nom.")
USED = _("Une fiche à votre nom vient de servir.")


@on(SheetPrinted)
def push_sheet_printed(event: SheetPrinted) -> None:
    _push(event.account_id, event.school_id, PRINTED)


@on(SheetUsed)
def push_sheet_used(event: SheetUsed) -> None:
    _forget(event.account_id, event.school_id)
    _push(event.account_id, event.school_id, USED)


@on(SheetVoided)
def forget_devices(event: SheetVoided) -> None:
    _forget(event.account_id, event.school_id)


def _forget(account_id: int, place: int) -> None:
    """Devices that a sheet's session chose, and whose session ended by time: they are not told for another one."""
    PushDevice.objects.filter(account=account_id, scope__contains=[place], session=None).delete()


def _push(account_id: int, place: int, text: str) -> None:
    devices = _devices(account_id)
    if devices:
        news_push(devices, lambda: gettext(text), path="accounts:sheets", silent=_is_quiet(place))


def _devices(account_id: int) -> Sequence[PushDevice]:
    active = Q(account__state="active", account__secret__words=None)
    rows = PushDevice.objects.filter(active, account=account_id).select_related("account").order_by("pk")
    return [one for one in rows if shows_all(one)]


def _is_quiet(place: int) -> bool:
    """At night it is shown without a sound: whoever prints then is not to go unseen."""
    now = clock.now()
    school = School.objects.filter(pk=place).first()
    return school is not None and calendar_of(school, now).rests(now)
