"""Which RSA keys a signature may hang on: long enough, not too long, and not of a make that is known to be broken."""

from __future__ import annotations

from verifier.errors import Malformed, Unsupported

_SHORTEST, _LONGEST = 2048, 8192  # bits; a longer key would only cost the reader time
_SMALLEST_EXPONENT, _LONGEST_EXPONENT = 65537, 33  # FIPS 186-5, appendix A.1.1; the limit in bits keeps it fast
_GENERATOR = 65537
# fmt: off
_PRIMES = (
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109,
    113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
)
# fmt: on


def check_rsa(modulus: int, exponent: int) -> None:
    """Raises Unsupported `key.unsupported` for a length that we do not use, Malformed `key.malformed` for a modulus or
    an exponent that cannot be, or that gives the secret away."""
    if not _SHORTEST <= modulus.bit_length() <= _LONGEST:
        raise Unsupported("key.unsupported", {"kind": f"RSA of {modulus.bit_length()} bits"})
    if modulus % 2 == 0 or exponent % 2 == 0 or exponent < _SMALLEST_EXPONENT:
        raise Malformed("key.malformed", {"reason": "a number that no RSA key has"})
    if exponent.bit_length() > _LONGEST_EXPONENT:
        raise Unsupported("key.unsupported", {"kind": "RSA with a long exponent"})
    if _is_guessable(modulus):
        raise Malformed("key.malformed", {"reason": "a key whose secret can be computed (CVE-2017-15361)"})


def _is_guessable(modulus: int) -> bool:
    """Whether the primes were made as powers of 65537 (ROCA): then the modulus is one modulo every small prime."""
    return all(modulus % prime in {pow(_GENERATOR, power, prime) for power in range(prime)} for prime in _PRIMES)
