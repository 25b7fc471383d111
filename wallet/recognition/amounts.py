"""How much was studied, in units that can be added: ECTS credits, hours, and others that stay what they are."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from verifier.record import Value
from wallet.recognition.achievement import Achievement, Amount, Unit
from wallet.recognition.exact import read_number

HOURS_PER_ECTS = (Fraction(25), Fraction(30))  # ECTS Users' Guide 2015, section 2: usually
_UNITS = {"ECTS": Unit.ECTS, "hours": Unit.HOURS}


def read_amounts(values: Iterable[Value]) -> tuple[Amount, ...]:
    """The amounts of one achievement, exactly.

    ECTS only where the credential says so, hours as hours, and every other unit (months, credits of an unnamed kind)
    under its own name, unconverted. Where something says what was earned, what there was to earn is left out; where
    the achievement says its own hours, so are those of activities on the way to it.
    """
    counted = [(value, amount) for value in values if (amount := _amount(value)) is not None]
    own = {amount.unit for value, amount in counted if value.detail.get("of") != "activity"}
    earned = {(amount.unit, amount.framework) for value, amount in counted if value.detail.get("kind") == "earned"}
    kept = [
        amount
        for value, amount in counted
        if not (value.detail.get("of") == "activity" and amount.unit in own)
        and not (value.detail.get("kind") == "available" and (amount.unit, amount.framework) in earned)
    ]
    return tuple(dict.fromkeys(kept))


def _amount(value: Value) -> Amount | None:
    exact = read_number(value.text)
    number = exact if exact is not None else read_number(value.number) if value.number is not None else None
    if value.number is None or number is None or number < 0:
        return None
    unit = _UNITS.get(value.unit or "", Unit.OTHER)
    named = value.unit or (value.detail.get("framework", "") if unit is Unit.OTHER else "")
    framework = {Unit.ECTS: "ects", Unit.HOURS: ""}.get(unit, named)
    return Amount(number, unit, framework, value.path)


def hours_per_credit(achievement: Achievement) -> Fraction | None:
    """Hours for each ECTS credit, where it states both; None elsewhere."""
    points, hours = achievement.amount(Unit.ECTS), achievement.amount(Unit.HOURS)
    return hours / points if points and hours is not None else None


def is_unusual(achievement: Achievement) -> bool:
    """Whether a credit stands for another time than the usual 25 to 30 hours: a hint to look, and no finding."""
    found = hours_per_credit(achievement)
    return found is not None and not HOURS_PER_ECTS[0] <= found <= HOURS_PER_ECTS[1]
