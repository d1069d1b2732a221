"""How a person signs in: the account, its printed codes, its sessions. It points to a person, never the reverse."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from eprimo.foundation.accounts.enums import (
    PRINTED,
    AccountState,
    Animations,
    CodePurpose,
    Font,
    Language,
    News,
    Reading,
    TextSize,
    Theme,
)
from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.reasons import UnreadManager
from eprimo.foundation.kernel.table_rules import DataOf, Writes


class LoginBase(models.Func):
    """A login without its number: « lea.martin » for « lea.martin12 »."""

    function = "regexp_replace"
    template = "%(function)s(%(expressions)s, '[0-9]+$', '')"
    output_field = models.TextField()


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(login=username)

    def held(self) -> models.QuerySet["Account"]:
        """Held until the end, with their people. What opens them is read once they are held: a join would give what
        stood before a change that was waited for."""
        rows = self.select_related("person").select_for_update(of=("self",), no_key=True)
        return rows.prefetch_related("secret")


# Of oneself; of people whom the session reaches, where it works, or for who stands above schools.
# By the key of the person, row after row. While two accounts are exchanged one waits at a number below nought.
_OWN_ACCOUNT_OR_STAFF = (
    "person_id = (SELECT wall.me()) OR abs(person_id) = ANY ((SELECT wall.joined())::bigint[])"
    " OR (SELECT p.place_ids && (SELECT wall.staff())::bigint[] OR 0 = ANY ((SELECT wall.staff())::bigint[]) AND ("
    # Not whoever the session reaches for another reason: who stands above schools may be a parent of one of them.
    "p.place_ids && '{0}' OR p.work_place_ids && (SELECT wall.territory())::bigint[]"
    " OR p.animal = '' AND p.place_ids && (SELECT wall.academy())::bigint[]"
    " OR p.place_ids && (SELECT wall.opened())::bigint[])"
    " FROM public.directory_person p WHERE p.id = accounts_account.person_id)"
)


class Account(AbstractBaseUser):
    """One per person who may sign in. What opens it lies apart (`AccountSecret`), since others read this row."""

    data_of = DataOf.ACROSS_SCHOOLS
    # What opens it is the door's: a password, an address where codes go. A page makes one that nothing opens.
    writes = Writes(
        door=True,
        read=_OWN_ACCOUNT_OR_STAFF,
        insert="wall.me() IS NOT NULL AND state = 'expected' AND activated_at IS NULL AND recovery_email = ''"
        " AND recovery_email_pending = ''",
        update="id = (SELECT wall.account()) OR wall.leads(person_id)",
        columns={
            "charter_at charter_version language theme reading font text_size animations has_news": (
                "NEW.person_id = wall.me()"
            ),
            "state suspended_at suspended_reason": "wall.leads(NEW.person_id)",
            # Of two that are made one, the account that was used goes on.
            "person_id": "abs(OLD.person_id) = ANY(wall.joined()) AND abs(NEW.person_id) = ANY(wall.joined())",
        },
    )
    person = models.OneToOneField(Person, models.CASCADE, related_name="account")
    login = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=9, choices=AccountState.choices, default=AccountState.EXPECTED)
    # The browsers it came in with, in words: of one more its owner is told. Newest last.
    devices = ArrayField(models.CharField(max_length=80), null=True)
    activated_at = models.DateTimeField(null=True)
    charter_at = models.DateTimeField(null=True, help_text="when the charter was accepted")
    charter_version = models.DateField(null=True, help_text="date of the text that was accepted")
    suspended_at = models.DateTimeField(null=True)
    # What the director wrote of it, for who directs the school alone; empty again once it is reactivated.
    suspended_reason = models.CharField(max_length=200, blank=True, default="", db_default="")
    # A recovery address that the person gave; never used to merge people.
    recovery_email = models.EmailField(blank=True)
    recovery_email_confirmed_at = models.DateTimeField(null=True)
    # The address refused an e-mail for good: nothing more is sent to it until it is confirmed again, or changed.
    recovery_email_refused_at = models.DateTimeField(null=True)
    # An address that was typed and not yet confirmed: nothing but its own code is sent to it.
    recovery_email_pending = models.EmailField(blank=True)
    # Reading comfort: a person's own choices, on every device. Empty: the device decides.
    language = models.CharField(max_length=2, blank=True, default=Language.DEVICE)
    theme = models.CharField(max_length=9, blank=True, default=Theme.DEVICE)
    reading = models.CharField(max_length=6, default=Reading.NORMAL)
    font = models.CharField(max_length=12, default=Font.DEFAULT)
    text_size = models.CharField(max_length=6, default=TextSize.NORMAL)
    animations = models.CharField(max_length=3, blank=True, default=Animations.DEVICE)
    # Something happened to it that the person has not said to have read (`AccountNews`): each page says so.
    has_news = models.BooleanField(default=False, db_default=False)

    # Since when it has second factors (`foundation.factors`): from then on they are asked for.
    factors_since = models.DateTimeField(null=True)
    # Another person vouched for its owner, or its password was found again by e-mail: nothing that asks for a fresh
    # factor until then.
    factor_held_until = models.DateTimeField(null=True)

    objects = AccountManager()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(login__regex=r"^[a-z0-9][a-z0-9.-]{1,63}$"), name="account_login_form"
            ),
            models.CheckConstraint(
                condition=~Q(state=AccountState.ACTIVE) | Q(activated_at__isnull=False),
                name="account_active_since",
            ),
            models.CheckConstraint(
                condition=~Q(recovery_email="") | Q(recovery_email_confirmed_at=None),
                name="account_confirmed_email",
            ),
            # Written into attributes of the page, which the style sheet knows one by one.
            models.CheckConstraint(
                condition=Q(
                    language__in=Language.values,
                    theme__in=Theme.values,
                    reading__in=Reading.values,
                    font__in=Font.values,
                    text_size__in=TextSize.values,
                    animations__in=Animations.values,
                ),
                name="account_comfort_known",
            ),
        ]
        # The number of a login goes on from the greatest one of its base.
        indexes = [models.Index(LoginBase("login"), name="account_login_base")]

    def __str__(self) -> str:
        return f"account {self.pk}"

    # In the place of Django's column.
    @property
    def password(self) -> str:  # type: ignore[override]
        """The hash; empty: none was chosen, or whoever asks does not read it."""
        secret = getattr(self, "secret", None)
        return "" if secret is None else secret.password

    @property
    def words(self) -> bytes | None:
        """A pupil's three words, encrypted; None: none were drawn, or whoever asks does not read them."""
        secret = getattr(self, "secret", None)
        return None if secret is None else secret.words

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return self.state in {AccountState.ACTIVE, AccountState.EXPECTED, AccountState.LEAVING}


