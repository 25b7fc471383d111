"""A large stack as it might be: years of study at many institutions, and a demanding pathway with many agreements."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from tests.wallet.recognition.held import UNI, agreement, body, field, held, level, outcome, pathway, under
from verifier.errors import Json, JsonObject
from wallet.recognition.achievement import Achievement
from wallet.recognition.agreement import Agreement
from wallet.recognition.engine import Circumstances
from wallet.recognition.pathway import Pathway

ACHIEVEMENTS, REQUIREMENTS, AGREEMENTS, TWINS = 500, 60, 50, 20
FIELDS = ("0611", "0612", "0613", "0541", "0542", "0311", "0413", "0721")
WORDS = (
    "data",
    "systems",
    "law",
    "ethics",
    "design",
    "energy",
    "health",
    "history",
    "logic",
    "water",
    "music",
    "steel",
)
DIPLOMA = "urn:diploma"


def large(seed: int, *, tangled: bool = False) -> tuple[Pathway, list[Achievement], Circumstances]:
    """One such stack; every seed another. `tangled`: some alternatives count no more than so much of one issuer, which
    makes the best hard to prove."""
    rng = random.Random(seed)
    partners = [f"did:web:partner{number}.example" for number in range(AGREEMENTS)]
    achievements = [_achievement(rng, number, partners) for number in range(ACHIEVEMENTS - TWINS)]
    achievements += [_twin(each, number) for number, each in enumerate(rng.sample(achievements, TWINS))]
    for number in range(0, 30, 3):
        inside = (achievements[number + 1].id, achievements[number + 2].id)
        achievements[number] = replace(achievements[number], parts=inside)
    deals = [_agreement(rng, partner, number) for number, partner in enumerate(partners)]
    policy: JsonObject = {"externalCreditMaxPct": 60, "minLevelPct": {"level": 7, "pct": 20}, "creditCapPerIssuer": 400}
    target: JsonObject = {"qualificationId": DIPLOMA, "ects": 300, "awardingBody": {"ids": [UNI]}}
    return (
        pathway(_root(rng, {"maxPerIssuer": 10} if tangled else {}), policy=policy, target=target),
        achievements,
        under(*deals),
    )


def _achievement(rng: random.Random, number: int, partners: list[str]) -> Achievement:
    issuer = UNI if rng.random() < 0.5 else rng.choice(partners)
    return held(
        f"m{number}",
        rng.choice(["1", "1.5", "2", "2.5", "3", "4", "5", "5", "5", "6", "7.5", "10"]),
        title=f"{rng.choice(WORDS)} and {rng.choice(WORDS)} {number}",
        issuer=body(issuer, trusted=issuer == UNI or rng.random() < 0.3),
        fields=field(rng.choice(FIELDS)),
        levels=level(rng.choice([5, 6, 6, 6, 7])),
        outcomes=outcome(f"urn:skill:{rng.randrange(40)}"),
        awarded=date(2019, 1, 1) + timedelta(days=rng.randrange(2500)),
        format=rng.choice(["vc_jwt", "europass_jades", "vc_jsonld"]),
    )


def _twin(of: Achievement, number: int) -> Achievement:
    other = "sd_jwt_vc" if of.format != "sd_jwt_vc" else "vc_jwt"
    name = f"twin{number}"
    return replace(
        of, id=f"{name}#0", digest=f"{name:0<64}", format=other, spec_ids=(), parts=(), title=of.title.upper()
    )


def _agreement(rng: random.Random, partner: str, number: int) -> Agreement:
    to: JsonObject = {"qualification": DIPLOMA}
    if rng.random() < 0.4:
        to = {"modules": [f"https://uni.example/m{rng.randrange(200)}"]}
    rule: Json = rng.choice([{}, {"kind": "factor", "number": "0.5"}, {"kind": "cap", "number": 5}])
    parties: Json = [
        {"org": f"Partner {number}", "ids": [partner], "role": "home"},
        {"org": "University", "ids": [UNI], "role": "recogniser"},
    ]
    return agreement(to, id=f"urn:example:{number}", parties=parties, creditRule=rule)


def _root(rng: random.Random, cap: JsonObject) -> Json:
    """Eight fields, each with modules that have to be there (one of some that are equal), electives of the field, and
    skills; alternatives; electives from anywhere; a thesis after the methods; and a total over everything."""
    groups: list[Json] = []
    for code in FIELDS:
        near = [f"https://uni.example/m{number}" for number in rng.sample(range(ACHIEVEMENTS - TWINS), 9)]
        modules: list[Json] = [
            {"kind": "item", "match": {"achievementIds": near[place * 3 : place * 3 + rng.randint(1, 3)]}}
            for place in range(3)
        ]
        least = rng.choice([5, 10, 15])
        electives: Json = {
            "kind": "credits",
            "match": {"isced": [code]},
            "min": least,
            "max": least + rng.choice([0, 2, 5]),
        }
        skill: Json = {"kind": "outcome", "uri": f"urn:skill:{rng.randrange(42)}"}
        groups.append({"kind": "credits", "min": 15, "of": [*modules, electives, skill]})
    either: list[Json] = []
    for least in (1, 2):
        inside: Json = [
            {"kind": "item", "match": {"isced": [rng.choice(FIELDS)], "eqf": {"min": 7}}, "count": 2},
            {
                "kind": "credits",
                "match": {"isced": [rng.choice(FIELDS)], "eqf": {"min": 7}},
                "min": 10,
                **cap,
            },
        ]
        either.append({"kind": "any", "of": inside, "min": least})
    free: Json = {"kind": "credits", "match": {"eqf": {"min": 5}}, "min": 30, "max": 60}
    order: Json = {"kind": "order", "before": {"isced": ["061"]}, "after": {"isced": ["072"]}}
    absent: Json = {"kind": "not", "of": {"isced": ["0915"]}}
    more: list[Json] = [{"kind": "outcome", "uri": f"urn:skill:{number}"} for number in (1, 2)]
    rest: list[Json] = [*either, free, order, absent, *more]
    return {"kind": "credits", "min": 240, "of": [*groups, *rest]}


GROWN = {"mixed": "iiccccoantx", "alternatives": "iiccccnnno", "deep": "iiccccatan", "items": "iiiiiicnat"}
DEEPEST = {"deep": 8}


def grown(shape: str, seed: int) -> tuple[Pathway, list[Achievement], Circumstances]:
    """The same holdings under a pathway of another shape: a tree grown at random, whose rules reach for the same."""
    rng = random.Random(f"{shape} {seed}")
    whole, achievements, known = large(seed)
    root: JsonObject = {"kind": "credits", "min": 240, "of": []}
    inner: list[tuple[JsonObject, int]] = [(root, 0)]
    left = REQUIREMENTS - 1
    while left:
        parent, depth = rng.choice(inner)
        kind = rng.choice(GROWN[shape])
        if kind in "ant" and (left < 4 or depth >= DEEPEST.get(shape, 4)):
            kind = "i"
        made = _rule(rng, kind)
        if kind in "ant":
            made["of"] = [_rule(rng, rng.choice("ic")) for _ in range(2)]
            inner.append((made, depth + 1))
            left -= 2
        left -= 1
        of = parent["of"]
        assert isinstance(of, list)
        of.append(made)
    for each, _ in inner:
        of = each["of"]
        if each["kind"] == "any" and isinstance(of, list):
            each["min"] = rng.randint(1, len(of) - 1)
    policy = whole.policy.as_json()
    target: JsonObject = {"qualificationId": DIPLOMA, "ects": 300, "awardingBody": {"ids": [UNI]}}
    return pathway(root, policy=policy, target=target), achievements, known


def _rule(rng: random.Random, kind: str) -> JsonObject:
    least = rng.choice([5, 10, 15])
    level_asked: JsonObject = {"minLevel": rng.choice([6, 7])} if rng.random() < 0.2 else {}
    match kind:
        case "i" if rng.random() < 0.5:
            ids: Json = [f"https://uni.example/m{rng.randrange(480)}" for _ in range(rng.randint(1, 4))]
            return {"kind": "item", "match": {"achievementIds": ids}}
        case "i":
            return {"kind": "item", "match": _match(rng), "count": rng.randint(1, 4)}
        case "c":
            slack = rng.choice([None, 0, "0.5", 2])
            most: JsonObject = {} if slack is None else {"max": str(least + Fraction(slack))}
            return {"kind": "credits", "match": _match(rng), "min": least, **most, **level_asked}
        case "o":
            return {"kind": "outcome", "uri": f"urn:skill:{rng.randrange(42)}"}
        case "x":
            return {"kind": "order", "before": {"isced": ["061"]}, "after": {"isced": ["072"]}}
        case "t":
            return {"kind": "credits", "min": rng.choice([5, 10, 20, 30]), **level_asked}
        case _:
            return {"kind": "all" if kind == "a" else "any"}


def _match(rng: random.Random) -> JsonObject:
    narrow: list[Json] = [rng.choice([*FIELDS, "061", "06", "05"])]
    found: JsonObject = {"isced": narrow} if rng.random() < 0.75 else {}
    if not found or rng.random() < 0.3:
        found["eqf"] = {"min": rng.choice([6, 7])}
    return found
