from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.testclient import TestClient

from tests.verifier.site.tiny import tiny
from verifier.site.assets import asset_versions, static_folder, templates_folder
from verifier.site.rendering import build_pages, say


def _render(folder: Path, template: str, **context: object) -> str:
    (folder / "page.html").write_text(template, "utf-8")
    app = Starlette()
    request = Request(
        {"type": "http", "app": app, "headers": [], "path": "/x", "query_string": b"", "server": ("a", 1)}
    )
    return bytes(build_pages([], templates=folder).render(request, "page.html", context).body).decode()


def test_everything_is_escaped_translations_too(tmp_path: Path) -> None:
    template = '{{ name }} {{ _("Signed in as %(name)s", name=name) }} {{ ngettext("%(num)s a", "%(num)s b", 2) }}'
    assert _render(tmp_path, template, name="<i>") == "&lt;i&gt; Signed in as &lt;i&gt; 2 b"


@pytest.mark.parametrize(
    "template", ["{{ nobody }}", "{% if nobody %}{% endif %}", "{{ some.thing }}", "{{ path.x.y }}"]
)
def test_a_name_that_nobody_gave_is_an_error(tmp_path: Path, template: str) -> None:
    with pytest.raises(UndefinedError):
        _render(tmp_path, template, some={})


def test_a_field_without_a_mistake_counts_as_no(tmp_path: Path) -> None:
    assert _render(tmp_path, '{% if errors.name %}x{% endif %}{{ values.name or "-" }}', errors={}, values={}) == "-"


def test_every_page_knows_language_theme_path_and_learner(tmp_path: Path) -> None:
    assert _render(tmp_path, "{{ language }} {{ theme }} {{ path }} {{ learner }}") == "en system /x None"


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2028, 3, 1, 9, 5, tzinfo=UTC), "1 March 2028, 09:05 UTC"),
        (datetime(2028, 3, 1, 1, 0, tzinfo=timezone(timedelta(hours=2))), "29 February 2028, 23:00 UTC"),
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))), "1 January 1, 00:00 UTC"),
        (datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-14))), "31 December 9999, 23:00 UTC"),
    ],
)
def test_moments_say_their_zone_and_the_first_and_last_day_crash_nothing(
    tmp_path: Path, at: datetime, said: str
) -> None:
    assert _render(tmp_path, "{{ moment(at) }}", at=at) == said
    assert said.startswith(_render(tmp_path, "{{ date(at) }}", at=at))


def test_an_asset_is_named_by_its_content_and_then_kept(tmp_path: Path) -> None:
    version = asset_versions(static_folder())["cairn.css"]
    assert _render(tmp_path, '{{ asset("cairn.css") }}') == f"/static/cairn.css?v={version}"
    with pytest.raises(KeyError):
        _render(tmp_path, '{{ asset("missing.css") }}')


def test_browsers_keep_only_the_version_that_they_asked_for(client: TestClient) -> None:
    version = asset_versions(static_folder())["cairn.css"]
    kept = client.get(f"/static/cairn.css?v={version}")
    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    for query in ("", "?v=0", f"?v={version}&x=1"):
        assert client.get(f"/static/cairn.css{query}").headers["cache-control"] == "no-cache"
    assert client.get("/static/cairn.css", headers={"If-None-Match": kept.headers["etag"]}).status_code == 304


def test_templates_and_static_files_are_found() -> None:
    assert (templates_folder() / "base.html").is_file()
    assert (static_folder() / "cairn.css").is_file()


def test_sentences_of_code_are_filled_with_facts() -> None:
    client = tiny([])
    request = Request({"type": "http", "app": client.app, "headers": []})
    assert say(request, "100 %") == "100 %"
    assert say(request, "Kept: %(title)s", {"title": "<b>%(x)s\n\u202eevil"}) == "Kept: <b>%(x)s evil"
