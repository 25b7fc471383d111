"""`verifier check SOURCE...`, `verifier pack ISSUER...` and `verifier serve`."""

from __future__ import annotations

import argparse
import functools
import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from verifier.codec.moments import read_moment
from verifier.codec.pointer import safe_text
from verifier.errors import JsonObject, Unreachable, VerifierError
from verifier.evidence import evidence_json, evidence_sentence, fetch_evidence
from verifier.examine import Examined, examine
from verifier.files import folder_contexts, folder_fetch, read_anchors, read_keys, read_trust
from verifier.pack import pack_keys
from verifier.pipeline import unread_report
from verifier.plain import plain_report
from verifier.policy import Policy, Role
from verifier.reading import MAX_BYTES
from verifier.related import FoundEvidence
from verifier.report import Verdict
from verifier.world import Answer, Fetch, World, no_network

EXIT = {Verdict.VALID: 0, Verdict.INVALID: 1, Verdict.UNDECIDED: 2}
WRONG_USE = 64
_TRUST = "a list of trusted issuers, or an ETSI trusted list that --anchors or an earlier list signs (more than once)"


@dataclass(frozen=True)
class Job:
    """One thing to check: a SOURCE, or one line of a `.jsonl` (with its number). `text` is what was read already."""

    source: str
    line: int | None = None
    text: bytes | None = None


