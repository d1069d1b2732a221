"""What many tests of a delivery begin with, imported once and lent."""

import os
import tempfile
from pathlib import Path

from tests.foundation.intake.aaf.writing import empty_schools, family, import_aaf
from tests.ground import lent


@lent
def imported() -> None:
    """Two schools, and the family's first full delivery imported into one of them."""
    empty_schools()
    import_aaf(family().write(Path(tempfile.mkdtemp(dir=os.environ["EPRIMO_TEST_RUN"]))))
