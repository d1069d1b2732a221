"""Passkeys (WebAuthn): what browsers are asked, and what they answer, checked by `fido2`.

The relying party is the exact host of the pages, and their exact origin the only one: a subdomain signs in nobody. The
question is signed, good for five minutes and for who asked; its answer is taken once.
"""

import hashlib
import hmac
import json
import secrets
import struct
from datetime import timedelta
from functools import cache
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.factors.models import BurntChallenge, Factor, FactorKind
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError

CHALLENGE_LASTS = timedelta(minutes=5)
# Answered questions, the squares of applications among them, which are good for a quarter of an hour.
QUESTIONS_KEPT = timedelta(minutes=30)
# No answer of an authenticator is that long.
_LONGEST = 20_000
# What the library raises of an answer that is none: it reads bytes by their places.
_MALFORMED = (ValueError, LookupError, TypeError, AssertionError, struct.error)
_NONCE, _INSTANT, _SIGNED = 16, 8, 32


class PasskeyRefused(DomainError):
    """Another site, another account, an old question, one that was answered, a signature that is not the key's."""

    code = "passkey-refused"
    sentence = "Cette clé d’accès n’a pas répondu comme il faut. Essayez encore, ou tapez un code."
    status = 403


class PasskeyCopied(PasskeyRefused):
    """The counter of a passkey went back: two devices hold the same key. `account_id`: whose it is, who is told."""

    def __init__(self, account_id: int) -> None:
        super().__init__()
        self.account_id = account_id


class PasskeyLate(DomainError):
    """The question was too old: no wrong try, since it was ours."""

    code = "passkey-late"
    sentence = "La demande a plus de cinq minutes. Essayez encore\u00a0: en voici une autre."
    status = 403


class PasskeyAnswered(DomainError):
    """An answer came twice, as by a second press; what the first one did is done."""

    code = "passkey-answered"
    sentence = "Cette réponse a déjà servi. Essayez encore, ou tapez un code."
    status = 403


class PasskeyKnown(DomainError):
    """It is there already."""

    code = "passkey-known"
    sentence = "Cette clé d’accès est déjà sur votre compte, ou sur un autre."
    status = 422


def host() -> str:
    """Return what a passkey is of: the exact host of the pages; empty where there can be none (an address in
    figures)."""
    name = urlsplit(settings.PUBLIC_URL).hostname or ""
    try:
        ip_address(name)
    except ValueError:
        return name
    return ""


def _origin() -> str:
    """As browsers write it: in small letters, without the port that goes without saying."""
    parts = urlsplit(settings.PUBLIC_URL)
    implied = {"http": 80, "https": 443}.get(parts.scheme)
    port = f":{parts.port}" if parts.port and parts.port != implied else ""
    return f"{parts.scheme}://{parts.hostname}{port}"


@cache
def _server(name: str, origin: str) -> Fido2Server:
    party = PublicKeyCredentialRpEntity(id=name, name="e-primo")
    return Fido2Server(party, attestation="none", verify_origin=lambda given: given == origin)  # type: ignore[arg-type]


def server() -> Fido2Server:
    return _server(host(), _origin())


def handle_of(account_id: int) -> bytes:
    """Return what an authenticator keeps of whose the key is, for as long as it lives: of no key that is changed
    meanwhile. It keeps the login beside it, so that this hides nothing from it."""
    return hashlib.sha256(f"eprimo passkey:{account_id}".encode()).digest()


def challenge_for(who: str) -> bytes:
    """Make a question for a session, or for the door."""
    head = secrets.token_bytes(_NONCE) + int(clock.now().timestamp()).to_bytes(_INSTANT)
    return head + _signature(head, who)


def _signature(head: bytes, who: str) -> bytes:
    return hmac.new(
        settings.SECRET_KEY.encode(), b"challenge:" + who.encode() + b":" + head, hashlib.sha256
    ).digest()


def _asked(challenge: bytes, who: str) -> None:
    """It is ours, asked of them (else PasskeyRefused), and not too old (PasskeyLate)."""
    head, signature = challenge[:-_SIGNED], challenge[-_SIGNED:]
    if len(head) != _NONCE + _INSTANT or not hmac.compare_digest(signature, _signature(head, who)):
        raise PasskeyRefused
    age = clock.now().timestamp() - int.from_bytes(head[_NONCE:])
    if not 0 <= age <= CHALLENGE_LASTS.total_seconds():
        raise PasskeyLate


def burn(question: bytes) -> bool:
    """Note that a question is answered; False: it was before."""
    _row, fresh = BurntChallenge.objects.get_or_create(hash=hashlib.sha256(question).hexdigest())
    return fresh


def is_burnt(question: bytes) -> bool:
    return BurntChallenge.objects.filter(hash=hashlib.sha256(question).hexdigest()).exists()


