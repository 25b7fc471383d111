"""What counts where: the best use of what is held for what a pathway asks, and how far that is proved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from wallet.recognition.counting_problem import ProblemOf, Use
from wallet.recognition.exclusions import Families
from wallet.recognition.matching import Hit
from wallet.recognition.optimum import NODE_LIMIT
from wallet.recognition.optimum_solver import solve
from wallet.recognition.pathway import Pathway
from wallet.recognition.shelf import Shelf
from wallet.recognition.twins import Twins


@dataclass(frozen=True)
class Count:
    """`uses`: what counts, by the rule's path. No assignment leaves fewer than `least_steps` steps open, nor counts
    more than `most_ects` with as few; `proven`: this one is the best."""

    uses: Mapping[str, tuple[Use, ...]]
    steps: int
    least_steps: int
    ects: Fraction
    most_ects: Fraction
    proven: bool
    nodes: int


@dataclass(frozen=True)
class Material:
    """`hits`: rule's path -> what it can use. `fixed`: path -> the open steps (0, 1) of each rule that only looks.
    `twins`, `families`: what cannot count together. `issuers`: for each achievement a number, the same for awards of
    the same body. `external`: the achievements of other institutions than the pathway's own."""

    hits: Mapping[str, Sequence[Hit]]
    fixed: Mapping[str, int]
    twins: Twins
    families: Families
    issuers: Sequence[int]
    external: int


def count(pathway: Pathway, shelf: Shelf, material: Material, nodes: int = NODE_LIMIT) -> Count:
    """The best count: the fewest steps open, then the most ECTS, then the most of other units. The same for the same
    inputs; `nodes` bounds the work, and what could not be proved within it is said."""
    made = ProblemOf(pathway, shelf, material.hits, material.fixed, material.issuers, material.external)
    problem = made.problem(material.twins, material.families)
    found = solve(problem, nodes)
    uses: dict[str, list[Use]] = {}
    for ways, choice in zip(made.tokens, found.choices, strict=True):
        if choice >= 0:
            uses.setdefault(ways[choice].rule, []).append(ways[choice])
    return Count(
        uses={path: tuple(every) for path, every in uses.items()},
        steps=found.score.steps,
        least_steps=found.bound.steps,
        ects=made.ects(-found.score.loss),
        most_ects=made.ects(-found.bound.loss),
        proven=found.proven,
        nodes=found.nodes,
    )
