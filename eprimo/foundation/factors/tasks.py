"""What the worker does by itself: questions that could not be asked any more are forgotten."""

from eprimo.foundation.factors.passkeys import questions_purge
from eprimo.foundation.kernel.periodic import every


@every(3600)
def purge_burnt_questions() -> int:
    return questions_purge()