# Of the own account; of one that the session decides of at all.
_OWN = "account_id = (SELECT wall.account())"
_OWN_OR_LED = f"{_OWN} OR wall.leads_account(account_id)"
# Words are printed again by who decides of an account that it reaches. Nobody else reads a hash: it is tried at home.
_WORDS = (
    "password = '' AND words IS NOT NULL AND wall.leads_account(account_id)"
    " AND EXISTS (SELECT FROM public.accounts_account a WHERE a.id = account_id)"
)
_OWN_OR_WORDS = f"{_OWN} OR {_WORDS}"


class AccountSecret(models.Model):
    """The secret that opens the whole of an account: a password that an adult chose, or the three words of a pupil."""

    data_of = DataOf.ACROSS_SCHOOLS
    # Words that a school draws for its pupils; a password comes by the door.
    writes = Writes(
        door=True,
        read=_OWN_OR_WORDS,
        insert=_WORDS,
        update=_WORDS,
        columns={"words since": ""},
    )
    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="secret")
    password = models.CharField(max_length=128, blank=True)
    # Encrypted with a key kept outside the database, so that a lost card is printed again.
    words = models.BinaryField(null=True)
    since = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(password="") | Q(words__isnull=False), name="account_secret_is_one"
            ),
        ]

    def __str__(self) -> str:
        return f"secret of {self.account_id}"


