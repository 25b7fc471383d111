"""Ways to send a link outward: addresses and texts with every value encoded for its place. Pure, and sent by nobody.

Each is a choice of the learner, and no page of ours loads any of these addresses.
"""

from __future__ import annotations

from html import escape
from urllib.parse import quote, urlencode

from verifier.catalogue import clean
from wallet.shares.said import Said

_LINKEDIN = "https://www.linkedin.com/profile/add"
_LONGEST_SUBJECT = 200


def linkedin_address(said: Said, link: str) -> str:
    """LinkedIn's form "Add licence or certification", filled in with what is shown."""
    values = {
        "startTask": "CERTIFICATION_NAME",
        "name": said.title,
        "organizationName": said.organisation,
        "issueYear": str(said.issued.year) if said.issued else "",
        "issueMonth": str(said.issued.month) if said.issued else "",
        "expirationYear": str(said.ends.year) if said.ends else "",
        "expirationMonth": str(said.ends.month) if said.ends else "",
        "certUrl": link,
        "certId": said.identifier,
    }
    return f"{_LINKEDIN}?{_encode(values)}"


def mail_address(subject: str, body: str) -> str:
    """A `mailto:` link without an addressee (RFC 6068): one line of subject, and lines of text divided by CRLF."""
    lines = [clean(each, longest=max(1, len(each))) for each in body.splitlines()]
    parts = {"subject": clean(subject, longest=_LONGEST_SUBJECT), "body": "\r\n".join(lines)}
    return f"mailto:?{_encode(parts)}"


def write_card(title: str, below: str, link: str, language: str) -> str:
    """HTML for a page of one's own: a link with a drawing and two lines. No script, and nothing is fetched."""
    lines = [
        f'<a href="{escape(link)}" lang="{escape(language)}" rel="noopener noreferrer nofollow" style="{_CARD}">',
        _STONES,
        f'<span><strong dir="auto" style="display:block">{escape(clean(title))}</strong>',
        f'<span dir="auto">{escape(clean(below))}</span></span>',
        "</a>",
    ]
    return "\n".join(lines)


def _encode(values: dict[str, str]) -> str:
    """Every character but letters, digits and `-._~` as octets of UTF-8; what is empty is left out."""
    kept = {name: value for name, value in values.items() if value}
    return urlencode(kept, quote_via=quote, safe="", errors="replace")


_CARD = (
    "display:inline-flex;align-items:center;gap:12px;max-width:26rem;padding:12px 16px;border:1px solid #75807c;"
    "border-radius:8px;background:#fffefb;color:#1d2422;font:16px/1.4 system-ui,sans-serif;text-decoration:none"
)
_STONES = (
    '<svg viewBox="0 0 28 28" width="36" height="36" aria-hidden="true" style="flex:none">'
    '<ellipse cx="14" cy="23" rx="12" ry="4" fill="#434d4a"/>'
    '<ellipse cx="14" cy="14.5" rx="9.5" ry="3.8" fill="#1d2422"/>'
    '<ellipse cx="14" cy="7" rx="5.5" ry="3.4" fill="#0a4f4e"/></svg>'
)
