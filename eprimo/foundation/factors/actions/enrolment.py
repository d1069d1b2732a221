"""Factors are enrolled, removed, printed anew; devices are no longer trusted. Nobody is left with one way only."""

from uuid import UUID

from django.contrib.auth.hashers import verify_password
from django.db import transaction

from eprimo.foundation.accounts.actions.accounts import WrongPassword
from eprimo.foundation.accounts.actions.news import account_tell
from eprimo.foundation.accounts.enums import News
from eprimo.foundation.accounts.models import Account, Session
from eprimo.foundation.accounts.throttles import password_counted, password_right, password_wrong
from eprimo.foundation.factors.actions.confirmation import who_of
from eprimo.foundation.factors.codes import PRINTED, code_hash, kept, new_printed, step_of
from eprimo.foundation.factors.models import Factor, FactorCode, FactorKind, TrustedDevice
from eprimo.foundation.factors.passkeys import PasskeyKnown, burn, is_burnt, passkey_made
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Conflict, DomainError, NotVisible
from eprimo.foundation.kernel.factors import (
    FRESH_LASTS,
    LASTS,
    FactorHeld,
    FactorNeeded,
    Strength,
    has_use_of_factors,
)
from eprimo.foundation.kernel.rights import policy, require

# Of one account.
MOST = 10


@policy("factors.factor.change", strong=Strength.NONE)
def may_change_factors(actor: Actor, account_id: int) -> bool:
    """Tell whether the factors are one's own, in whatever role: the first one asks for none before it, and
    `factors_begin` asks for the one that there is. Not in a session that the sheet of a school opened: who printed it
    would put a factor there."""
    return account_id == actor.account_id and actor.is_whole and has_use_of_factors(actor)


class FirstCodeWrong(DomainError):
    """The first code of an application that is being enrolled is wrong."""

    code = "first-code-wrong"
    sentence = (
        "Ce code ne va pas. Prenez celui que l’application montre maintenant, et vérifiez que l’heure du téléphone est "
        "automatique."
    )
    status = 422


class SquareAnswered(Conflict):
    """A square was answered twice, as by a second press on « Ajouter »."""

    code = "square-answered"
    sentence = (
        "L’application est déjà ajoutée. Si vous n’avez pas vu vos dix codes, faites une nouvelle feuille."
    )


class LastWay(Conflict):
    code = "last-way"
    sentence = (
        "Il resterait une seule façon de confirmer que c’est vous. Ajoutez-en une autre d’abord, ou imprimez de "
        "nouveaux codes."
    )


class TooManyFactors(Conflict):
    code = "too-many-factors"
    sentence = "Dix au plus\u00a0: retirez-en un d’abord."


def factors_begin(actor: Actor) -> None:
    """Refuse to enrol a factor in this session unless it may. The old one is asked for first; an account whose password
    was found again by e-mail waits a day, or has somebody vouch for it."""
    _own_first(actor)
    if actor.held and actor.factor_at is None:
        raise FactorHeld


def _own_first(actor: Actor) -> None:
    """Factors are of the account, whatever role is in use: who acts as a parent meanwhile shows the old one too. Whom
    somebody vouched for has no other way than the code that was told, which is enough for a day."""
    require(may_change_factors, actor, actor.account_id)
    if not actor.has_factors:
        return
    strength = Strength.STRONG if actor.held else Strength.FRESH
    lasts = LASTS if actor.held else FRESH_LASTS
    if actor.factor_at is None or actor.now - actor.factor_at > lasts:
        raise FactorNeeded(strength, may_change_factors.act)


def _password_shown(actor: Actor, password: str) -> None:
    """There is no old factor to ask for before the first one: a session that was copied does not know the password, and
    does not guess it there. WrongPassword, TooManyTries. Not inside a transaction: a wrong try stays counted."""
    account = Account.objects.select_related("secret").get(pk=actor.account_id)
    if account.factors_since is not None:
        return
    password_counted(actor)
    if not verify_password(password, account.password)[0]:
        password_wrong(actor)
        raise WrongPassword(field="password")
    password_right(actor)


def _held(actor: Actor) -> Account:
    """The account, held until the transaction ends."""
    return Account.objects.held().get(pk=actor.account_id)


def totp_enrol(*, actor: Actor, key: bytes, code: str, name: str, password: str = "") -> list[str]:
    """Enrol an application whose first code was typed. Returns codes to print when the account had none. `password`: it
    is asked for the first factor. Raises FirstCodeWrong, WrongPassword, TooManyTries, SquareAnswered. In no
    transaction."""
    if is_burnt(key):
        raise SquareAnswered
    factors_begin(actor)
    _password_shown(actor, password)
    return _totp_enrol(actor, key, code, name)


@transaction.atomic
def _totp_enrol(actor: Actor, key: bytes, code: str, name: str) -> list[str]:
    account = _held(actor)
    step = step_of(key, "".join(code.split()), after=0)
    if step is None:
        raise FirstCodeWrong(field="code")
    if not burn(key):
        raise SquareAnswered
    factor = Factor(account=account, kind=FactorKind.TOTP, secret=kept(account.pk, key), last_step=step)
    return _enrolled(actor, account, factor, name)


