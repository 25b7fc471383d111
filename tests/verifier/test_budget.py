"""What one input may cost altogether: fetches and the waiting for them, documents that are read as JSON-LD."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.issuing import (
    LIST_URL,
    changed,
    credential,
    entry,
    report_on,
    sign,
    signed_credential,
    status_list,
)
from tests.world import NOW, FakeWeb
from verifier import Examined, World, examine
from verifier.budget import MAX_FETCHED, MAX_FETCHES, SECONDS, Budget
from verifier.codec import jsonld, rdfc
from verifier.errors import JsonObject, Unreachable
from verifier.report import Outcome, Verdict
from verifier.world import Answer


class Stopwatch:
    """Seconds as they are told it."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def with_list(number: int) -> JsonObject:
    """A credential with a status list of its own."""
    url = f"{LIST_URL}/{number}"
    return sign(credential(name=str(number), credentialStatus={**entry(), "statusListCredential": url}))


def web_of(*numbers: int) -> FakeWeb:
    web = FakeWeb()
    for number in numbers:
        web.put(f"{LIST_URL}/{number}", sign(status_list()))
    return web


def looked_at(world: World, *numbers: int) -> Examined:
    return examine(json.dumps([with_list(number) for number in numbers]).encode(), world)


def reason(examined: Examined) -> object:
    return examined.report.check("status").facts.get("reason")


def test_waiting_is_counted_over_everything_that_came_together() -> None:
    web, watch = web_of(1, 2, 3), Stopwatch()

    def slow(url: str, accept: str) -> Answer:
        watch.now += SECONDS / 2
        return web.fetch(url, accept)

    first, second, third = looked_at(World(NOW, slow, budget=Budget(clock=watch)), 1, 2, 3).inside
    assert (first.report.verdict, second.report.verdict) == (Verdict.VALID, Verdict.VALID)
    assert (third.report.verdict, third.report.code) == (Verdict.UNDECIDED, "status.unreachable")
    assert reason(third) == "fetch.timeout"
    assert len(web.requests) == 2


def test_an_answer_that_never_comes_counts_too() -> None:
    watch = Stopwatch()

    def silent(url: str, _accept: str) -> Answer:
        watch.now += SECONDS
        raise Unreachable("fetch.timeout", {"url": url, "host": "school.example"})

    first, second = looked_at(World(NOW, silent, budget=Budget(clock=watch)), 1, 2).inside
    assert (first.report.code, second.report.code) == ("status.unreachable", "status.unreachable")
    assert watch.now == 1000 + SECONDS


def test_time_that_passes_between_fetches_is_nobodys_waiting() -> None:
    web, watch = web_of(1, 2), Stopwatch()
    world = World(NOW, web.fetch, budget=Budget(clock=watch))
    for number in (1, 2):
        assert looked_at(world, number, number).report.verdict is Verdict.VALID
        watch.now += 10 * SECONDS


def test_each_input_has_a_budget_of_its_own() -> None:
    web = web_of(1)
    for _ in range(MAX_FETCHES // 100):
        assert looked_at(World(NOW, web.fetch), *[1] * 100).report.verdict is Verdict.VALID


def test_only_so_many_addresses_are_asked_for_one_input() -> None:
    budget, asked = Budget(), 0

    def answer(url: str, _accept: str) -> Answer:
        nonlocal asked
        asked += 1
        return Answer(url, b"")

    for _ in range(MAX_FETCHES):
        budget.fetch(answer, "https://x.example", "*/*")
    with pytest.raises(Unreachable) as caught:
        budget.fetch(answer, "https://x.example", "*/*")
    assert (caught.value.code, asked) == ("fetch.too_many", MAX_FETCHES)


def test_only_so_much_is_fetched_for_one_input() -> None:
    budget = Budget()
    for _ in range(4):
        budget.fetch(lambda url, _: Answer(url, bytes(MAX_FETCHED // 4)), "https://x.example", "*/*")
    with pytest.raises(Unreachable) as caught:
        budget.fetch(lambda url, _: Answer(url, b""), "https://x.example", "*/*")
    assert caught.value.code == "fetch.too_many"


def test_links_count_as_well() -> None:
    watch = Stopwatch()
    used_up = Budget(0.0, clock=watch)
    found = examine(b"https://school.example/badge", World(NOW, web_of().fetch, budget=used_up))
    assert found.report.check("structure").facts.get("reason") == "fetch.timeout"


# Documents


def test_documents_beyond_what_one_input_may_cost_are_undecided_and_not_false(monkeypatch: pytest.MonkeyPatch) -> None:
    good = json.dumps(signed_credential()).encode()
    monkeypatch.setattr(jsonld, "MAX_NODES_TOGETHER", 300)  # read when a budget is made
    first, *_, last = examine(b"[" + b",".join([good] * 4) + b"]", World(NOW)).inside
    assert first.report.verdict is Verdict.VALID
    assert (last.report.verdict, last.report.code) == (Verdict.UNDECIDED, "structure.too_large")
    assert last.report.check("structure").outcome is Outcome.UNKNOWN


def test_contexts_that_pile_up_cost_what_they_copy() -> None:
    document = changed(
        signed_credential(), lambda each: each["@context"].extend({f"t{n}": "urn:x:y"} for n in range(2000))
    )
    assert report_on(document).code == "structure.too_large"


def test_entangled_documents_use_up_what_the_others_have(monkeypatch: pytest.MonkeyPatch) -> None:
    def tree(levels: int) -> JsonObject:
        return {"https://x.example/more": [tree(levels - 1) for _ in range(3)]} if levels else {"type": "urn:x:leaf"}

    subject: JsonObject = {"id": "did:example:learner", "type": ["AchievementSubject"], **tree(2)}
    several = [sign(credential(name=str(number), credentialSubject=subject)) for number in range(9)]
    raw = json.dumps(several).encode()
    assert {each.report.verdict for each in examine(raw, World(NOW)).inside} == {Verdict.VALID}
    monkeypatch.setattr(rdfc, "WORK_TOGETHER", 1000)
    first, *_, last = examine(raw, World(NOW)).inside
    assert first.report.verdict is Verdict.VALID
    assert (last.report.verdict, last.report.code) == (Verdict.UNDECIDED, "structure.too_complex")


def test_a_document_is_made_canonical_once_for_the_structure_and_all_proofs(monkeypatch: pytest.MonkeyPatch) -> None:
    unsigned = credential()
    proofs = [sign(unsigned)["proof"] for _ in range(3)]
    expanded: list[object] = []
    real = jsonld.expand

    def counting(document: JsonObject, *rest: object, **named: object) -> list[JsonObject]:
        expanded.append(document.get("name"))
        return real(document, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(jsonld, "expand", counting)
    assert report_on({**unsigned, "proof": proofs}).verdict is Verdict.VALID
    assert expanded.count(unsigned["name"]) == 1
    broken = changed({**unsigned, "proof": proofs}, lambda each: each.update(name="another"))
    assert report_on(broken).verdict is Verdict.INVALID


def test_a_budget_that_is_there_is_kept() -> None:
    world = World(NOW)
    assert world.with_budget().budget is not None
    mine = replace(world, budget=Budget())
    assert mine.with_budget().budget is mine.budget
