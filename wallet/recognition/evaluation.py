"""An evaluation: how much of a pathway is met, by what, and on what that rests. Advice; who receives it decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from verifier.codec.jcs import canonicalize
from verifier.codec.moments import write_moment
from verifier.errors import Fact, JsonObject
from wallet.recognition.document import filled
from wallet.recognition.exact import number_text
from wallet.recognition.finding import Finding, State, Step
from wallet.recognition.uncounted import Uncounted

ENGINE = "1"  # of the rules of counting as they are written here: a new one may count differently
TYPE = "StackEvaluation"


@dataclass(frozen=True)
class Totals:
    """ECTS credits: `claimed` in all that was looked at, `counted`, and of the others those of twins and parts
    (`duplicate`) and those for which there was no room (`capped`). `rounded`: what counts, rounded down at the very end
    as the policy says."""

    claimed: Fraction
    counted: Fraction
    rounded: Fraction
    capped: Fraction
    duplicate: Fraction
    target: Fraction | None = None

    def as_json(self) -> JsonObject:
        return filled({name: None if value is None else number_text(value) for name, value in vars(self).items()})


@dataclass(frozen=True)
class Assumption:
    """Something that the result rests on and a person should know."""

    code: str
    facts: Mapping[str, Fact]

    def as_json(self) -> JsonObject:
        return {"code": self.code, "facts": dict(self.facts)}


@dataclass(frozen=True)
class Relied:
    """An agreement that concerns the pathway, and whether it lets something count (`ok`) or why not."""

    id: str
    digest: str
    code: str
    unsigned: tuple[str, ...] = ()

    def as_json(self) -> JsonObject:
        return filled({"id": self.id, "digest": self.digest, "code": self.code, "unsigned": [*self.unsigned] or None})


@dataclass(frozen=True)
class Proof:
    """How far it is proved that nothing better can be counted: `proven`, or no fewer than `least_steps` can stay open
    and no more than `most_ects` can count with as few."""

    proven: bool
    steps: int
    least_steps: int
    most_ects: Fraction

    def as_json(self) -> JsonObject:
        return {**vars(self), "most_ects": number_text(self.most_ects)}


@dataclass(frozen=True)
class Evaluation:
    """`findings`: for every rule, the root first, then for a share that the policy asks for. `inputs`: the credentials
    and how they were verified. `suspected`: pairs of achievements on which a person has to decide."""

    pathway_id: str
    pathway_version: str
    pathway_digest: str
    at: datetime
    findings: tuple[Finding, ...]
    totals: Totals
    uncounted: tuple[Uncounted, ...]
    suspected: tuple[tuple[str, str], ...]
    assumptions: tuple[Assumption, ...]
    agreements: tuple[Relied, ...]
    inputs: tuple[Mapping[str, Fact], ...]
    proof: Proof

    @property
    def state(self) -> State:
        """Where the pathway as a whole stands: its root, and the shares that its policy asks for."""
        root = self.findings[0].state
        return root if root is not State.MET or not self._shares_open else State.PARTIAL

    @property
    def next_steps(self) -> tuple[Step, ...]:
        """The fewest that would complete it."""
        return (*self.findings[0].steps, *(step for each in self._shares_open for step in each.steps))

    @property
    def _shares_open(self) -> list[Finding]:
        return [each for each in self.findings if each.kind == "level_share" and each.state is not State.MET]

    def finding(self, rule: str) -> Finding:
        """The finding of the rule at that path; KeyError where there is none."""
        for each in self.findings:
            if each.rule == rule:
                return each
        raise KeyError(rule)

    def as_json(self) -> JsonObject:
        """The evaluation as promised in the JSON interfaces. Numbers are exact text."""
        return {
            "type": TYPE,
            "engine": ENGINE,
            "as_of": write_moment(self.at),
            "advice": True,
            "state": self.state.value,
            "pathway": {"id": self.pathway_id, "version": self.pathway_version, "digest": self.pathway_digest},
            "agreements": [each.as_json() for each in self.agreements],
            "inputs": [dict(each) for each in self.inputs],
            "findings": [each.as_json() for each in self.findings],
            "totals": self.totals.as_json(),
            "uncounted": [each.as_json() for each in self.uncounted],
            "suspected_twins": [[one, other] for one, other in self.suspected],
            "next_steps": [each.as_json() for each in self.next_steps],
            "assumptions": [each.as_json() for each in self.assumptions],
            "proof": self.proof.as_json(),
        }

    def canonical(self) -> bytes:
        """The one text of it (RFC 8785): the same inputs at the same time, the same bytes."""
        return canonicalize(self.as_json())
