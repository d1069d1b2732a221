"""Push as a channel: to the devices that a person chose, a count and a link, in the person's language."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from eprimo.foundation.accounts.account_secrets import reaching_beyond
from eprimo.foundation.kernel import clock
from eprimo.foundation.notifications.channels import Channel, ChannelMessage, Outcome, register_channel
from eprimo.foundation.notifications.models import Lane, PushDevice, Rhythm
from eprimo.foundation.transport.push import Fate, Message, Target, configured, push
from eprimo.ui.languages import speaking

KEY = "push"
# One message of ours waits at the service at most: the newest count says it all.
TOPIC = "eprimo"
# Beside the counts: neither takes the place of the other.
NEWS = "eprimo-compte"
# Told two days late, a count says nothing any more.
_TTL = int(timedelta(days=1).total_seconds())

# On `p.id`: an adult with a device. Pupils have words instead of a password, and are told nothing.
REACHES = """
EXISTS (SELECT FROM accounts_account a JOIN notifications_pushdevice d ON d.account_id = a.id
        WHERE a.person_id = p.id AND a.state = 'active'
        AND NOT EXISTS (SELECT FROM accounts_accountsecret s WHERE s.account_id = a.id AND s.words IS NOT NULL))
"""


def send(words: Sequence[ChannelMessage]) -> Iterable[tuple[ChannelMessage, Outcome]]:
    """Tell each person on each of the own devices. Sent as soon as one device was told."""
    rows = PushDevice.objects.filter(
        account__person__in={word.person_id for word in words},
        account__state="active",
        account__secret__words=None,
    ).select_related("account")
    devices: dict[int, list[PushDevice]] = {}
    for row in rows.order_by("pk"):
        if shows_all(row):
            devices.setdefault(row.account.person_id, []).append(row)
    for word in words:
        yield word, _tell(word, devices.get(word.person_id, []))


def shows_all(device: PushDevice) -> bool:
    """A count is of all that a person has: it is not told where the secret of a sheet shows a part."""
    return device.scope is None or not reaching_beyond([device.account.person_id], device.scope)


def _tell(word: ChannelMessage, devices: Sequence[PushDevice]) -> Outcome:
    fates = []
    pushed = push((_target(one), _message(word, one.account.language)) for one in devices)
    for device, fate in zip(devices, pushed, strict=True):
        _note(device, fate)
        fates.append(fate)
    if Fate.SENT in fates:
        return Outcome.SENT
    return Outcome.LATER if Fate.LATER in fates else Outcome.REFUSED


def _target(device: PushDevice) -> Target:
    return Target(device.address, device.key, device.secret)


def _message(word: ChannelMessage, language: str) -> Message:
    return Message(payload(word, language), topic=TOPIC, ttl=_TTL, urgency="normal" if word.todo else "low")


def payload(word: ChannelMessage, language: str) -> bytes:
    """Return what the device shows. `id` is opaque: the same for a sending tried again, which then does not ring twice.
    `until` (seconds): a telephone that was off and comes back at night shows it without a sound."""
    count = word.todo or word.child + word.life
    named = hashlib.sha256(word.key.bytes + word.until.isoformat().encode()).hexdigest()[:12]
    with speaking(language):
        text = _text(word, count)
    told: dict[str, str | int] = {"count": count, "text": text, "url": "/", "id": named}
    if word.loud_until is not None:
        # Of the device's own clock, which tells the true hour even in a demo.
        told["until"] = int((clock.wall() + (word.loud_until - clock.now())).timestamp())
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def news_push(devices: Sequence[PushDevice], words: Callable[[], str], *, path: str, silent: bool) -> None:
    """Something that is no count: the sentence that `words` gives in each device's language, and the page of that name.
    What a service refuses now is not tried again: the page and the e-mail say it too."""
    pushed = push((_target(one), _news(one, words, path, silent=silent)) for one in devices)
    for device, fate in zip(devices, pushed, strict=True):
        _note(device, fate)


def _news(device: PushDevice, words: Callable[[], str], path: str, *, silent: bool) -> Message:
    with speaking(device.account.language):
        told: dict[str, str | int] = {"news": words(), "url": reverse(path)}
    if silent:
        told["until"] = 0
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    return Message(body, topic=NEWS, ttl=_TTL)


def _text(word: ChannelMessage, count: int) -> str:
    if word.todo:
        return ngettext("%(count)d chose à faire", "%(count)d choses à faire", count) % {"count": count}
    return ngettext("%(count)d nouvelle à lire", "%(count)d nouvelles à lire", count) % {"count": count}


def _note(device: PushDevice, fate: Fate) -> None:
    rows = PushDevice.objects.filter(pk=device.pk)
    if fate == Fate.GONE:
        rows.delete()
    elif fate == Fate.SENT:
        rows.update(told_at=clock.now(), failures=0)
    else:
        rows.update(failures=F("failures") + 1)


register_channel(
    Channel(
        key=KEY,
        label=gettext_lazy("Notification"),
        rhythms=(Rhythm.NOW, Rhythm.DAILY, Rhythm.NEVER),
        send=send,
        reaches=REACHES,
        defaults={Lane.TO_DO: Rhythm.NOW},
        order=20,
        available=configured,
    )
)
