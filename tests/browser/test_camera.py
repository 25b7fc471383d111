"""Codes before a camera: a browser whose camera is a film that the test makes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, expect

from tests.browser.conftest import Visit, launch, visitors
from tests.browser.demo import Demo
from tests.browser.look import Look
from tests.browser.samples import badge, compact
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

FRAME = (1280, 960)
GREY = 160
# Every track that a page is given or lets go is told, also by a page that goes away at once.
_TELL = """() => {
    const ask = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
    if (ask) navigator.mediaDevices.getUserMedia = async (...wanted) => {
        console.info("camera: asked");
        const given = await ask(...wanted);
        console.info(`camera: ${given.getTracks().map((each) => each.kind)}`);
        return given;
    };
    const stop = MediaStreamTrack.prototype.stop;
    MediaStreamTrack.prototype.stop = function () {
        if (this.readyState === "live") console.info("camera: let go");
        stop.call(this);
    };
}"""
_REFUSED = (
    "The browser does not let this page use the camera. "
    "Allow it in the browser's settings for this site, and press again."
)
_ALONE = "This code alone is no credential and no link. If it is one of several, show the next one."
_USED = ["camera: asked", "camera: video", "camera: let go"]


class Film:
    """What the camera sees, in the file that the browser reads (YUV4MPEG2), over and over again."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def show(self, *frames: Sequence[str]) -> None:
        """Each frame is what its codes say, side by side; none is an empty wall."""
        width, height = FRAME
        colours = bytes([128]) * (width * height // 2)
        with self.file.open("wb") as out:
            out.write(f"YUV4MPEG2 W{width} H{height} F4:1 Ip A1:1 C420jpeg\n".encode())
            for frame in frames:
                out.write(b"FRAME\n" + self._picture(frame).tobytes() + colours)

    def _picture(self, codes: Sequence[str]) -> Image.Image:
        wall = Image.new("L", FRAME, GREY)
        room = FRAME[0] // max(1, len(codes))
        for place, each in enumerate(codes):
            code = zxingcpp.create_barcode(each, zxingcpp.BarcodeFormat.QRCode, ec_level="L")
            picture = Image.fromarray(code.to_image(scale=4, add_quiet_zones=True))
            side = min(room, FRAME[1]) - 40
            picture = picture.resize((side, side))
            wall.paste(picture, (place * room + (room - side) // 2, (FRAME[1] - side) // 2))
        return wall


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Film:
    return Film(tmp_path_factory.mktemp("film") / "camera.y4m")


@pytest.fixture(scope="module")
def filmed(playwright: Playwright, film: Film) -> Iterator[Browser]:
    film.show([])
    with launch(
        playwright,
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film.file}",
        "--host-resolver-rules=MAP wallet.example 127.0.0.1",
    ) as running:
        yield running


@pytest.fixture
def come(filmed: Browser, demo: Demo) -> Iterator[Visit]:
    """As `visit`, with a camera."""
    yield from visitors(filmed, demo)


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def watched(told: list[str]) -> Callable[[Visitor], Page]:
    """The visitor's page, whose use of the camera is told."""

    def watch(somebody: Visitor) -> Page:
        def hear(message: ConsoleMessage) -> None:
            if message.text.startswith("camera: "):
                told.append(message.text)

        somebody.page.on("console", hear)
        somebody.page.add_init_script(f"({_TELL})()")
        return somebody.page

    return watch


def test_a_credential_before_the_camera_leads_to_its_verdict(
    come: Visit, language: str, demo: Demo, film: Film, watched: Callable[[Visitor], Page], told: list[str]
) -> None:
    anybody = come(language, permissions=["camera"])
    page, sent = watched(anybody), _sent(anybody.page)
    signed = json.dumps(demo.issue(compact()))
    film.show([], [], [signed])
    assert anybody.go("/verify").headers["permissions-policy"].startswith("camera=(self)")
    assert told == []  # nothing is asked before the button was pressed
    anybody.button("Scan a QR code").click()
    expect(page.locator(".verdict .sentence")).to_contain_text(anybody.say.finding("headline.valid"))
    assert told == _USED
    (only,) = sent
    body = only.post_data or ""
    assert "image/" not in body
    assert len(body) < len(signed) + 2000


def test_a_link_before_the_camera_is_followed_and_a_share_of_this_site_opened(
    come: Visit, demo: Demo, film: Film, watched: Callable[[Visitor], Page], told: list[str]
) -> None:
    anybody = come("en", permissions=["camera"])
    page = watched(anybody)
    film.show(["https://name-of-nobody.invalid/badge"])
    anybody.go("/verify")
    anybody.button("Scan a QR code").click()
    expect(page.locator("[name=link]")).to_have_value("https://name-of-nobody.invalid/badge")
    expect(page.locator("[name=link]")).to_have_attribute("aria-invalid", "true")

    film.show([demo.share_link])
    anybody.button("Scan a QR code").click()
    page.wait_for_url(demo.share_link)
    expect(page.locator("[name=key]")).to_be_hidden()
    assert told == [*_USED, *_USED]


def test_a_credential_in_several_codes_is_added_to_the_wallet(
    come: Visit, demo: Demo, film: Film, watched: Callable[[Visitor], Page], told: list[str]
) -> None:
    learner = come("en", permissions=["camera"])
    page = watched(learner)
    learner.sign_up()
    signed = json.dumps(demo.issue(badge("Came by camera")))
    half = len(signed) // 2
    film.show([signed[half:]])
    learner.go("/credentials/add")
    learner.button("Scan a QR code").click()
    expect(page.get_by_role("status")).to_have_text(learner.say(_ALONE))
    learner.button("Stop the camera").click()
    assert told == _USED
    film.show([signed[half:]], [signed[:half]], [])
    learner.button("Scan a QR code").click()
    page.wait_for_url("**/credentials/imports/*")
    expect(page.locator(".certificate .title")).to_have_text("Came by camera")
    assert told == [*_USED, *_USED]


def test_the_camera_is_let_go_when_it_is_stopped_and_when_the_page_is_left(
    come: Visit, film: Film, watched: Callable[[Visitor], Page], told: list[str]
) -> None:
    anybody = come("en", permissions=["camera"])
    page = watched(anybody)
    film.show([])
    anybody.go("/verify")
    scan, stop = anybody.button("Scan a QR code"), anybody.button("Stop the camera")
    scan.focus()
    page.keyboard.press("Enter")
    expect(stop).to_be_focused()
    assert page.locator("video").evaluate("(video) => video.srcObject.active")
    page.keyboard.press("Enter")
    expect(scan).to_be_focused()
    expect(page.locator("video")).to_be_hidden()
    assert told == _USED

    scan.click()
    expect(stop).to_be_visible()
    page.evaluate(
        """() => {
            Object.defineProperty(document, "hidden", {value: true, configurable: true});
            document.dispatchEvent(new Event("visibilitychange"));
            delete document.hidden;
        }"""
    )
    expect(scan).to_be_visible()
    assert told == _USED * 2
    scan.click()
    expect(stop).to_be_visible()
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    expect(scan).to_be_visible()
    assert told == _USED * 3


@pytest.mark.parametrize(("language", "colours"), [("en", "light"), ("de", "dark")])
def test_the_page_while_the_camera_looks(come: Visit, film: Film, language: str, colours: str) -> None:
    anybody = come(language, color_scheme=colours, permissions=["camera"])
    film.show(["not yet all of it"])
    anybody.go("/verify")
    anybody.button("Scan a QR code").click()
    expect(anybody.page.get_by_role("status")).to_contain_text(anybody.say(_ALONE))
    look = Look(language, colours)
    look.at(anybody.page, "verify with the camera")
    assert not look.findings, look.findings


def test_who_refuses_the_camera_is_told_what_else_there_is(come: Visit, language: str, film: Film) -> None:
    anybody = come(language)
    anybody.go("/verify")
    anybody.button("Scan a QR code").click()
    _assert_said(anybody, _REFUSED)


def test_where_there_is_no_camera_it_is_said(visit: Visit, language: str) -> None:
    anybody = visit(language, permissions=["camera"])
    anybody.go("/verify")
    anybody.button("Scan a QR code").click()
    _assert_said(anybody, "No camera was found.")


def test_an_address_without_tls_has_no_camera(filmed: Browser, demo: Demo) -> None:
    page = filmed.new_page(locale="en-GB")
    page.goto(demo.origin.replace("127.0.0.1", "wallet.example") + "/verify")
    page.get_by_role("button", name="Scan a QR code").click()
    expect(page.get_by_role("status")).to_contain_text("A camera works only where the address begins with https.")
    page.context.close()


def test_no_other_page_may_ask_for_a_camera(filmed: Browser, demo: Demo) -> None:
    page = filmed.new_page(permissions=["camera"])
    answer = page.goto(demo.origin)
    assert answer is not None
    assert answer.headers["permissions-policy"].startswith("camera=()")
    ask = "navigator.mediaDevices.getUserMedia({video: true}).then(() => '', (error) => error.name)"
    assert page.evaluate(ask) == "NotAllowedError"
    expect(page.locator("[data-scan]")).to_have_count(0)
    page.context.close()


def _assert_said(anybody: Visitor, sentence: str) -> None:
    said = anybody.page.get_by_role("status")
    expect(said).to_contain_text(anybody.say(sentence))
    expect(said).to_contain_text(anybody.say("Choose a picture of the code, or paste its text."))
    expect(anybody.button("Scan a QR code")).to_be_visible()
    expect(anybody.page.locator("#file")).to_be_visible()


def _sent(page: Page) -> list[Request]:
    sent: list[Request] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            sent.append(request)

    page.on("request", note)
    return sent
