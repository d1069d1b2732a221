"""What the worker does by itself: questions that could not be asked any more are forgotten, and browsers of who was
shut out are trusted no longer."""

from eprimo.foundation.accounts.events import AccountSuspended
from eprimo.foundation.factors.actions.enrolment import trust_end
from eprimo.foundation.factors.passkeys import questions_purge
from eprimo.foundation.kernel.outbox import on
from eprimo.foundation.kernel.periodic import every


@every(3600)
def purge_burnt_questions() -> int:
    return questions_purge()


@on(AccountSuspended)
def distrust_browsers(event: AccountSuspended) -> None:
    trust_end(event.account_id)
