"""How a person signs in: the account, its printed codes, its sessions. An account points to a person, never the reverse."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from eprimo.foundation.accounts.enums import AccountState, CodePurpose
from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(login=username)


class Account(AbstractBaseUser):
    """One per person who may sign in. `password` is empty until it is chosen; pupils have words instead."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="account")
    login = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=9, choices=AccountState.choices, default=AccountState.EXPECTED)
    activated_at = models.DateTimeField(null=True)
    charter_at = models.DateTimeField(null=True, help_text="when the charter was accepted")
    suspended_at = models.DateTimeField(null=True)
    # A pupil's three words, encrypted with a key kept outside the database, so that a lost card is printed again.
    words = models.BinaryField(null=True)
    words_at = models.DateTimeField(null=True)
    # A recovery address that the person gave; never used to merge people.
    recovery_email = models.EmailField(blank=True)
    recovery_email_confirmed_at = models.DateTimeField(null=True)

    objects = AccountManager()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(login__regex=r"^[a-z0-9][a-z0-9.-]{1,63}$"), name="account_login_form"),
            models.CheckConstraint(
                condition=~Q(state=AccountState.ACTIVE) | Q(activated_at__isnull=False), name="account_active_since"
            ),
        ]

    def __str__(self) -> str:
        return f"account {self.pk}"

    @property
    def is_active(self) -> bool:
        return self.state in {AccountState.ACTIVE, AccountState.EXPECTED, AccountState.LEAVING}


class SignInCode(models.Model):
    """A printed single-use code. Only its keyed hash is kept."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="codes")
    purpose = models.CharField(max_length=10, choices=CodePurpose.choices)
    hash = models.CharField(max_length=64, unique=True)
    # A guardian's sheet also asks for the birth date of a child.
    asks_birth_date = models.BooleanField(default=False)
    tries = models.SmallIntegerField(default=0)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Printing again kills the sheet that was printed before.
            models.UniqueConstraint(
                "account", condition=Q(used_at=None, cancelled_at=None), name="sign_in_code_one_open"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="sign_in_code_expires_later"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} of {self.account_id}"


class Session(models.Model):
    """A browser that is signed in: what it acts as, and the links its rights come from as of one stamp.

    The cookie holds the key; the row holds its keyed hash only.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    key_hash = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey(Account, models.CASCADE, related_name="sessions")
    created_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    device = models.CharField(max_length=80, blank=True)
    # What the person acts as; empty: the first of the links.
    role = models.CharField(max_length=20, blank=True)
    school = models.ForeignKey(School, models.SET_NULL, related_name="+", null=True)
    second_factor_at = models.DateTimeField(null=True)
    # Computed by `access` when an epoch moved; null: never yet.
    links = models.JSONField(null=True)
    stamp = models.BigIntegerField(default=-1)
    school_ids = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        indexes = [models.Index("expires_at", name="session_expires")]

    def __str__(self) -> str:
        return f"session {self.pk}"
