"""Organisations over HTTP: begun, joined, led by roles that count, proved, public, deleted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from starlette.testclient import TestClient

from tests.services.life import PUBLIC_URL, all_rows
from tests.services.test_link_pages import browser
from tests.services.test_organisations import HARBOUR, OWN_DOMAIN, desk, publish_organisation
from tests.services.test_public_documents import put
from tests.wallet.pathways.examples import agreement, pathway
from tests.world import Clock, FakeWeb
from wallet.accounts.service import SignedIn
from wallet.accounts.sessions import start_session
from wallet.organisations.issuing import prove_domain
from wallet.organisations.members import invite, join, list_invited, list_members, look_at_invitation
from wallet.organisations.organisation import Profile, Role, Staff
from wallet.organisations.pathways import agreements_of, pathways_of, sign_document
from wallet.organisations.rules import Rules
from wallet.organisations.service import begin_organisation, change_rules, list_memberships, open_as, open_public
from wallet.organisations.signing import did_document
from wallet.organisations.withdrawals import tag_of
from wallet.pathways.agreements import standing
from wallet.pathways.service import open_public as open_document
from wallet.service import NotFound, Problem, Service

__all__ = ["desk"]

ROLE = "Your role in this organisation does not allow this."
HOSTILE = "<script>alert(1)</script>\u202e&\"'>"
FOUNDED = {"name": "Harbour University", "website": "", "about": "", "keeps_days": "30", "member_name": "Ada L."}

Page = Callable[[SignedIn], TestClient]


@pytest.fixture
def page(service: Service) -> Page:
    """`page(somebody)`: their browser."""

    def open_browser(somebody: SignedIn) -> TestClient:
        client = browser(service)
        client.follow_redirects = False
        client.cookies.set("__Host-cairn", start_session(service, somebody))
        return client

    return open_browser


@pytest.fixture
def home(desk: Staff) -> str:
    return f"/desk/{desk.organisation.id}"


def add(service: Service, desk: Staff, somebody: SignedIn, role: Role, name: str = "Bob") -> Staff:
    join(service, somebody, invite(service, desk, name, role), name)
    return open_as(service, somebody, desk.organisation.id)


def link_on(text: str) -> str:
    found = re.search(r'id="link">(.*?)<', text)
    assert found is not None
    return unescape(found[1]).removeprefix(PUBLIC_URL)


def test_an_organisation_is_begun_and_stands_in_the_list_and_the_rail(
    service: Service, ada: SignedIn, page: Page
) -> None:
    mine = page(ada)
    assert "You belong to no organisation" in mine.get("/desk").text
    assert '"/desk"' in mine.get("/settings").text and '"/desk"' not in mine.get("/credentials").text
    wrong = mine.post("/desk/new", data={**FOUNDED, "keeps_days": "9\u0663"})
    assert wrong.status_code == 422 and "a number of days between 1 and 366" in wrong.text
    assert "Ada L." in wrong.text and not list_memberships(service, ada)
    begun = mine.post("/desk/new", data=FOUNDED)
    (membership,) = list_memberships(service, ada)
    assert (begun.status_code, begun.headers["location"]) == (303, f"/desk/{membership.organisation.id}")
    assert "Calls itself “<bdi" in mine.get("/desk").text
    assert '"/desk"' in mine.get("/credentials").text


def test_an_invitation_is_shown_once_and_joined_by_its_link(
    service: Service, ada: SignedIn, bob: SignedIn, desk: Staff, page: Page, home: str
) -> None:
    invited = page(ada).post(f"{home}/members", data={"member_name": "Bob at the counter", "role": "reader"})
    link = link_on(invited.text)
    assert invited.status_code == 200 and "<svg" in invited.text and link.startswith("/desk/join/")
    listed = page(ada).get(f"{home}/members").text
    assert "Bob at the counter" in listed and link not in listed and link.rpartition(".")[2] not in listed
    his = page(bob)
    for _ in range(2):  # looking uses nothing up
        offered = his.get(link).text
    assert "Calls itself" in offered and "nothing proves it" in offered and "Reader" in offered
    assert "Type a name" in his.post(link, data={"member_name": " "}).text
    joined = his.post(link, data={"member_name": "Bob"})
    assert (joined.status_code, joined.headers["location"]) == (303, home)
    assert open_as(service, bob, desk.organisation.id).role is Role.READER
    assert his.get(link).status_code == his.post(link, data={"member_name": "Bob"}).status_code == 404


def test_who_is_a_member_already_uses_no_invitation_up(
    service: Service, ada: SignedIn, desk: Staff, page: Page
) -> None:
    token = invite(service, desk, "Somebody", Role.READER)
    again = page(ada).post(f"/desk/join/{token}", data={"member_name": "Ada"})
    assert again.status_code == 422 and "You belong to this organisation already" in again.text
    assert look_at_invitation(service, token).role is Role.READER


def test_a_waiting_invitation_is_taken_back(
    service: Service, ada: SignedIn, desk: Staff, page: Page, home: str
) -> None:
    token = invite(service, desk, "Bob", Role.READER)
    (waiting,) = list_invited(service, desk)
    assert page(ada).post(f"{home}/invitations/{waiting.id}/take-back").status_code == 303
    with pytest.raises(NotFound):
        look_at_invitation(service, token)


def test_roles_are_given_and_members_removed(
    service: Service, ada: SignedIn, bob: SignedIn, desk: Staff, page: Page, home: str
) -> None:
    his = add(service, desk, bob, Role.READER).member_id
    mine = page(ada)
    assert mine.post(f"{home}/members/{his}/role", data={"role": "reviewer"}).status_code == 303
    assert open_as(service, bob, desk.organisation.id).role is Role.REVIEWER
    assert "Choose one of the roles" in mine.post(f"{home}/members/{his}/role", data={"role": "owner"}).text
    last = mine.post(f"{home}/members/{desk.member_id}/role", data={"role": "reader"})
    assert last.status_code == 422 and "Make somebody else an admin first" in last.text
    last = mine.post(f"{home}/members/{desk.member_id}/remove")
    assert last.status_code == 422 and "Make somebody else an admin first" in last.text
    assert "Remove this member?" in mine.get(f"{home}/members/{his}/remove").text
    assert mine.post(f"{home}/members/{his}/remove").headers["location"] == f"{home}/members"
    assert page(bob).get(f"{home}/members").status_code == 404
    for method in ("GET", "POST"):
        assert mine.request(method, f"{home}/members/{his}/remove").status_code == 404


def test_anybody_leaves_by_themselves(service: Service, bob: SignedIn, desk: Staff, page: Page, home: str) -> None:
    his = add(service, desk, bob, Role.READER).member_id
    assert "Leave this organisation?" in page(bob).get(f"{home}/members/{his}/remove").text
    assert page(bob).post(f"{home}/members/{his}/remove").headers["location"] == "/desk"
    assert list_memberships(service, bob) == []


def forms_of(text: str) -> list[str]:
    """Where the forms of the page itself lead, without the frame around it."""
    main = text.partition("<main")[2].partition("</main>")[0]
    return re.findall(r'<form[^>]*method="post"[^>]*action="(.*?)"', main)


@pytest.mark.parametrize("role", [Role.READER, Role.REVIEWER])
def test_who_is_no_admin_reads_every_page_and_changes_nothing(
    service: Service, bob: SignedIn, desk: Staff, page: Page, home: str, role: Role
) -> None:
    digest = put(service, None, pathway())
    change_rules(service, desk, Rules(appeal="To the board."))
    add(service, desk, bob, role)
    invite(service, desk, "Eve", Role.READER)
    his, before = page(bob), all_rows(service)
    for path in ("members", "rules", "about", "pathways"):
        shown = his.get(f"{home}/{path}")
        assert shown.status_code == 200 and "Only admins of this organisation" in shown.text
        assert forms_of(shown.text) == []
    assert "To the board." in his.get(f"{home}/rules").text
    (waiting,) = list_invited(service, desk)
    for path in (
        "members",
        f"members/{desk.member_id}/role",
        f"members/{desk.member_id}/remove",
        f"invitations/{waiting.id}/take-back",
        "rules",
        "about",
        "about/domain",
        "about/give-up",
        "about/delete",
        f"pathways/{digest}/sign",
    ):
        data = {"member_name": "Eve", "role": "admin", "name": HARBOUR.name, "keeps_days": "1", "domain": "a.example"}
        refused = his.post(f"{home}/{path}", data=data)
        assert refused.status_code == 422 and ROLE in refused.text, path
    for path in ("about/give-up", "about/delete", f"pathways/{digest}/sign", f"members/{desk.member_id}/remove"):
        refused = his.get(f"{home}/{path}")
        assert refused.status_code == 422 and ROLE in refused.text, path
    after = all_rows(service)
    assert {name: after[name] for name in ("organisation", "member", "invitation", "document_signature")} == {
        name: before[name] for name in ("organisation", "member", "invitation", "document_signature")
    }


PRIVATE = [
    ("GET", "members"),
    ("POST", "members"),
    ("POST", "members/x/role"),
    ("GET", "members/x/remove"),
    ("POST", "members/x/remove"),
    ("POST", "invitations/x/take-back"),
    ("GET", "rules"),
    ("POST", "rules"),
    ("GET", "about"),
    ("POST", "about"),
    ("GET", "about/did.json"),
    ("POST", "about/domain"),
    ("GET", "about/give-up"),
    ("POST", "about/give-up"),
    ("GET", "about/delete"),
    ("POST", "about/delete"),
    ("GET", "pathways"),
    ("GET", "pathways/x/sign"),
    ("POST", "pathways/x/sign"),
]


def test_a_stranger_finds_nothing_and_nobody_without_a_sign_in(
    service: Service, bob: SignedIn, desk: Staff, page: Page, home: str
) -> None:
    stranger, nobody = page(bob), browser(service)
    nobody.follow_redirects = False
    for method, path in PRIVATE:
        assert stranger.request(method, f"{home}/{path}").status_code == 404, path
        asked = nobody.request(method, f"{home}/{path}")
        assert asked.status_code == 303 and asked.headers["location"].startswith("/sign-in"), path
    for path in ("/desk", "/desk/new", "/desk/join/x.y"):
        assert nobody.get(path).headers["location"].startswith("/sign-in?next=")
    assert stranger.get("/desk/join/\u00e4.zz").status_code == 404


def test_another_site_changes_nothing(service: Service, ada: SignedIn, desk: Staff, page: Page, home: str) -> None:
    mine, before = page(ada), all_rows(service)
    for method, path in [*PRIVATE, ("POST", "../new"), ("POST", "../join/x")]:
        if method == "POST":
            refused = mine.post(f"{home}/{path}", data=FOUNDED, headers={"Sec-Fetch-Site": "cross-site"})
            assert refused.status_code == 403, path
    assert all_rows(service)["organisation"] == before["organisation"]


def test_sign_up_and_sign_in_lead_back_to_the_invitation(service: Service, desk: Staff) -> None:
    path = f"/desk/join/{invite(service, desk, 'Eve', Role.READER)}"
    newcomer = browser(service)
    asked = newcomer.get(path)  # follows to the sign-in
    assert asked.url.path == "/sign-in" and f'value="{path}"' in asked.text
    assert f'href="/sign-up?next={path}"' in asked.text
    switched = newcomer.post("/language", data={"language": "de", "next": f"/sign-in?next={path.replace('/', '%2F')}"})
    assert f'value="{switched.url.raw_path.decode()}"' in asked.text and f'value="{path}"' in switched.text
    newcomer.post("/language", data={"language": "en", "next": "/"})
    shown = newcomer.get(f"/sign-up?next={path}").text
    assert f'name="next" value="{path}"' in shown and f'href="/sign-in?next={path}"' in shown
    typed = {"name": "Eve", "passphrase": "an owl behind the barn", "next": path}
    again = newcomer.post("/sign-up", data={**typed, "passphrase_again": "another"})
    assert again.status_code == 422 and f'name="next" value="{path}"' in again.text
    kit = newcomer.post("/sign-up", data={**typed, "passphrase_again": typed["passphrase"]})
    assert f'<a class="button button--main" href="{path}">' in kit.text
    assert "Join" in newcomer.get(path).text
    assert newcomer.get(f"/sign-up?next={path}").url.path == path


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)"],
)
def test_sign_up_leads_to_no_other_site(service: Service, elsewhere: str) -> None:
    newcomer = browser(service)
    newcomer.follow_redirects = False
    assert "evil" not in newcomer.get("/sign-up", params={"next": elsewhere}).text
    passphrase = "an owl behind the barn"
    typed = {"name": "Eve", "passphrase": passphrase, "passphrase_again": passphrase, "next": elsewhere}
    kit = newcomer.post("/sign-up", data=typed)
    assert '<a class="button button--main" href="/credentials">' in kit.text
    assert newcomer.get("/sign-up", params={"next": elsewhere}).headers["location"] == "/credentials"


def test_rules_are_kept_from_lines_and_from_a_file(
    service: Service, ada: SignedIn, desk: Staff, page: Page, home: str
) -> None:
    mine = page(ada)
    listed = [{"id": "did:web:north.example", "name": "North", "url": "https://north.example"}]
    sent = mine.post(f"{home}/rules", data={"only_trusted": "1"}, files={"file": ("list.json", json.dumps(listed))})
    assert sent.status_code == 303
    rules = open_as(service, ada, desk.organisation.id).rules
    assert [(each.id, each.name, each.url, each.source) for each in rules.trusted] == [
        ("did:web:north.example", "North", "https://north.example", HARBOUR.name)
    ]
    assert rules.only_trusted and not rules.issuers_lists_only
    lines = "did:web:north.example North University\ndid:web:south.example South"
    mine.post(f"{home}/rules", data={"trusted": lines, "issuers_lists_only": "1", "appeal": " To the board. "})
    rules = open_as(service, ada, desk.organisation.id).rules
    assert [(each.name, each.url) for each in rules.trusted] == [
        ("North University", "https://north.example"),
        ("South", None),
    ]
    assert (rules.only_trusted, rules.issuers_lists_only, rules.appeal) == (False, True, "To the board.")
    for wrong, sentence in (
        ({"trusted": "nothing", "appeal": "Kept."}, "This is not a list"),
        ({"trusted": lines, "appeal": "x" * 4001}, "This is too long."),
    ):
        refused = mine.post(f"{home}/rules", data=wrong)
        assert refused.status_code == 422 and sentence in refused.text and wrong["appeal"] in refused.text
    assert open_as(service, ada, desk.organisation.id).rules == rules
    assert "did:web:south.example South" in mine.get(f"{home}/rules").text


def test_a_domain_is_proved_by_the_file_and_given_up(
    service: Service, ada: SignedIn, desk: Staff, page: Page, home: str, web: FakeWeb
) -> None:
    mine = page(ada)
    asked = mine.get(f"{home}/about?domain=harbour.example").text
    assert "https://harbour.example/.well-known/did.json" in asked
    saved = mine.get(f"{home}/about/did.json?domain=harbour.example")
    assert saved.headers["content-disposition"] == 'attachment; filename="did.json"'
    assert saved.json() == did_document(OWN_DOMAIN, desk.organisation) and saved.text in unescape(asked)
    early = mine.post(f"{home}/about/domain", data={"domain": "harbour.example"})
    assert early.status_code == 422 and "Nothing at this domain says" in early.text
    assert "https://harbour.example/.well-known/did.json" in early.text
    web.put("https://harbour.example/.well-known/did.json", saved.json())
    assert mine.post(f"{home}/about/domain", data={"domain": "harbour.example"}).status_code == 303
    about = mine.get(f"{home}/about").text
    assert "Proved by <bdi" in about and "harbour.example" in about
    public = browser(service).get(f"/organisations/{desk.organisation.id}").text
    assert '<h1 class="said">harbour.example</h1>' in public and "Nothing proves who it is" not in public
    assert "Give up the domain?" in mine.get(f"{home}/about/give-up").text
    assert mine.post(f"{home}/about/give-up").status_code == 303
    assert open_public(service, desk.organisation.id).domain == ""
    assert mine.get(f"{home}/about/give-up").status_code == 404


@pytest.mark.parametrize("domain", ["harbour", "https://wallet.test", "a b.example", HOSTILE])
def test_what_is_no_domain_is_said_beside_the_field(ada: SignedIn, page: Page, home: str, domain: str) -> None:
    mine = page(ada)
    for answer in (
        mine.get(f"{home}/about", params={"domain": domain}),
        mine.post(f"{home}/about/domain", data={"domain": domain}),
    ):
        assert answer.status_code == 422 and "This is not a domain of your own" in answer.text
        assert 'id="domain-mistake"' in answer.text and "<script>alert" not in answer.text
    assert mine.get(f"{home}/about/did.json", params={"domain": domain}).status_code == 422


def test_domains_are_asked_only_so_often(ada: SignedIn, page: Page, home: str) -> None:
    mine = page(ada)
    asked = [mine.post(f"{home}/about/domain", data={"domain": "harbour.example"}).status_code for _ in range(31)]
    assert asked == [422] * 30 + [429]


def test_what_it_says_of_itself_is_changed(service: Service, ada: SignedIn, desk: Staff, page: Page, home: str) -> None:
    changed = {"name": "Harbour College", "website": "https://college.example", "about": "Rec.", "keeps_days": "7"}
    assert page(ada).post(f"{home}/about", data=changed).status_code == 303
    profile = open_public(service, desk.organisation.id).profile
    assert (profile.name, profile.website, profile.keeps_days) == ("Harbour College", "https://college.example", 7)
    wrong = page(ada).post(f"{home}/about", data={**changed, "website": "javascript:alert(1)"})
    assert wrong.status_code == 422 and "It should begin with https://" in wrong.text


def test_an_organisation_is_deleted_by_typing_its_name(service: Service, ada: SignedIn, page: Page, home: str) -> None:
    mine = page(ada)
    assert "Delete this organisation?" in mine.get(f"{home}/about/delete").text
    assert mine.post(f"{home}/about/delete", data={"name": "Harbour"}).status_code == 422
    gone = mine.post(f"{home}/about/delete", data={"name": HARBOUR.name})
    assert (gone.status_code, gone.headers["location"]) == (303, "/desk")
    assert list_memberships(service, ada) == [] and mine.get(f"{home}/about").status_code == 404


def test_everybody_sees_what_it_publishes(service: Service, desk: Staff) -> None:
    anybody, address = browser(service), f"/organisations/{desk.organisation.id}"
    shown = anybody.get(address).text
    assert "Nothing proves who it is" in shown and "30 days at most" in shown and "Recognition office" in shown
    assert f"{PUBLIC_URL}{address}" in shown
    assert "Ada L." not in shown
    of_list = f"/status/{tag_of(desk.organisation.did)}.json"
    keys, listed = anybody.get(f"{address}/did.json"), anybody.get(f"{address}{of_list}")
    assert keys.json() == did_document(desk.organisation.did, desk.organisation)
    assert keys.headers["content-type"].startswith("application/did+json")
    assert listed.json()["issuer"] == desk.organisation.did and listed.json()["proof"]
    assert listed.headers["content-type"].startswith("application/vc")
    assert {keys.headers["access-control-allow-origin"], listed.headers["access-control-allow-origin"]} == {"*"}
    for path in ("", "/did.json", of_list):
        for wrong in ("A" * 22, "x", "%00"):
            assert anybody.get(f"/organisations/{wrong}{path}").status_code == 404


def test_under_its_own_domain_its_keys_here_stay_published(
    service: Service, ada: SignedIn, desk: Staff, page: Page, home: str, web: FakeWeb
) -> None:
    web.put("https://harbour.example/.well-known/did.json", did_document(OWN_DOMAIN, desk.organisation))
    page(ada).post(f"{home}/about/domain", data={"domain": "harbour.example"})
    keys = browser(service).get(f"/organisations/{desk.organisation.id}/did.json").json()
    assert keys == did_document(desk.organisation.did, desk.organisation)


def test_hostile_words_stay_words(service: Service, ada: SignedIn, bob: SignedIn, page: Page) -> None:
    mine = page(ada)
    evil = {"name": HOSTILE, "about": HOSTILE, "keeps_days": "30", "member_name": HOSTILE, "website": ""}
    home = mine.post("/desk/new", data=evil).headers["location"]
    staff = open_as(service, ada, home.rpartition("/")[2])
    digest = put(service, None, pathway())
    invited = mine.post(f"{home}/members", data={"member_name": HOSTILE, "role": "admin"}).text
    link = link_on(invited)
    pages = [invited, page(bob).get(link).text, mine.get("/desk").text]
    paths = ("members", f"members/{staff.member_id}/remove", "rules", "about", "about/delete", "pathways")
    pages += [mine.get(f"{home}/{path}").text for path in (*paths, f"pathways/{digest}/sign")]
    pages += [mine.post(f"{home}/about", data={**evil, "website": HOSTILE}).text]
    pages += [mine.post(f"{home}/rules", data={"trusted": HOSTILE, "appeal": HOSTILE}).text]
    pages += [browser(service).get(f"/organisations/{staff.organisation.id}").text]
    for shown in pages:
        assert "<script>alert" not in shown
        assert "&lt;script&gt;" in shown or "Sign this pathway?" in shown


def test_a_name_cannot_leave_its_quotation_marks(service: Service, ada: SignedIn, page: Page) -> None:
    begun = page(ada).post("/desk/new", data={**FOUNDED, "name": "A”, proved by uu.nl; calls itself “B"})
    shown = browser(service).get(begun.headers["location"].replace("/desk", "/organisations")).text
    assert '“<bdi class="said">A&#39;, proved by uu.nl; calls itself &#39;B</bdi>”' in shown


def test_a_pathway_is_signed_and_shown_as_theirs(
    service: Service, ada: SignedIn, desk: Staff, page: Page, home: str, web: FakeWeb, clock: Clock
) -> None:
    digest = put(service, ada, pathway())
    mine = page(ada)
    assert "None yet." in mine.get(f"{home}/pathways").text
    found = mine.get(f"{home}/pathways?q=zzz").text
    assert "No pathway fits." in found
    assert "Sign this pathway?" in mine.get(f"{home}/pathways/{digest}/sign").text
    for wrong in ("yesterday", "2020-01-01"):
        refused = mine.post(f"{home}/pathways/{digest}/sign", data={"ends": wrong})
        assert refused.status_code == 422 and "Choose a day that is still to come" in refused.text
    until = (clock() + timedelta(days=30)).date()
    assert mine.post(f"{home}/pathways/{digest}/sign", data={"ends": until.isoformat()}).status_code == 303
    (published,) = pathways_of(service, desk.organisation)
    assert published.document.digest == digest and published.signers[0].signature.ends is not None
    assert f'/pathways/{digest}"' in browser(service).get(f"/organisations/{desk.organisation.id}").text
    assert "The signature itself ends on" in mine.get(f"{home}/pathways").text
    clock.at += timedelta(days=31)
    assert pathways_of(service, desk.organisation) == []


def test_a_signature_before_the_domain_stays_theirs_and_one_of_another_never_is(
    service: Service, ada: SignedIn, bob: SignedIn, desk: Staff, web: FakeWeb
) -> None:
    digest = put(service, None, pathway())
    other = open_as(service, bob, begin_organisation(service, bob, Profile("Other"), "Bob"))
    publish_organisation(service, web, other)
    sign_document(service, other, digest)
    assert pathways_of(service, desk.organisation) == []
    sign_document(service, desk, digest)
    web.put("https://harbour.example/.well-known/did.json", did_document(OWN_DOMAIN, desk.organisation))
    prove_domain(service, desk, "harbour.example")
    staff = open_as(service, ada, desk.organisation.id)
    assert [each.document.digest for each in pathways_of(service, staff.organisation)] == [digest]
    sign_document(service, staff, digest)
    assert len(pathways_of(service, staff.organisation)[0].signers) == 3


def test_an_agreement_is_in_force_when_each_party_signed_at_its_own_desk(
    service: Service, ada: SignedIn, bob: SignedIn, desk: Staff, page: Page, home: str, web: FakeWeb
) -> None:
    other = open_as(service, bob, begin_organisation(service, bob, Profile("Hill University"), "Bob"))
    publish_organisation(service, web, other)
    digest = put(service, None, agreement(desk.organisation.did, other.organisation.did))
    strange = put(service, None, agreement("did:web:a.example", "did:web:b.example", id="urn:example:agreement:2"))
    mine = page(ada)
    assert "Harbour and Hill" in (shown := mine.get(f"{home}/pathways").text) and strange not in shown
    assert "Sign this agreement?" in mine.get(f"{home}/pathways/{digest}/sign").text
    assert mine.post(f"{home}/pathways/{digest}/sign", data={"ends": ""}).status_code == 303
    published = open_document(service, digest)
    assert standing(service, published).code == "agreement.unsigned"
    sign_document(service, other, digest)
    assert standing(service, open_document(service, digest))
    with pytest.raises(Problem, match=r"organisation\.not_a_party"):
        sign_document(service, desk, strange)
    refused = mine.post(f"{home}/pathways/{strange}/sign", data={"ends": ""})
    assert refused.status_code == 422 and "does not name your organisation" in refused.text
    assert [each.document.digest for each in agreements_of(service, desk.organisation)] == [digest]


def test_only_admins_sign_and_only_pathways_that_are_there(
    service: Service, ada: SignedIn, bob: SignedIn, desk: Staff, page: Page, home: str
) -> None:
    digest = put(service, None, pathway())
    with pytest.raises(Problem, match=r"organisation\.role"):
        sign_document(service, add(service, desk, bob, Role.REVIEWER), digest)
    for wrong in ("0" * 64, "x"):
        for method in ("GET", "POST"):
            assert page(ada).request(method, f"{home}/pathways/{wrong}/sign").status_code == 404
    assert list_members(service, desk)[1].role is Role.REVIEWER
