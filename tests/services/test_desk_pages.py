"""Cases over HTTP: consent, the desk's doors for each role, what a browser keeps, what strangers find: nothing."""

from __future__ import annotations

from dataclasses import replace

from starlette.testclient import TestClient

from tests.services.test_cases import case, grace, member, own, staff
from tests.services.test_link_pages import browser
from tests.services.test_organisations import OWN_DOMAIN, publish_organisation
from tests.services.test_stacks import pathway
from tests.world import FakeWeb
from wallet.accounts.service import SignedIn
from wallet.accounts.sessions import start_session
from wallet.demo.issuer import Issuers
from wallet.demo.signers import UNIVERSITY
from wallet.desk.handing import hand_over, list_handed
from wallet.desk.looking import COOKIE
from wallet.desk.service import list_cases, look, open_case
from wallet.organisations.issuing import give_up_domain, prove_domain
from wallet.organisations.organisation import Profile, Role, Staff
from wallet.organisations.pathways import sign_document
from wallet.organisations.service import change_profile, open_as
from wallet.organisations.signing import address_of_document, did_document
from wallet.pathways.service import publish, take_in
from wallet.service import Service
from wallet.shares.life import change_share, limit_opens, pause_share
from wallet.shares.owner import OwnShare

__all__ = ["case", "grace", "own", "staff"]  # fixtures


def signed_in(service: Service, somebody: SignedIn) -> TestClient:
    client = browser(service)
    client.cookies.set("__Host-cairn", start_session(service, somebody))
    return client


def hidden(page: str, name: str) -> str:
    return page.partition(f'name="{name}" value="')[2].partition('"')[0]


def test_a_link_is_handed_over_after_its_learner_read_what_that_means(
    service: Service, ada: SignedIn, own: OwnShare, staff: Staff
) -> None:
    learner = signed_in(service, ada)
    limit_opens(service, ada, own.id, 7)
    assert f"/shares/{own.id}/hand-over" in learner.get(f"/shares/{own.id}").text
    address = f"/organisations/{staff.organisation.id}/hand-over"
    chosen = learner.get(
        f"/shares/{own.id}/hand-over?organisation=https://wallet.test/organisations/{staff.organisation.id}",
        follow_redirects=False,
    )
    assert chosen.headers["location"] == f"{address}?share={own.id}"
    page = learner.get(chosen.headers["location"]).text
    for words in ("Nothing proves who it is", "Knots and Splices", "Harbour pilot", "21 December 2026", "0 of 7"):
        assert words in page
    agreed = hidden(page, "agreed")
    refused = learner.post(address, data={"share": own.id, "agreed": agreed})
    assert refused.status_code == 422 and "Tick that you agree" in refused.text
    assert list_handed(service, ada, own.id) == []
    done = learner.post(address, data={"share": own.id, "agreed": agreed, "agree": "1"}, follow_redirects=False)
    assert done.headers["location"] == f"/shares/{own.id}#handed"
    (handed,) = list_handed(service, ada, own.id)
    page = learner.get(f"/shares/{own.id}").text
    assert f"/shares/{own.id}/cases/{handed.id}/take-back" in page and "nothing proves it" in page
    twice = learner.post(address, data={"share": own.id, "agreed": agreed, "agree": "1"})
    assert twice.status_code == 422 and "handed this link over to this organisation already" in twice.text


def test_a_member_opens_notes_gives_and_closes(
    service: Service, ada: SignedIn, grace: SignedIn, own: OwnShare, staff: Staff, case: str
) -> None:
    desk = signed_in(service, grace)
    home = f"/desk/{staff.organisation.id}"
    address = f"{home}/cases/{case}"
    listed = desk.get(home).text
    assert address in listed and "Ada of the hill" in listed and "Harbour pilot" in listed
    closed = desk.get(address).text
    assert "Ada of the hill" in closed and "will see that you looked" in closed and "Knots and Splices" not in closed
    opened = desk.post(address, follow_redirects=False)
    cookie = opened.headers["set-cookie"]
    assert opened.status_code == 303 and cookie.startswith(f"{COOKIE}=") and f"Path={address}" in cookie
    assert all(each in cookie for each in ("HttpOnly", "Secure", "SameSite=lax", "Max-Age=1800"))
    page = desk.get(address).text
    assert "Knots and Splices" in page and "Towards" in page and f"{address}/answer" in page
    wrong = desk.post(f"{address}/notes", data={"note": "  "})
    assert wrong.status_code == 422 and "Write something" in wrong.text
    desk.post(f"{address}/notes", data={"note": "<b>Ask</b> for the syllabus"})
    desk.post(f"{address}/assign", data={"member": staff.member_id})
    page = desk.get(address).text
    assert "&lt;b&gt;Ask&lt;/b&gt; for the syllabus" in page and "gave it to" in page
    assert desk.get(f"{home}?state=new").text.count(address) == 0
    assert desk.get(f"{home}?state=assigned&text=HILL").text.count(address) == 1
    assert "Close this case?" in desk.get(f"{address}/close").text
    done = desk.post(f"{address}/close", follow_redirects=False)
    assert done.headers["location"] == home and desk.get(address).status_code == 404
    assert list_handed(service, ada, own.id) == []


