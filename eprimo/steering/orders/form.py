"""The form that is put to signature: what it says as one hash, so that what comes back signed is what is sent."""

import hashlib
import json

from eprimo.steering.orders.models import Order, OrderLine


def form_hash(order: Order) -> str:
    """SHA-256 of the lines, the options, the dates and who is to sign."""
    lines = OrderLine.objects.filter(order=order).order_by("uai")
    signatory = order.signatory
    said = {
        "order": str(order.public_id),
        "member": order.member.siret,
        "kind": order.kind,
        "period": order.period,
        "dates": [order.starts_on.isoformat(), order.ends_on.isoformat()],
        "options": list(order.options),
        "lines": [[line.uai, line.name, line.need, line.accounts] for line in lines],
        "signatory": [signatory.pk, signatory.civility, signatory.full_name, signatory.function]
        if signatory
        else [],
    }
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def same_reference(typed: str, order: Order) -> bool:
    """As a person types it from paper: spaces, dashes and case do not count, and a letter O is a zero."""
    kept = "".join(sign for sign in typed.upper() if sign.isalnum()).replace("O", "0")
    return bool(order.form_reference) and kept == order.form_reference.replace("-", "")
