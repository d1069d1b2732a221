"""The notices of the consultation stand where the law has them; here are their numbers and the way to them."""

import re
from urllib.parse import urlsplit

from django.db import transaction

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.models import Market
from eprimo.steering.tender.actions.documents import locked
from eprimo.steering.tender.errors import WrongNotice
from eprimo.steering.tender.models import Consultation
from eprimo.steering.tender.policies import can_keep_consultation
from eprimo.ui.plurals import NBSP

# The site of each, as its own pages name it.
_SITES = {"boamp": "boamp.fr", "place": "marches-publics.gouv.fr"}
_BOAMP = re.compile(r"[0-9]{2}-[0-9]{1,7}")


@transaction.atomic
def notices_write(*, actor: Actor, market: Market, said: Consultation) -> Consultation:
    """Write where the notices stand; `said` is a consultation that is not saved. Raises WrongNotice for a number that
    is none of the BOAMP, or an address of another site."""
    require(can_keep_consultation, actor)
    values = {name: getattr(said, name).strip() for name in Consultation.NOTICES}
    if values["boamp_number"] and not _BOAMP.fullmatch(values["boamp_number"]):
        raise WrongNotice(
            f"Un avis du BOAMP porte l’année, un tiret et un numéro{NBSP}: 26-12345.", field="boamp_number"
        )
    for key, site in _SITES.items():
        _check_link(values[f"{key}_link"], site, field=f"{key}_link")
    consultation = locked(market)
    changed = [name for name, value in values.items() if getattr(consultation, name) != value]
    for name in changed:
        setattr(consultation, name, values[name])
    if changed:
        consultation.save(update_fields=changed)
        audit(actor, "tender.notices.written", consultation, fields=changed)
    return consultation


def _check_link(link: str, site: str, *, field: str) -> None:
    if not link:
        return
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not host or parts.scheme != "https" or not (host == site or host.endswith(f".{site}")):
        raise WrongNotice(f"Donnez l’adresse de l’avis lui-même, qui commence par https{NBSP}: et mène à {site}.",
                          field=field)  # fmt: skip