def test_strangers_find_nothing_and_readers_no_forms(
    service: Service, ada: SignedIn, bob: SignedIn, grace: SignedIn, own: OwnShare, staff: Staff, case: str
) -> None:
    home = f"/desk/{staff.organisation.id}"
    address, back = f"{home}/cases/{case}", f"/shares/{own.id}/cases/{case}/take-back"
    for somebody, path in ((bob, home), (bob, address), (ada, address), (grace, back), (bob, back)):
        assert signed_in(service, somebody).get(path).status_code == 404, path
    stranger = signed_in(service, bob)
    for path in (address, f"{address}/notes", f"{address}/assign", f"{address}/close", back):
        assert stranger.post(path, data={"note": "Mine."}).status_code == 404, path
    anybody = browser(service)
    for path in (
        home,
        address,
        back,
        f"/shares/{own.id}/hand-over",
        f"/organisations/{staff.organisation.id}/hand-over",
    ):
        assert "/sign-in" in anybody.get(path, follow_redirects=False).headers["location"], path
    member(service, staff, bob, Role.READER)
    reader = signed_in(service, bob)
    page = reader.post(address).text
    assert "Knots and Splices" in page and "/notes" not in page and "/close" not in page and "/answer" not in page
    for path in (f"{address}/notes", f"{address}/assign", f"{address}/close"):
        refused = reader.post(path, data={"note": "Mine.", "member": staff.member_id})
        assert refused.status_code == 422 and "Your role in this organisation" in refused.text
    assert [each.kind.value for each in open_case(service, staff, case).entries] == ["opened"]


def test_nothing_is_done_for_another_site(service: Service, grace: SignedIn, staff: Staff, case: str) -> None:
    address = f"/desk/{staff.organisation.id}/cases/{case}"
    desk = signed_in(service, grace)
    for path in (address, f"{address}/notes", f"{address}/close"):
        foreign = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
        assert desk.post(path, data={"note": "Theirs."}, headers=foreign).status_code == 403
    assert open_case(service, staff, case).entries == ()


def test_what_nobody_may_open_now_says_so_and_what_was_taken_back_is_gone(
    service: Service, ada: SignedIn, grace: SignedIn, own: OwnShare, staff: Staff, case: str
) -> None:
    address = f"/desk/{staff.organisation.id}/cases/{case}"
    desk, learner = signed_in(service, grace), signed_in(service, ada)
    assert "Knots and Splices" in desk.post(address).text
    learner.post(f"/shares/{own.id}/pause")
    page = desk.get(address).text
    assert "has paused the link" in page and "Knots and Splices" not in page
    assert "While it is paused they cannot" in learner.get(f"/shares/{own.id}").text
    refused = desk.post(address)
    assert refused.status_code == 422 and "Nobody can open it just now" in refused.text
    learner.post(f"/shares/{own.id}/resume")
    assert "Knots and Splices" in desk.get(address).text
    limit_opens(service, ada, own.id, 1)
    assert "Knots and Splices" in desk.get(address).text
    fresh = signed_in(service, grace)
    assert "as often as was allowed" in fresh.get(address).text
    back = f"/shares/{own.id}/cases/{case}/take-back"
    assert "Take it back?" in learner.get(back).text
    assert learner.post(back, follow_redirects=False).headers["location"] == f"/shares/{own.id}"
    assert desk.get(address).status_code == desk.post(address).status_code == 404
    assert learner.get(back).status_code == learner.post(back).status_code == 404
    assert list_cases(service, staff).cases == ()


def test_what_changed_while_it_was_read_is_read_once_more(
    service: Service, ada: SignedIn, own: OwnShare, staff: Staff
) -> None:
    learner = signed_in(service, ada)
    address = f"/organisations/{staff.organisation.id}/hand-over"
    agreed = hidden(learner.get(f"{address}?share={own.id}").text, "agreed")
    change_profile(service, staff, Profile("<i>Harbour</i>", keeps_days=60))
    again = learner.post(address, data={"share": own.id, "agreed": agreed, "agree": "1"})
    assert again.status_code == 422 and "has changed since you read it" in again.text
    assert "&lt;i&gt;Harbour&lt;/i&gt;" in again.text and "20 January 2027" in again.text
    fresh = hidden(again.text, "agreed")
    learner.post(address, data={"share": own.id, "agreed": fresh, "agree": "1"})
    assert len(list_handed(service, ada, own.id)) == 1


