from eprimo.foundation.privacy.models.erasure import ContentObjection, ErasedPerson, RetentionRun
from eprimo.foundation.privacy.models.exports import Export, ExportKind, ExportPart, ExportState
from eprimo.foundation.privacy.models.requests import (
    OPEN,
    TOLD,
    PrivacyRequest,
    RequestKind,
    RequestState,
    RequestTelling,
)

__all__ = [
    "OPEN",
    "TOLD",
    "ContentObjection",
    "ErasedPerson",
    "Export",
    "ExportKind",
    "ExportPart",
    "ExportState",
    "PrivacyRequest",
    "RequestKind",
    "RequestState",
    "RequestTelling",
    "RetentionRun",
]
