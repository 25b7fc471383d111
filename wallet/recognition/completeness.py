"""How much of what a micro-credential has to say one says: Annex I of Council Recommendation 2022/C 243/02, counted.

Eleven elements are mandatory, five optional; the level only "if applicable", so that a missing level is never held
against an issuer. Nothing here judges whether what is stated is true.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from verifier.errors import Fact
from verifier.record import ELEMENTS, Record, Value

IF_APPLICABLE = frozenset({"level"})
# What a data model has no field for; some issuers say it all the same, in extensions or in words.
_BADGES = frozenset({"assessment", "participation", "prerequisites", "supervision", "stackability"})
_NO_FIELD: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "open_badge_3": _BADGES,
        "clr_2": _BADGES - {"stackability"},
        "open_badge_2": _BADGES | {"workload", "level", "country", "quality_assurance", "grade"},
        "generic": frozenset(ELEMENTS) - {"title", "learner", "awarding_body", "issued", "further_information"},
        "sd_jwt_vc": frozenset(),
        "elm": frozenset(),
    }
)


class State(StrEnum):
    """How one element stands. `partly`: there, and `code` says what it lacks. `no_field`: left out, and the format has
    no field for it. `if_applicable`: left out, and nobody knows whether it applies."""

    STATED = "stated"
    PARTLY = "partly"
    LEFT_OUT = "left_out"
    NO_FIELD = "no_field"
    IF_APPLICABLE = "if_applicable"


@dataclass(frozen=True)
class Element:
    """One element of Annex I: its name in a `Record`, its number (`M7`), and the places that state it."""

    name: str
    number: str
    state: State
    places: tuple[str, ...] = ()
    code: str = ""

    @property
    def is_mandatory(self) -> bool:
        return self.number.startswith("M")

    @property
    def is_there(self) -> bool:
        return self.state in (State.STATED, State.PARTLY)

    def as_json(self) -> dict[str, Fact]:
        found: dict[str, Fact] = {"element": self.name, "number": self.number, "state": self.state.value}
        if self.places:
            found["places"] = [*self.places]
        return found | ({"code": self.code} if self.code else {})


@dataclass(frozen=True)
class Completeness:
    """All sixteen elements, in the order of the Annex. `model` is the data model (`open_badge_3`, `elm`, ...)."""

    elements: tuple[Element, ...]
    model: str

    def of(self, name: str) -> Element:
        """The element of that name; KeyError for none of the sixteen."""
        for each in self.elements:
            if each.name == name:
                return each
        raise KeyError(name)

    @property
    def mandatory(self) -> tuple[Element, ...]:
        """Those that count towards being complete: the mandatory ones, without a level that may not apply."""
        return tuple(each for each in self.elements if each.is_mandatory and each.state is not State.IF_APPLICABLE)

    @property
    def optional(self) -> tuple[Element, ...]:
        return tuple(each for each in self.elements if not each.is_mandatory)

    @property
    def missing(self) -> tuple[Element, ...]:
        """The mandatory ones that are not there."""
        return tuple(each for each in self.mandatory if not each.is_there)

    @property
    def is_complete(self) -> bool:
        return not self.missing

    def as_json(self) -> dict[str, Fact]:
        """Counts and elements, as an interface promises them."""
        return {
            "mandatory": {"stated": sum(each.is_there for each in self.mandatory), "of": len(self.mandatory)},
            "optional": {"stated": sum(each.is_there for each in self.optional), "of": len(self.optional)},
            "elements": [each.as_json() for each in self.elements],
        }


def measure(record: Record, model: str) -> Completeness:
    """What `record` states of each element; `model` says what its format has fields for (an unknown one: all)."""
    return Completeness(tuple(_element(record, name, model) for name in ELEMENTS), model)


def _element(record: Record, name: str, model: str) -> Element:
    values: tuple[Value, ...] = getattr(record, name)
    number = ELEMENTS[name]
    if not values:
        return Element(name, number, _absent(name, model))
    code = _LACKS.get(name, _nothing)(values)
    state = State.PARTLY if code else State.STATED
    if code == "title.type_only":
        return Element(name, number, State.LEFT_OUT, code=code)
    return Element(name, number, state, tuple(dict.fromkeys(each.path for each in values)), code)


def _absent(name: str, model: str) -> State:
    if name in IF_APPLICABLE:
        return State.IF_APPLICABLE
    return State.NO_FIELD if name in _NO_FIELD.get(model, frozenset()) else State.LEFT_OUT


# ---- what a stated element lacks


def _nothing(_: tuple[Value, ...]) -> str:
    return ""


def _all_of_kind(values: tuple[Value, ...], *kinds: str) -> bool:
    return all(value.detail.get("kind", "") in kinds for value in values)


def _title(values: tuple[Value, ...]) -> str:
    return "title.type_only" if _all_of_kind(values, "type") else ""


def _learner(values: tuple[Value, ...]) -> str:
    if all("hashed" in value.detail for value in values):
        return "learner.hashed_only"
    return "learner.id_only" if _all_of_kind(values, "id") else ""


def _outcomes(values: tuple[Value, ...]) -> str:
    if _all_of_kind(values, "resultDescription"):
        return "outcomes.results_only"
    return "outcomes.criteria_only" if _all_of_kind(values, "criteria", "resultDescription", "achievement") else ""


def _workload(values: tuple[Value, ...]) -> str:
    counted = [value for value in values if value.number]
    if not counted:
        return "workload.no_number"
    if not any(value.unit for value in counted):
        return "workload.no_unit"
    return "" if any(value.unit in ("ECTS", "hours") for value in counted) else "workload.no_study_time"


def _level(values: tuple[Value, ...]) -> str:
    framed = any(value.unit and value.number is not None for value in values)
    return "" if framed or any(value.unit for value in values) else "level.no_framework"


def _quality(values: tuple[Value, ...]) -> str:
    return "quality.endorsement_only" if _all_of_kind(values, "endorsement") else ""


def _assessment(values: tuple[Value, ...]) -> str:
    return "assessment.genre_only" if _all_of_kind(values, "evidence") else ""


def _grade(values: tuple[Value, ...]) -> str:
    """A grade needs the scale that it is on."""
    known = ("scale", "minimum", "maximum", "allowed")
    return "" if any(value.detail.get(name) for value in values for name in known) else "grade.no_scale"


_LACKS: Mapping[str, Callable[[tuple[Value, ...]], str]] = MappingProxyType(
    {
        "title": _title,
        "learner": _learner,
        "outcomes": _outcomes,
        "workload": _workload,
        "level": _level,
        "quality_assurance": _quality,
        "assessment": _assessment,
        "grade": _grade,
    }
)