def test_a_link_is_found_from_the_stack_and_from_the_organisation(
    service: Service, ada: SignedIn, own: OwnShare, staff: Staff
) -> None:
    learner, there = signed_in(service, ada), staff.organisation.id
    stack = own.owner.content.stack
    assert f"/stacks/{stack}/hand-over" in learner.get(f"/stacks/{stack}").text
    assert f"/shares/{own.id}/hand-over" in learner.get(f"/stacks/{stack}/hand-over").text
    assert f"/organisations/{there}/hand-over?share={own.id}" in learner.get(f"/organisations/{there}/hand-over").text
    pause_share(service, ada, own.id)
    assert own.id not in learner.get(f"/stacks/{stack}/hand-over").text
    assert "cannot be handed over" in learner.get(f"/shares/{own.id}/hand-over").text
    hindered = learner.get(f"/organisations/{there}/hand-over?share={own.id}")
    assert hindered.status_code == 422 and 'name="agree"' not in hindered.text
    for path in (f"/stacks/{'A' * 22}/hand-over", f"/organisations/{there}/hand-over?share=x", "/shares/x/hand-over"):
        assert learner.get(path).status_code == 404, path
    for typed in ("nobody", "https://evil.example/", f"javascript:{there}", "A" * 22, "\x00", "<b>"):
        wrong = learner.get(f"/shares/{own.id}/hand-over", params={"organisation": typed}, follow_redirects=False)
        assert wrong.status_code == 422 and "<b>" not in wrong.text.partition("<main")[2], typed


def test_proved_organisations_are_listed_by_their_domain(
    service: Service, ada: SignedIn, grace: SignedIn, own: OwnShare, staff: Staff, web: FakeWeb
) -> None:
    learner = signed_in(service, ada)
    assert staff.organisation.id not in learner.get(f"/shares/{own.id}/hand-over").text
    publish_organisation(service, web, staff)
    web.put(address_of_document(OWN_DOMAIN), did_document(OWN_DOMAIN, staff.organisation))
    prove_domain(service, staff, "harbour.example")
    proved = open_as(service, grace, staff.organisation.id)
    page = learner.get(f"/shares/{own.id}/hand-over").text
    assert f"/organisations/{staff.organisation.id}/hand-over?share={own.id}" in page and "harbour.example" in page
    assert (
        "Proved by its domain" in learner.get(f"/organisations/{staff.organisation.id}/hand-over?share={own.id}").text
    )
    look(service, proved, hand_over(service, ada, own.id, staff.organisation.id))
    page = learner.get(f"/shares/{own.id}").text
    assert 'you handed it over to: <bdi class="said">harbour.example</bdi>' in page
    give_up_domain(service, proved)
    assert "handed it over to: <bdi" in learner.get("/shares/openings").text, "what proved it then"


def test_a_case_is_measured_by_a_pathway_that_the_organisation_signed(
    service: Service, grace: SignedIn, staff: Staff, case: str, web: FakeWeb, issuers: Issuers
) -> None:
    publish_organisation(service, web, staff)
    raw = pathway(issuers.did(UNIVERSITY.name)).replace(b"Sails", b"Rowing")
    raw = raw.replace(b"Harbour pilot", b"Ferry <b>pilot")
    digest = publish(service, None, take_in(service, raw))
    address = f"/desk/{staff.organisation.id}/cases/{case}"
    desk = signed_in(service, grace)
    desk.post(address)
    assert "Measured by" not in desk.get(address).text
    unsigned = desk.get(f"{address}?by={digest}").text
    assert 'Towards <bdi class="said">Harbour pilot' in unsigned and "Ferry" not in unsigned
    sign_document(service, staff, digest)
    assert f'<option value="{digest}">Ferry &lt;b&gt;pilot' in desk.get(address).text
    ours = desk.get(f"{address}?by={digest}").text
    assert "measured by a pathway of yours" in ours and 'Towards <bdi class="said">Ferry &lt;b&gt;pilot' in ours
    assert "Rowing" in ours and f"/answer?by={digest}" in ours


def test_a_name_cannot_say_that_it_is_proved(
    service: Service, ada: SignedIn, grace: SignedIn, own: OwnShare, staff: Staff, case: str
) -> None:
    change_profile(service, staff, Profile('uu.nl”. Proved by its "domain'))
    look(service, open_as(service, grace, staff.organisation.id), case)
    page = signed_in(service, ada).get("/shares/openings").text
    assert '“<bdi class="said">uu.nl&#39;. Proved by its &#39;domain (Grace H.)</bdi>”; nothing proves it.' in page


def test_hostile_names_and_numbers_of_pages_harm_nobody(
    service: Service, ada: SignedIn, grace: SignedIn, own: OwnShare, staff: Staff
) -> None:
    hostile = replace(own.owner.content, from_name='"><script>alert(1)</script>')
    change_share(service, ada, own.id, hostile)
    hand_over(service, ada, own.id, staff.organisation.id)
    desk, home = signed_in(service, grace), f"/desk/{staff.organisation.id}"
    for query in ("", "?page=0", "?page=-1", "?page=99999999999999", "?page=²", "?state=x&text=%00", "?page=1"):
        page = desk.get(f"{home}{query}")
        assert page.status_code == 200 and "<script>alert" not in page.text, query
    assert desk.get(f"{home}?page=7", headers={"Accept-Language": "de"}).status_code == 200
    assert desk.get(f"{home}/cases/{'A' * 22}").status_code == desk.get(f"{home}/cases/x").status_code == 404