class ScopedSecret(models.Model):
    """A second way in, that the sheet of one school gave: it opens what that school holds of the person, nothing else.

    The account's own secret stays as it was beside it. `school` empty: the sheet of who belongs to no school, which
    opens what mandates do.
    """

    data_of = DataOf.ACROSS_SCHOOLS
    # Words that a school draws for its pupils; a password comes by the door.
    writes = Writes(
        door=True,
        read=_OWN_OR_WORDS,
        insert=f"school_id = ANY ((SELECT wall.run())::bigint[]) AND {_WORDS}",
        update=f"school_id = ANY ((SELECT wall.run())::bigint[]) AND {_WORDS}",
        delete=_OWN,
        columns={"words since": ""},
    )
    account = models.ForeignKey(Account, models.CASCADE, related_name="scoped_secrets")
    school = models.ForeignKey(School, models.CASCADE, related_name="+", null=True)
    # As those of the account: a password that an adult chose, or the three words of a pupil.
    password = models.CharField(max_length=128, blank=True)
    words = models.BinaryField(null=True)
    since = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("account", "school", name="scoped_secret_once", nulls_distinct=False),
            models.CheckConstraint(
                condition=~Q(password="") | Q(words__isnull=False), name="scoped_secret_is_one"
            ),
        ]

    def __str__(self) -> str:
        return f"secret of {self.account_id} at {self.school_id}"


class AccountNews(models.Model):
    """Something that happened to an account without its owner: told on its page, and by e-mail."""

    data_of = DataOf.ACROSS_SCHOOLS
    writes = Writes(door=True, read=_OWN, update=_OWN, columns={"read_at": ""})
    account = models.ForeignKey(Account, models.CASCADE, related_name="news")
    what = models.CharField(max_length=12, choices=News.choices)
    at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        # The same thing again, before it was read, is told once.
        constraints = [
            models.UniqueConstraint("account", "what", condition=Q(read_at=None), name="account_news_once")
        ]

    def __str__(self) -> str:
        return f"{self.what} of account {self.account_id}"


# Who printed it is made one with somebody else.
_MOVES = "made_by_id = ANY ((SELECT wall.joined())::bigint[])"


