"""What is told of a delivery: every remark counted, the first ones kept."""

from collections import Counter
from dataclasses import dataclass, field

from eprimo.foundation.intake.onde.text import french
from eprimo.foundation.intake.records import Problem, Severity

MOST = 1000
MOST_OF_A_CODE = 200


@dataclass(slots=True)
class Remarks:
    """Remarks of one delivery; those of one school are told to its director too."""

    problems: list[Problem] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    # How many of each code are among `problems`.
    kept: Counter[str] = field(default_factory=Counter)
    by_school: dict[int, list[Problem]] = field(default_factory=dict)
    # Attributes that nobody here knows, by « kind attribute ».
    unknown: Counter[str] = field(default_factory=Counter)

    def tell(
        self,
        code: str,
        sentence: str,
        *,
        file: str = "",
        attribute: str = "",
        severity: Severity = Severity.WARNING,
        school: int | None = None,
    ) -> None:
        problem = Problem(file, 0, attribute, french(sentence), severity, code)
        if school is not None:
            kept = self.by_school.setdefault(school, [])
            if len(kept) < MOST_OF_A_CODE:
                kept.append(problem)
        self.counts[code] += 1
        self._keep(problem)

    def _keep(self, problem: Problem) -> None:
        if self.kept[problem.code] < MOST_OF_A_CODE and len(self.problems) < MOST:
            self.kept[problem.code] += 1
            self.problems.append(problem)

    def add(self, other: "Remarks") -> None:
        """Take in the remarks of another part of the delivery."""
        self.counts += other.counts
        self.unknown += other.unknown
        for problem in other.problems:
            self._keep(problem)

    def close(self) -> None:
        """Say what was too often to be said each time, and the attributes that were not known; then count anew."""
        for code, number in sorted(self.counts.items()):
            if number > MOST_OF_A_CODE:
                sentence = (
                    f"Remarques de ce genre ({code}) qui ne sont pas détaillées : {number - MOST_OF_A_CODE}."
                )
                self.problems.append(Problem("", 0, "", french(sentence), Severity.INFO, "more"))
        for name, number in sorted(self.unknown.items()):
            kind, _, attribute = name.partition(" ")
            sentence = (
                f"Attribut inconnu « {attribute} » ({kind}), {number} fois : ses valeurs sont gardées à part, le"
                " reste est pris."
            )
            self.problems.append(
                Problem("", 0, attribute, french(sentence), Severity.INFO, "unknown_attribute")
            )
        self.counts.clear()
        self.kept.clear()
        self.unknown.clear()

    def copy(self) -> "Remarks":
        """The same remarks, to go on from."""
        return Remarks(list(self.problems))
