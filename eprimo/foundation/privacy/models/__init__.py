from eprimo.foundation.privacy.models.erasure import ContentObjection, ErasedPerson, RetentionRun

__all__ = ["ContentObjection", "ErasedPerson", "RetentionRun"]