@dataclass(frozen=True)
class Done:
    """What came of a job; `evidence` is None where nobody asked for it."""

    examined: Examined
    evidence: tuple[FoundEvidence, ...] | None = None


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; the exit code is that of `check` (0, 1, 2) or 64 for wrong use."""
    parser = build_parser()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a file's name, or a credential's, may be any text
    try:
        options = parser.parse_args(argv)
    except SystemExit as stop:
        return WRONG_USE if stop.code else 0
    try:
        return int(options.run(options))
    except BrokenPipeError:  # who reads our output has enough of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT[Verdict.UNDECIDED]


def build_parser() -> argparse.ArgumentParser:
    """The command line, as promised in the README."""
    parser = argparse.ArgumentParser(prog="verifier", description="Verify micro-credentials of any issuer.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="check files, standard input (-) or https links")
    check.set_defaults(run=_check)
    check.add_argument("source", nargs="+", metavar="SOURCE", help="a file, -, or an https URL")
    check.add_argument("--json", action="store_true", help="one JSON object a line for each SOURCE")
    check.add_argument("--at", metavar="TIME", help="judge as of this moment (RFC 3339 with a zone)")
    check.add_argument("--web", type=Path, metavar="DIR", help="DIR/index.json is the network, and there is no other")
    check.add_argument("--contexts", type=Path, metavar="DIR", help="contexts beside the bundled ones")
    check.add_argument("--keys", type=Path, metavar="FILE", help="keys by issuer, a DID document or a JWK set")
    check.add_argument("--accept-key", action="store_true", help="accept a key that nothing ties to the issuer")
    check.add_argument("--trust", type=Path, action="append", metavar="FILE", help=_TRUST)
    check.add_argument("--anchors", type=Path, metavar="PEM", help="certificates that chains may end in")
    check.add_argument("--offline", action="store_true", help="fetch nothing")
    check.add_argument("--as", dest="role", choices=[role.value for role in Role], default=Role.VERIFIER.value)
    check.add_argument("--audience", metavar="A", help="what the holder's proof must be made for")
    check.add_argument("--nonce", metavar="N", help="the challenge that the holder's proof must answer")
    check.add_argument("--evidence", action="store_true", help="fetch the evidence that is named, too")
    check.add_argument("-j", dest="jobs", type=int, default=1, metavar="N", help="processes (default 1)")
    check.add_argument("--language", choices=("en", "de"), default=_language(), help="of the sentences")
    pack = commands.add_parser("pack", help="issuers' keys as a file for `check --offline --keys`")
    pack.set_defaults(run=_pack, offline=False, keys=None, anchors=None, contexts=None, at=None)
    pack.add_argument("issuer", nargs="*", metavar="ISSUER", help="a DID or an https identifier")
    pack.add_argument("--trust", type=Path, action="append", metavar="FILE", help="every issuer of a list, too")
    pack.add_argument("--web", type=Path, metavar="DIR", help="DIR/index.json is the network, and there is no other")
    pack.add_argument("-o", dest="output", type=Path, metavar="FILE", help="where to write it (default: shown)")
    serve = commands.add_parser("serve", help="the checking page as a web service")
    serve.set_defaults(run=_serve)
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--certfile", type=Path)
    serve.add_argument("--keyfile", type=Path)
    serve.add_argument("--trust", type=Path, action="append", metavar="FILE", help=_TRUST)
    return parser


def _language() -> str:
    return "de" if os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("de") else "en"


def _check(options: argparse.Namespace) -> int:
    try:
        world, policy = _world(options), _policy(options)
    except (OSError, ValueError, KeyError, VerifierError) as error:
        print(f"verifier: {error}", file=sys.stderr)
        return WRONG_USE
    run = functools.partial(run_job, world=world, policy=policy, evidence=options.evidence)
    verdicts: set[Verdict] = set()
    jobs = [job for source in options.source for job in _jobs(source)]
    try:
        for number, (job, done) in enumerate(zip(jobs, _run_all(run, jobs, options.jobs), strict=True), 1):
            verdicts.add(done.examined.report.verdict)
            _show(job, done, options)
            if sys.stderr.isatty() and len(jobs) > 1:
                print(f"\r{number}/{len(jobs)}", end="" if number < len(jobs) else "\n", file=sys.stderr, flush=True)
    except BrokenProcessPool:
        verdicts.add(Verdict.UNDECIDED)
        print("verifier: a process was stopped from outside, so not everything was checked", file=sys.stderr)
    worst = next(v for v in (Verdict.INVALID, Verdict.UNDECIDED, Verdict.VALID) if v in verdicts)
    return EXIT[worst]


def _run_all(run: Callable[[Job], Done], jobs: list[Job], processes: int) -> Iterable[Done]:
    if processes <= 1:
        yield from map(run, jobs)
        return
    with ProcessPoolExecutor(max_workers=processes) as pool:
        yield from pool.map(run, jobs, chunksize=max(1, min(64, len(jobs) // (processes * 4))))


def run_job(job: Job, world: World, policy: Policy, *, evidence: bool = False) -> Done:
    """Open one source and examine it; one that cannot be opened is undecided, `structure.unreadable`."""
    try:
        raw = _open(job, world)
    except VerifierError as error:
        return Done(Examined(b"", unread_report("", error, world, policy)))
    examined = examine(raw, world, policy)
    return Done(examined, tuple(found for _, found in fetch_evidence(examined, world)) if evidence else None)


def _open(job: Job, world: World) -> bytes:
    if job.text is not None:
        return job.text
    if job.source.startswith("https://"):
        return job.source.encode("utf-8", "surrogatepass")  # a link says itself what it leads to
    if job.source.startswith("http://"):
        try:
            return world.fetch(job.source, "*/*").body
        except VerifierError as error:
            raise Unreachable("structure.unreadable", {"reason": error.code, **error.facts}) from error
    try:
        with Path(job.source).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Unreachable("structure.unreadable", {"reason": error.strerror or "unreadable"}) from error


def _jobs(source: str) -> Iterator[Job]:
    if source == "-":
        yield Job(source, text=sys.stdin.buffer.read(MAX_BYTES + 1))  # here: other processes have no standard input
        return
    lines = 0
    if source.endswith(".jsonl") and not source.startswith(("https://", "http://")):
        with suppress(OSError), Path(source).open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    lines += 1
                    yield Job(source, number, line)
    if not lines:
        yield Job(source)  # says itself that it cannot be opened, or is empty


def _world(options: argparse.Namespace) -> World:
    at = read_moment(options.at, zone_required=True) if options.at else datetime.now(UTC)
    if options.offline or options.web:
        world = World(at, folder_fetch(options.web) if options.web and not options.offline else no_network)
    else:
        world = World(at, ask_network, fetch_personal=ask_for_personal)
    if options.contexts:
        world = replace(world, contexts=folder_contexts(options.contexts))
    if options.keys:
        world = replace(world, keys=read_keys(options.keys))
    if options.anchors:
        world = replace(world, anchors=read_anchors(options.anchors))
    if options.trust:
        found = read_trust(options.trust, at, world.anchors)
        world = replace(world, trusted=found.issuers, anchors=found.anchors)
    return world


def ask_network(url: str, accept: str) -> Answer:
    """The network itself. Each process has its own door: one cannot be handed to another."""
    return _door()(url, accept)


def ask_for_personal(url: str, accept: str) -> Answer:
    """The network for hosted badges, over http too."""
    return _door(over_http=True)(url, accept)


@functools.cache
def _door(*, over_http: bool = False) -> Fetch:
    from verifier.net import GuardedFetch  # noqa: PLC0415  (imported only when the network is used)

    return GuardedFetch(schemes=frozenset({"https", "http"} if over_http else {"https"}))


def _policy(options: argparse.Namespace) -> Policy:
    return Policy(
        role=Role(options.role), audience=options.audience, nonce=options.nonce, accept_key=options.accept_key
    )


def _show(job: Job, done: Done, options: argparse.Namespace) -> None:
    if options.json:
        line: JsonObject = {"source": job.source}
        if job.line is not None:
            line["line"] = job.line
        line.update(done.examined.as_json())
        if done.evidence is not None:
            line["named_evidence"] = [evidence_json(each) for each in done.evidence]
        print(json.dumps(line, ensure_ascii=True, separators=(",", ":")))
        return
    name = job.source if job.line is None else f"{job.source}:{job.line}"
    print(name)
    for text in _sentences(done.examined, options.language):
        print(f"  {text}")
    for each in done.evidence or ():
        print(f"  {each.outcome.value:>8}  {safe_text(each.url)} {evidence_sentence(each, options.language)}")


def _sentences(examined: Examined, language: str) -> Iterator[str]:
    plain = plain_report(examined, language)
    yield plain.sentence
    for each in plain.checks:
        yield f"{each.outcome.value:>8}  {each.question} {each.answer} [{each.code}]"
    for inside in examined.inside:
        for text in _sentences(inside, language):
            yield f"  {text}"


def _pack(options: argparse.Namespace) -> int:
    try:
        world = _world(options)
    except (OSError, ValueError, KeyError, VerifierError) as error:
        print(f"verifier: {error}", file=sys.stderr)
        return WRONG_USE
    found = pack_keys([*options.issuer, *(each.id for each in world.trusted)], world)
    for issuer, problem in found.missing.items():
        print(f"verifier: no keys of {issuer}: {problem.code}", file=sys.stderr)
    text = json.dumps(found.keys, indent=1)
    if options.output:
        options.output.write_text(text + "\n", encoding="utf-8")
    else:
        print(text)
    return EXIT[Verdict.UNDECIDED if found.missing or not found.keys else Verdict.VALID]


def _serve(options: argparse.Namespace) -> int:
    from verifier.site.app import serve  # noqa: PLC0415  (the command line starts without a web framework)

    return serve(options.host, options.port, options.certfile, options.keyfile, options.trust)


if __name__ == "__main__":
    sys.exit(main())
