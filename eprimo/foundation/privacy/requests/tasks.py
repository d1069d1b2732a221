"""What the worker does for requests by itself."""

from eprimo.foundation.kernel.periodic import every
from eprimo.foundation.privacy.requests.carrying import requests_carry_out, requests_remind


@every(300)
def carry_out_requests() -> int:
    return requests_carry_out()


@every(3600)
def remind_of_requests() -> int:
    return requests_remind()