def questions_purge() -> int:
    """Forget the questions that could not be asked any more; returns how many."""
    return BurntChallenge.objects.filter(burnt_at__lt=clock.now() - QUESTIONS_KEPT).delete()[0]


def creation_options(account: Account, name: str, who: str) -> str:
    """Return what the browser is asked to make, as JSON. Keys that the account has are named, so that none is
    overwritten."""
    there = _credentials(passkeys_of(account.pk))
    user = PublicKeyCredentialUserEntity(id=handle_of(account.pk), name=account.login, display_name=name)
    options, _state = server().register_begin(
        user, there,
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.PREFERRED,
        challenge=challenge_for(who),
    )  # fmt: skip
    return json.dumps(dict(options)["publicKey"])


def request_options(account_id: int | None, who: str) -> str:
    """Return what the browser is asked to sign, as JSON. `account_id` None: whoever's key it is, at the door."""
    there = None
    verification = UserVerificationRequirement.REQUIRED
    if account_id is not None:
        there = _credentials(passkeys_of(account_id))
        # After a password: a key without a code of its own answers too.
        verification = UserVerificationRequirement.DISCOURAGED
    options, _state = server().authenticate_begin(there, verification, challenge_for(who))
    return json.dumps(dict(options)["publicKey"])


def passkeys_of(account_id: int) -> list[Factor]:
    return list(Factor.objects.filter(account=account_id, kind=FactorKind.PASSKEY).order_by("pk"))


def _credentials(keys: list[Factor]) -> list[AttestedCredentialData]:
    return [AttestedCredentialData(bytes(one.credential)) for one in keys if one.credential is not None]


def passkey_made(answer: str, who: str) -> AttestedCredentialData:
    """Return the key that a browser made. Raises PasskeyRefused, PasskeyKnown."""
    given = _parsed(answer)
    try:
        response = RegistrationResponse.from_dict(given)
        state = _state(response.response.client_data, who, UserVerificationRequirement.PREFERRED)
        made = server().register_complete(state, response).credential_data
    except _MALFORMED as error:
        raise PasskeyRefused from error
    if made is None:
        raise PasskeyRefused
    if Factor.objects.filter(credential_id=made.credential_id).exists():
        raise PasskeyKnown
    return made


def passkey_answers(answer: str, account_id: int, who: str) -> Factor:
    """Return the passkey of this account that signed, after a password; its counter is to be kept. Raises
    PasskeyRefused."""
    return _signed(answer, passkeys_of(account_id), who, UserVerificationRequirement.DISCOURAGED)


def passkey_enters(answer: str, who: str) -> Factor:
    """Return the passkey that signed at the door, alone: with a finger, a face or a code of its own, and it must say
    whose it is. Raises PasskeyRefused."""
    try:
        response = AuthenticationResponse.from_dict(_parsed(answer))
    except _MALFORMED as error:
        raise PasskeyRefused from error
    found = Factor.objects.filter(credential_id=response.raw_id).first()
    handle = response.response.user_handle or b""
    if found is None or not hmac.compare_digest(bytes(handle), handle_of(found.account_id)):
        raise PasskeyRefused
    return _signed(answer, [found], who, UserVerificationRequirement.REQUIRED)


def _signed(answer: str, keys: list[Factor], who: str, verification: UserVerificationRequirement) -> Factor:
    given = _parsed(answer)
    try:
        response = AuthenticationResponse.from_dict(given)
        state = _state(response.response.client_data, who, verification)
        known = {bytes(one.credential_id): one for one in keys if one.credential_id is not None}
        credentials = _credentials(keys)
        right = server().authenticate_complete(state, credentials, response)
    except _MALFORMED as error:
        raise PasskeyRefused from error
    factor = known[right.credential_id]
    # What the authenticator says of whose key it is, when it says it.
    handle = response.response.user_handle
    if handle and not hmac.compare_digest(bytes(handle), handle_of(factor.account_id)):
        raise PasskeyRefused
    counted = response.response.authenticator_data.counter
    # WebAuthn 6.1.1: a key that counts says more each time.
    if (counted or factor.counter) and counted <= factor.counter:
        raise PasskeyCopied(factor.account_id)
    factor.counter = counted
    return factor


def _state(client: Any, who: str, verification: UserVerificationRequirement) -> dict[str, Any]:
    """What the library compares the answer with: the question that it names, when it is ours and nobody answered it."""
    if client.cross_origin:
        raise PasskeyRefused
    _asked(client.challenge, who)
    if not burn(client.challenge):
        raise PasskeyAnswered
    # The library keeps its state as this, between the question and the answer.
    return {"challenge": websafe_encode(client.challenge), "user_verification": verification}


def _parsed(answer: str) -> dict[str, Any]:
    if len(answer) > _LONGEST:
        raise PasskeyRefused
    try:
        given = json.loads(answer)
    except ValueError as error:
        raise PasskeyRefused from error
    if not isinstance(given, dict):
        raise PasskeyRefused
    return given