class SignInCode(models.Model):
    """A single-use code, printed on a sheet or sent to an address. Only its keyed hash is kept."""

    data_of = DataOf.ACROSS_SCHOOLS
    # A page makes those of the sheets that it prints: of a school that it directs, or of mandates for who gives some.
    writes = Writes(
        door=True,
        read=f"{_OWN_OR_LED} OR {_MOVES}",
        insert="purpose IN ('activation', 'renewal') AND used_at IS NULL AND cancelled_at IS NULL AND bound_to = ''"
        " AND CASE WHEN school_id IS NULL THEN wall.leads_mandates(account_id)"
        " ELSE school_id = ANY ((SELECT wall.directed())::bigint[]) AND wall.leads_account(account_id) END",
        update=f"{_OWN_OR_LED} OR {_MOVES}",
        columns={
            "cancelled_at": "OLD.cancelled_at IS NULL",
            "made_by_id": "OLD.made_by_id = ANY(wall.joined()) AND NEW.made_by_id = ANY(wall.joined())",
        },
    )
    account = models.ForeignKey(Account, models.CASCADE, related_name="codes")
    purpose = models.CharField(max_length=10, choices=CodePurpose.choices)
    # Of a sheet: the school that printed it, and whose things it opens at most. Empty: of no school.
    school = models.ForeignKey(School, models.CASCADE, related_name="+", null=True)
    hash = models.CharField(max_length=64, unique=True)
    # Keyed hash of the account's state when the code was made (password, addresses): dead once that has changed.
    # Empty: a printed sheet, which a change of password does not cancel.
    bound_to = models.CharField(max_length=64, blank=True)
    # Wrong birth dates that were given with it.
    tries = models.SmallIntegerField(default=0)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Printing again kills the sheet that the same school printed before; that of another one goes on.
            models.UniqueConstraint(
                "account",
                "school",
                condition=Q(used_at=None, cancelled_at=None, purpose__in=PRINTED),
                name="sign_in_code_open",
                nulls_distinct=False,
            ),
            # Apart: who asks for a code by e-mail does not kill the sheet in the schoolbag.
            models.UniqueConstraint(
                "account",
                "purpose",
                condition=Q(used_at=None, cancelled_at=None) & ~Q(purpose__in=PRINTED),
                name="sign_in_code_one_sent",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="sign_in_code_expires_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} of {self.account_id}"


class Session(models.Model):
    """A browser that is signed in, and what it acts as. The links its rights come from, and the schools they reach, are
    kept by the owner of the tables (`access/wall.sql`).

    The cookie holds the key; the row holds its keyed hash only.
    """

    data_of = DataOf.ACROSS_SCHOOLS
    # Opened and widened at the door alone.
    writes = Writes(
        door=True,
        read=_OWN_OR_LED,
        update=_OWN,
        delete=_OWN_OR_LED,
        columns={"role school_id seen_at turn next_turn former_turn turned_at address slowed_until": ""},
    )
    # Who read the hashes of others could name their sessions to the second wall.
    unread = ("key_hash",)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    key_hash = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey(Account, models.CASCADE, related_name="sessions")
    created_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    device = models.CharField(max_length=80, blank=True)
    # What turns beside the key (`access.session_key_rotation`), hashed: the turn that holds, the one given and not
    # shown yet, the one before, and since when it is.
    turn = models.CharField(max_length=64, blank=True, default="", db_default="")
    next_turn = models.CharField(max_length=64, null=True)
    former_turn = models.CharField(max_length=64, null=True)
    turned_at = models.DateTimeField(null=True)
    # The network it was last renewed from: its keyed hash. Empty: not yet.
    address = models.CharField(max_length=32, blank=True, default="", db_default="")
    # It met more refusals than a person does: one request a second until then (`access.refusals`).
    slowed_until = models.DateTimeField(null=True)
    # On a machine of several people, as its owner said: over in the evening, and with the browser.
    shared = models.BooleanField(default=False, db_default=False)
    # What the person acts as; empty: the first of the links.
    role = models.CharField(max_length=20, blank=True)
    school = models.ForeignKey(School, models.SET_NULL, related_name="+", null=True)
    second_factor_at = models.DateTimeField(null=True)
    # A factor was given on this device before, which is trusted since: enough for what is strong.
    trusted_until = models.DateTimeField(null=True)
    # The schools of the secrets that opened it (0: what mandates open), when these came by sheets: links of others are
    # not kept here. Null: the whole secret opened it.
    scope = ArrayField(models.BigIntegerField(), null=True)
    # On a device that a class shares: over after that long without a request, in seconds. Null: until it expires.
    idle_seconds = models.PositiveSmallIntegerField(null=True)
    # Of no browser: the private address by which a telephone reads the agenda. It opens no page.
    feed = models.BooleanField(default=False, db_default=False)
    objects = UnreadManager["Session"]()

    class Meta:
        base_manager_name = "objects"
        indexes = [models.Index("expires_at", name="session_expires")]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "scope"], condition=models.Q(feed=True), nulls_distinct=False,
                name="session_one_feed",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"session {self.pk}"


class KnownAddress(models.Model):
    """A network address that an account signed in from: there, right answers pass whatever others try.

    Only a keyed hash is kept. `school_id` is the account's school then: an address that a school's people use is
    known to the whole school.
    """

    data_of = DataOf.ACROSS_SCHOOLS
    writes = Writes(door=True, read="false")
    account = models.ForeignKey(Account, models.CASCADE, related_name="known_addresses")
    address_hash = models.CharField(max_length=32)
    school = models.ForeignKey(School, models.CASCADE, related_name="+", null=True)
    seen_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint("address_hash", "account", name="known_address")]
        indexes = [
            models.Index("address_hash", "school", name="known_address_school"),
            models.Index("seen_at", name="known_address_seen"),
        ]

    def __str__(self) -> str:
        return f"address of {self.account_id}"
