"""The verdict follows from checks and weights, and from nothing else."""

import dataclasses
import itertools
import pickle
from types import MappingProxyType

import pytest

from tests.world import NOW
from verifier.policy import DEFAULT, DEFAULT_WEIGHTS, Policy, Weight
from verifier.report import PRECEDENCE, STEPS, Check, Outcome, Report, Verdict, worst


def checks(**outcomes: Outcome) -> tuple[Check, ...]:
    """Eight checks that pass, but for the ones that are named; each code is its name and outcome."""
    found = {name: outcomes.get(name, Outcome.PASS) for name in STEPS}
    return tuple(Check(name, outcome, f"{name}.{outcome}") for name, outcome in found.items())


def report(*, policy: Policy = DEFAULT, inside: tuple[Report, ...] = (), **outcomes: Outcome) -> Report:
    return Report("00", NOW, policy, checks(**outcomes), inside=inside)


EXPECTED = {
    (Weight.REQUIRED, Outcome.PASS): Verdict.VALID,
    (Weight.REQUIRED, Outcome.FAIL): Verdict.INVALID,
    (Weight.REQUIRED, Outcome.UNKNOWN): Verdict.UNDECIDED,
    (Weight.REQUIRED, Outcome.ABSENT): Verdict.UNDECIDED,
    (Weight.WEIGHED, Outcome.PASS): Verdict.VALID,
    (Weight.WEIGHED, Outcome.FAIL): Verdict.INVALID,
    (Weight.WEIGHED, Outcome.UNKNOWN): Verdict.UNDECIDED,
    (Weight.WEIGHED, Outcome.ABSENT): Verdict.VALID,
    (Weight.REFUSING, Outcome.PASS): Verdict.VALID,
    (Weight.REFUSING, Outcome.FAIL): Verdict.INVALID,
    (Weight.REFUSING, Outcome.UNKNOWN): Verdict.VALID,
    (Weight.REFUSING, Outcome.ABSENT): Verdict.VALID,
    (Weight.NOTED, Outcome.PASS): Verdict.VALID,
    (Weight.NOTED, Outcome.FAIL): Verdict.VALID,
    (Weight.NOTED, Outcome.UNKNOWN): Verdict.VALID,
    (Weight.NOTED, Outcome.ABSENT): Verdict.VALID,
}


def test_the_table_has_every_weight_and_outcome() -> None:
    assert set(EXPECTED) == set(itertools.product(Weight, Outcome))


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(("case", "verdict"), EXPECTED.items())
def test_one_check_decides_as_its_weight_says(step: str, case: tuple[Weight, Outcome], verdict: Verdict) -> None:
    weight, outcome = case
    policy = Policy(weights={**dict.fromkeys(STEPS, Weight.NOTED), step: weight})
    found = report(policy=policy, **{step: outcome})
    assert found.verdict is verdict
    assert found.code == ("ok" if verdict is Verdict.VALID else f"{step}.{outcome}")


def test_the_default_weights_are_those_of_the_design() -> None:
    assert {step for step in STEPS if DEFAULT.weight(step) is Weight.REQUIRED} == {"structure", "key", "proof"}
    assert {step for step in STEPS if DEFAULT.weight(step) is Weight.WEIGHED} == {"validity", "status", "holder"}
    assert DEFAULT.weight("schema") is Weight.REFUSING
    assert DEFAULT.weight("trust") is Weight.NOTED


def test_a_step_that_a_policy_does_not_name_is_required() -> None:
    assert report(policy=Policy(weights={}), trust=Outcome.ABSENT).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("missing", STEPS)
def test_a_report_without_one_of_its_checks_is_never_valid(missing: str) -> None:
    seven = tuple(check for check in checks() if check.name != missing)
    for policy in (DEFAULT, Policy(weights=dict.fromkeys(STEPS, Weight.NOTED))):
        assert Report("00", NOW, policy, seven).verdict is Verdict.UNDECIDED
        assert Report("00", NOW, policy, seven).code == "internal"
        twice = (*seven, next(check for check in checks() if check.name != missing))
        assert Report("00", NOW, policy, twice).verdict is Verdict.UNDECIDED, "eight checks, but not the eight steps"


