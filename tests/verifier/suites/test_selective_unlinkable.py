"""What proofs of a part have in common, what they give away, and what they are bound to."""

from __future__ import annotations

from typing import cast

import pytest

from tests.issuing import report_on
from tests.verifier.suites.parts import BBS, SD, WORLD, base, check, entries, items, parts_of, shown, with_parts
from tests.verifier.suites.vectors import proof_of
from verifier import derive
from verifier.codec import bbs, proof_values
from verifier.codec.cbor import Cbor
from verifier.codec.multibase import decode_base64url, encode_base64url
from verifier.errors import Malformed
from verifier.report import Verdict


def test_two_bbs_proofs_have_nothing_in_common_but_what_is_shown() -> None:
    whole, pointers = base(BBS), ["/credentialSubject/achievement/alignment/1", "/name"]
    first, second = (derive(whole, pointers, WORLD) for _ in range(2))
    assert {**first, "proof": None} == {**second, "proof": None}
    proofs = [proof_of(each) for each in (first, second)]
    assert {**proofs[0], "proofValue": None} == {**proofs[1], "proofValue": None}
    (_, one), (_, two) = (parts_of(each) for each in proofs)
    assert one[1:] == two[1:]  # labels, mandatory and disclosed places, header
    windows = [{raw[at : at + 8] for at in range(len(raw) - 7)} for raw in (cast(bytes, one[0]), cast(bytes, two[0]))]
    assert windows[0].isdisjoint(windows[1])


def test_a_bbs_proof_says_nothing_that_only_the_holder_has() -> None:
    whole = base(BBS)
    signature, _, _, hmac_key, _ = (each for each in parts_of(proof_of(whole))[1])
    value = decode_base64url(str(proof_of(derive(whole, ["/name"], WORLD))["proofValue"])[1:])
    for secret in (cast(bytes, hmac_key), cast(bytes, signature)[:48], cast(bytes, signature)[48:]):
        assert secret not in value


def test_an_ecdsa_sd_part_has_neither_the_hmac_key_nor_other_signatures() -> None:
    whole = base(SD)
    hmac_key, signatures = parts_of(proof_of(whole))[1][2:4]
    value = decode_base64url(str(proof_of(derive(whole, ["/name"], WORLD))["proofValue"])[1:])
    assert cast(bytes, hmac_key) not in value
    assert sum(cast(bytes, each) in value for each in items(signatures)) == len(items(parts_of_derived(value)[2]))


def parts_of_derived(value: bytes) -> list[Cbor]:
    return proof_values.read_value({"proofValue": "u" + encode_base64url(value)}, 5)


def test_the_labels_of_a_bbs_part_say_only_an_order() -> None:
    part = derive(base(BBS), [""], WORLD)
    labels = entries(parts_of(proof_of(part))[1][1])
    assert sorted(cast(list[int], list(labels.values()))) == list(range(len(labels)))


def test_a_bbs_proof_is_bound_to_its_presentation_header() -> None:
    part = derive(base(BBS), [], WORLD, presentation_header=b"share 1")
    header, parts = parts_of(proof_of(part))
    assert parts[4] == b"share 1"
    assert report_on(part).verdict is Verdict.VALID
    assert report_on(with_parts(part, header, [*parts[:4], b"share 2"])).verdict is Verdict.INVALID


def test_a_presentation_header_has_a_limit() -> None:
    with pytest.raises(Malformed, match=r"proof\.too_large"):
        derive(base(BBS), [], WORLD, presentation_header=bytes(8193))


def test_a_bbs_proof_of_too_many_messages_is_refused() -> None:
    document = shown(BBS)
    header, parts = parts_of(proof_of(document))
    parts[0] = cast(bytes, parts[0]) + b"\1" * 32 * bbs.MAX_MESSAGES
    assert check(report_on(with_parts(document, header, parts))) == ("fail", "proof.signature")