def passkey_enrol(*, actor: Actor, answer: str, name: str, password: str = "") -> list[str]:
    """Enrol the passkey that the browser made. Returns codes to print when the account had none. `password`: asked for
    the first factor. Raises PasskeyRefused, PasskeyKnown, WrongPassword, TooManyTries. Not inside a transaction."""
    factors_begin(actor)
    _password_shown(actor, password)
    return _passkey_enrol(actor, answer, name)


@transaction.atomic
def _passkey_enrol(actor: Actor, answer: str, name: str) -> list[str]:
    made = passkey_made(answer, who_of(actor))
    account = _held(actor)
    if Factor.objects.filter(credential_id=made.credential_id).exists():
        raise PasskeyKnown
    factor = Factor(
        account=account, kind=FactorKind.PASSKEY, credential_id=made.credential_id, credential=bytes(made)
    )
    return _enrolled(actor, account, factor, name)


def _enrolled(actor: Actor, account: Account, factor: Factor, name: str) -> list[str]:
    """The session that enrols it has shown it; trust given before ends. Two ways from the first on."""
    now = clock.now()
    if account.factors.count() >= MOST:
        raise TooManyFactors
    factor.name, factor.used_at = (name.strip() or factor.get_kind_display())[:40], now
    factor.save()
    first = account.factors_since is None
    account.factors_since = account.factors_since or now
    account.save(update_fields=["factors_since"])
    _ended_elsewhere(actor)
    trust_end(account.pk)
    Session.objects.filter(pk=actor.session_id).update(second_factor_at=now)
    account_tell(account_id=account.pk, what=News.FACTOR_ADDED)
    audit(actor, "factors.factor.enrolled", subject_id=actor.person_id, way=factor.kind)
    has_paper = FactorCode.objects.filter(account=account, used_at=None, expires_at=None).exists()
    return [] if has_paper and not first else _printed(account)


@transaction.atomic
def codes_renew(*, actor: Actor) -> list[str]:
    """Make and return a new sheet of ten codes; that of before opens nothing any more."""
    factors_begin(actor)
    account = Account.objects.select_for_update(no_key=True).get(pk=actor.account_id)
    if account.factors_since is None:
        raise Conflict("Ajoutez d’abord une application ou une clé d’accès.")
    _ended_elsewhere(actor)
    account_tell(account_id=account.pk, what=News.FACTOR_SHEET)
    audit(actor, "factors.codes.renewed", subject_id=actor.person_id)
    return _printed(account)


def _ended_elsewhere(actor: Actor) -> None:
    """What was shown before, in other sessions and browsers, is shown again: one of the ways may have been stolen. Who
    trusts a browser by this very act goes on trusting it."""
    others = Session.objects.filter(account=actor.account_id).exclude(pk=actor.session_id)
    others.update(second_factor_at=None, trusted_until=None)
    TrustedDevice.objects.filter(account=actor.account_id, made_at__lt=actor.now).delete()


def _printed(account: Account) -> list[str]:
    FactorCode.objects.filter(account=account, used_at=None, expires_at=None).delete()
    codes = [new_printed() for _ in range(PRINTED)]
    FactorCode.objects.bulk_create(
        FactorCode(account=account, hash=code_hash(account.pk, one)) for one in codes
    )
    return codes


@transaction.atomic
def factor_remove(*, actor: Actor, public_id: UUID) -> None:
    """Remove an own factor. Raises LastWay: there would be one way only; NotVisible: it is none."""
    _own_first(actor)
    account = Account.objects.select_for_update(no_key=True).get(pk=actor.account_id)
    factor = Factor.objects.filter(account=account, public_id=public_id).first()
    if factor is None:
        raise NotVisible
    left = account.factors.exclude(pk=factor.pk).count()
    paper = FactorCode.objects.filter(account=account, used_at=None, expires_at=None).exists()
    if left + paper < 2 or not left:  # noqa: PLR2004 - two ways
        raise LastWay
    kind = factor.kind
    factor.delete()
    _ended_elsewhere(actor)
    trust_end(account.pk)
    account_tell(account_id=account.pk, what=News.FACTOR_GONE)
    audit(actor, "factors.factor.removed", subject_id=actor.person_id, way=kind)


@transaction.atomic
def trusted_remove(*, actor: Actor) -> int:
    """Trust no device any more; returns how many were. Asks for nothing: it takes away."""
    gone = trust_end(actor.account_id)
    audit(actor, "factors.device.distrusted", subject_id=actor.person_id, devices=gone)
    return gone


def trust_end(account_id: int) -> int:
    """Let devices of this account be enough no longer, in no session."""
    Session.objects.filter(account=account_id, trusted_until__isnull=False).update(trusted_until=None)
    return TrustedDevice.objects.filter(account=account_id).delete()[0]