def test_no_checks_at_all_are_undecided() -> None:
    assert Report("00", NOW, DEFAULT, ()).verdict is Verdict.UNDECIDED


def test_a_verdict_cannot_be_set() -> None:
    found = report(proof=Outcome.FAIL)
    for name in ("verdict", "own_verdict", "code"):
        with pytest.raises((AttributeError, dataclasses.FrozenInstanceError)):
            setattr(found, name, Verdict.VALID)
    assert "verdict" not in {field.name for field in dataclasses.fields(Report)}


@pytest.mark.parametrize("outcome", [Outcome.FAIL, Outcome.UNKNOWN])
def test_of_several_the_first_in_the_promised_order_gives_the_code(outcome: Outcome) -> None:
    assert PRECEDENCE == ("structure", "proof", "key", "status", "validity", "schema", "holder", "trust")
    policy = Policy(weights=dict.fromkeys(STEPS, Weight.REQUIRED))
    for first, second in itertools.combinations(PRECEDENCE, 2):
        assert report(policy=policy, **{first: outcome, second: outcome}).code == f"{first}.{outcome}"


def test_a_fail_comes_before_an_unknown_that_stands_earlier() -> None:
    assert report(structure=Outcome.UNKNOWN, validity=Outcome.FAIL).code == "validity.fail"


def test_a_fail_that_is_only_noted_gives_no_code() -> None:
    assert report(trust=Outcome.FAIL).code == "ok"
    assert report(trust=Outcome.FAIL, status=Outcome.UNKNOWN).code == "status.unknown"


@pytest.mark.parametrize(
    ("own", "inside", "verdict", "code"),
    [
        ({}, [{}], Verdict.VALID, "ok"),
        ({}, [{}, {"proof": Outcome.FAIL}], Verdict.INVALID, "proof.fail"),
        ({}, [{"key": Outcome.UNKNOWN}, {}], Verdict.UNDECIDED, "key.unknown"),
        ({}, [{"key": Outcome.UNKNOWN}, {"status": Outcome.FAIL}], Verdict.INVALID, "status.fail"),
        ({"key": Outcome.UNKNOWN}, [{"status": Outcome.FAIL}], Verdict.INVALID, "status.fail"),
        ({"key": Outcome.FAIL}, [{"status": Outcome.FAIL}], Verdict.INVALID, "key.fail"),
        ({"key": Outcome.FAIL}, [{}], Verdict.INVALID, "key.fail"),
    ],
)
def test_what_is_inside_can_only_make_it_worse(
    own: dict[str, Outcome], inside: list[dict[str, Outcome]], verdict: Verdict, code: str
) -> None:
    found = report(inside=tuple(report(**each) for each in inside), **own)
    assert (found.verdict, found.code) == (verdict, code)


@pytest.mark.parametrize("verdicts", [list(each) for n in range(4) for each in itertools.product(Verdict, repeat=n)])
def test_the_worst_of_nothing_is_undecided_and_of_others_the_worst(verdicts: list[Verdict]) -> None:
    order = [Verdict.INVALID, Verdict.UNDECIDED, Verdict.VALID]
    assert worst(verdicts) is (min(verdicts, key=order.index) if verdicts else Verdict.UNDECIDED)


def test_json_has_the_eight_checks_in_order() -> None:
    out = report(schema=Outcome.UNKNOWN).as_json()
    assert [check["name"] for check in out["checks"]] == list(STEPS)
    assert set(out["checks"][0]) == {"name", "outcome", "code", "facts"}
    assert out["at"] == "2026-11-21T12:00:00Z"


def test_a_policy_goes_to_another_process_and_comes_back_the_same() -> None:
    assert isinstance(DEFAULT_WEIGHTS, MappingProxyType), "the default cannot be changed by whoever holds it"
    policy = Policy(name="mine", audience="a", accept_key=True)
    assert pickle.loads(pickle.dumps(policy)) == policy
