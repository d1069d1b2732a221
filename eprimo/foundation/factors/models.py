"""The second factors of an account: what shows, in a session, that its owner is there."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import DataOf, Writes

# Secrets of factors are read in the own session, and at the door, which alone writes them.
_OWN = "account_id = (SELECT wall.account())"


class FactorKind(models.TextChoices):
    TOTP = "totp", "Application de codes"
    PASSKEY = "passkey", "Clé d’accès"


class Factor(models.Model):
    """An application that counts codes, or a passkey."""

    data_of = DataOf.ACROSS_SCHOOLS
    writes = Writes(door=True, read=_OWN)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="factors")
    kind = models.CharField(max_length=7, choices=FactorKind.choices)
    # As its owner calls it.
    name = models.CharField(max_length=40)
    # Of an application: its key, encrypted; the last step that opened, so that no code opens twice.
    secret = models.BinaryField(null=True)
    last_step = models.BigIntegerField(default=0)
    # Of a passkey: what names it, and its public key with what the authenticator says of itself.
    credential_id = models.BinaryField(null=True, unique=True)
    credential = models.BinaryField(null=True)
    # How often it signed, as it counts; 0: it does not count. One that says less than before is a copy.
    counter = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind=FactorKind.TOTP, secret__isnull=False, credential_id=None)
                | Q(
                    kind=FactorKind.PASSKEY,
                    secret=None,
                    credential_id__isnull=False,
                    credential__isnull=False,
                ),
                name="factor_is_of_its_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.account_id}"

    @property
    def is_passkey(self) -> bool:
        return self.kind == FactorKind.PASSKEY


class FactorCode(models.Model):
    """A code that opens once: of a printed sheet, or told by another person who vouches for the owner. Only its keyed
    hash is kept."""

    data_of = DataOf.ACROSS_SCHOOLS
    writes = Writes(door=True, read=_OWN)
    account = models.ForeignKey(Account, models.CASCADE, related_name="factor_codes")
    hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(null=True)
    # Of one that somebody told: who, and until when it opens. Empty: of a printed sheet, which does not age.
    given_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index("account", name="factor_code_open", condition=Q(used_at=None))]

    def __str__(self) -> str:
        return f"factor code of {self.account_id}"


class Vouching(models.Model):
    """Somebody vouched for an account that two have to vouch for; the second one is told the code."""

    data_of = DataOf.ACROSS_SCHOOLS
    writes = Writes(door=True, read="false")
    account = models.OneToOneField(Account, models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"first word for {self.account_id}"


class FactorTries(models.Model):
    """Wrong factors of one day. At twenty the account takes none any more, until somebody vouches for its owner."""

    data_of = DataOf.ACROSS_SCHOOLS
    writes = Writes(door=True, read=_OWN)
    account = models.OneToOneField(Account, models.CASCADE, related_name="factor_tries")
    day = models.DateField()
    wrong = models.SmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.wrong} wrong factors of {self.account_id}"


class TrustedDevice(models.Model):
    """A browser where a factor was given, and which its owner trusts for thirty days. Its cookie holds the key; the row
    holds its keyed hash only."""

    data_of = DataOf.ACROSS_SCHOOLS
    writes = Writes(door=True, read=_OWN)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="trusted_devices")
    key_hash = models.CharField(max_length=64, unique=True)
    device = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"device trusted by {self.account_id}"


class BurntChallenge(models.Model):
    """A question that a passkey answered: its answer is taken once. Kept as long as the question could be asked."""

    data_of = DataOf.NOBODY
    writes = Writes(door=True, read="false")
    hash = models.CharField(max_length=64, primary_key=True)
    burnt_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.hash
