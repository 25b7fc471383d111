"""Sample objects for the designer's board: each verdict, few and many, short and hostile. Nothing else reads them."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace as Thing

from verifier.record import Record, Value

NOW = datetime(2026, 11, 21, 14, 3, tzinfo=UTC)
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)> \u202edesrever\u202c ' + LONG
DOT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9Qz0AEYBxVSF+FABJADveWkH6o"
    "AAAAAElFTkSuQmCC"
)


def mark(seed: str) -> str:
    """Stands in for the mark that pages draw from a digest: rows of stones."""
    digest = hashlib.sha256(seed.encode()).digest()
    hue = digest[0] * 360 // 256
    stones = "".join(
        f'<ellipse cx="{24 + digest[i] % 9 - 4}" cy="{40 - 8 * i}" rx="{17 - 3 * i + digest[i + 4] % 4}" ry="3.6" '
        f'fill="hsl({(hue + 25 * i) % 360} 35% {38 + 6 * i}%)"/>'
        for i in range(4)
    )
    return f'<svg viewBox="0 0 48 48" focusable="false"><rect width="48" height="48" fill="#f0ede5"/>{stones}</svg>'


def value(text: str, **more: object) -> Value:
    return Value(text=text, path="/credentialSubject", **more)  # type: ignore[arg-type]


RECORD = Record(
    title=(
        value(
            "Data Analysis for Public Health", languages={"en": "Data Analysis for Public Health", "nl": "Data-analyse"}
        ),
    ),
    awarding_body=(value("Utrecht University"),),
    learner=(value("Mara Lindqvist"),),
    country=(value("Netherlands"),),
    issued=(value("2026-06-01"),),
    outcomes=(
        value("Plan a study, choose a sample and name its limits"),
        value(
            "Gegevens opschonen en beschrijven met R",
            languages={"nl": "Gegevens opschonen en beschrijven met R"},
            uri="http://data.europa.eu/esco/skill/2b92a5b2-6758-4ee3-9fb4-b6387a55cc8f",
        ),
        value("Explain a confidence interval to people who make decisions"),
    ),
    workload=(value("5", number=5.0, unit="ECTS"),),
    level=(value("6", unit="EQF"),),
    assessment=(value("Written exam and a project report"),),
    participation=(value("Blended: online, and four days on site"),),
    quality_assurance=(value("Accredited by NVAO", detail={"decision": "2024-112"}),),
    supervision=(value("Supervised online with a check of identity"),),
    grade=(value("8.5", detail={"scale": "1 to 10, 5.5 passes"}),),
    stackability=(value("Master of Public Health"),),
    description=(value("A ten-week course on the everyday statistics of public health, with real data of a city."),),
    evidence=(value("https://example.org/portfolio/mara"),),
    identifiers=(value("UU-PH-0451"),),
    kind=(value("Micro-credential"),),
)
SMALL = Record(title=(value("First Aid"),), issued=(value("2026-02-14"),), learner=(value("Mara Lindqvist"),))
HOSTILE_RECORD = Record(
    title=(value(HOSTILE),),
    awarding_body=(value(HOSTILE),),
    learner=(value(LONG),),
    kind=(value("MicroCredential"),),
    outcomes=tuple(value(f"{n}. {LONG if n % 7 == 0 else 'Do a thing well'}") for n in range(40)),
    workload=(value("120"), value("120", number=120.0)),
    description=(value((HOSTILE + " ") * 12),),
    evidence=(value("javascript:alert(1)"), value("https://example.org/" + "a" * 300)),
    identifiers=tuple(value(f"urn:x:{n}:{LONG}", uri="javascript:alert(2)") for n in range(11)),
    grade=(value(LONG, unit=LONG),),
)

QUESTIONS = {
    "structure": ("Can it be read?", "Yes, it is complete.", "good", ""),
    "key": ("Whose signature is it?", "Utrecht University's: its own site lists the key.", "good", "uu.nl"),
    "proof": ("Was it changed since?", "No, nothing was changed.", "good", "uu.nl"),
    "validity": ("Is it in force?", "Yes, until 1 June 2028.", "good", ""),
    "status": ("Was it withdrawn?", "No, the issuer's list says that it stands.", "good", "status.uu.nl"),
    "schema": ("Does it have the form that it names?", "It names none.", "none", ""),
    "holder": ("Is it bound to who shows it?", "It names nobody who could prove that.", "none", ""),
    "trust": ("Is the issuer on a list that you trust?", "You gave no list.", "none", ""),
}
FACTS = [
    ("Verification method", "did:web:uu.nl#key-2026-1-" + "z6Mk" * 14),
    ("Cryptosuite", "eddsa-rdfc-2022"),
    ("Fetched", "https://uu.nl/.well-known/did.json"),
]


def plain(verdict: str) -> Thing:
    """A report in sentences, as pages get it."""
    sentences = {
        "good": ("Genuine: issued by Utrecht University, unchanged, and in force today.", "Genuine", ""),
        "amber": (
            "Unchanged since it was signed, and in force. Who signed it, we cannot say: it calls itself “Stanford”.",
            "Signer unknown",
            "Ask the person for a way to reach the issuer, and ask the issuer.",
        ),
        "unsure": (
            "Signed by Utrecht University and unchanged. Whether it was withdrawn could not be asked just now; the "
            "last answer is from 2 May.",
            "Not sure",
            "Check again later.",
        ),
        "bad": (
            "Not what was signed: its content was changed, or it was never signed by this issuer.",
            "Not genuine",
            "Do not rely on it. Ask the issuer.",
        ),
    }
    sentence, word, advice = sentences[verdict]
    who = "calls itself “Stanford”" if verdict == "amber" else "Utrecht University (proved by uu.nl)"
    found = {"amber": "key", "unsure": "status", "bad": "proof"}.get(verdict)
    checks = [
        Thing(
            name=name,
            question=question,
            answer="It could not be asked: the list did not answer." if name == found else answer,
            tone=verdict if name == found else tone,
            source=source,
            at=NOW,
            facts=[] if tone == "none" else FACTS,
        )
        for name, (question, answer, tone, source) in QUESTIONS.items()
    ]
    return Thing(sentence=sentence, tone=verdict, word=word, who=who, at=NOW, checks=checks, advice=advice)


def item(verdict: str = "good", record: Record = RECORD, **more: object) -> Thing:
    """One credential on a page."""
    base: dict[str, object] = {
        "record": record,
        "plain": plain(verdict),
        "mark": mark(verdict),
        "image": None,
        "format": "vc-jsonld",
        "note": "",
        "bound": False,
        "name": "certificate.json",
        "inside": [],
        "ends_on": datetime(2028, 6, 1, tzinfo=UTC),
        "starts_on": datetime(2026, 6, 1, tzinfo=UTC),
        "index": 0,
        "duplicate_of": None,
    }
    return Thing(**(base | more))


def card(title: str = "Data Analysis for Public Health", verdict: str = "good", **more: object) -> Thing:
    """One credential in a list."""
    told = plain(verdict)
    base: dict[str, object] = {
        "id": hashlib.sha256(title.encode()).hexdigest()[:8],
        "title": title,
        "issuer": told.who,
        "issued": datetime(2026, 6, 1, tzinfo=UTC),
        "ends_on": None,
        "tone": verdict,
        "sentence": told.sentence,
        "word": told.word,
        "mark": mark(title),
        "checked_at": NOW,
        "level": "EQF 6",
        "workload": "5 ECTS",
    }
    return Thing(**(base | more))


CARDS = [
    card(),
    card("First Aid", "amber", level=None, workload=None, issued=None),
    card("Introduction to Machine Learning", "unsure", ends_on=datetime(2028, 6, 1, tzinfo=UTC)),
    card("Welding, level two", "bad"),
    card(HOSTILE, "good", issuer=f"calls itself “{LONG}”"),
    card("Hygiene in the kitchen"),
]


def share(label: str = "Application, City Hospital", state: str = "active", **more: object) -> Thing:
    """One link in a list."""
    base: dict[str, object] = {
        "id": "k3v9",
        "label": label,
        "titles": ["Data Analysis for Public Health", "First Aid"],
        "created_at": NOW,
        "ends_at": datetime(2027, 3, 3, tzinfo=UTC),
        "state": state,
        "opens": 3,
        "stop_failed": False,
    }
    return Thing(**(base | more))


ROWS = [
    share(),
    share("", opens=0, titles=[LONG, "A", "B", "C", "D", "E"]),
    share("Housing office", "ended", opens=1),
    share("Old", "stopped"),
    share("Cannot stop", "active", stop_failed=True),
]
OPENINGS = [
    Thing(at=NOW - timedelta(hours=n), viewer=viewer, sentence=plain(tone).sentence, tone=tone)
    for n, (viewer, tone) in enumerate([("Jo Peters, City Hospital", "good"), ("", "unsure"), (HOSTILE, "bad")])
]
REPORTS = [
    Thing(id=tone, at=NOW - timedelta(days=n), sentence=plain(tone).sentence, tone=tone)
    for n, tone in enumerate(("good", "unsure"))
]
ENTRIES = [
    Thing(at=NOW - timedelta(hours=7 * n), sentence=sentence)
    for n, sentence in enumerate(
        ["“Application, City Hospital” was opened by Jo Peters.", "You added “First Aid”.", HOSTILE, "You signed in."]
    )
]
