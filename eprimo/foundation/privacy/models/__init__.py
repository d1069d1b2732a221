from eprimo.foundation.privacy.models.erasure import ContentObjection, ErasedPerson, RetentionRun
from eprimo.foundation.privacy.models.exports import Export, ExportKind, ExportPart, ExportState

__all__ = [
    "ContentObjection",
    "ErasedPerson",
    "Export",
    "ExportKind",
    "ExportPart",
    "ExportState",
    "RetentionRun",
]
