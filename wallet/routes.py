"""Every URL of the wallet. What is `private` asks for a sign-in before anything else of it runs."""

from __future__ import annotations

from sqlalchemy import literal
from sqlmodel import select
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from verifier.site.app import site_routes
from verifier.site.rendering import render
from verifier.site.routing import View, page
from wallet import well_known
from wallet.accounts import keys_pages as keys
from wallet.accounts import pages as accounts
from wallet.accounts import settings_pages as settings
from wallet.bulk import pages as bulk
from wallet.credentials import pages as credentials
from wallet.desk import decided_pages as decisions
from wallet.desk import deciding_pages as answering
from wallet.desk import handing_pages as handing
from wallet.desk import pages as cases
from wallet.export import pages as export
from wallet.history import pages as history
from wallet.organisations import about_pages as about
from wallet.organisations import desk_pages as desk
from wallet.organisations import member_pages as members
from wallet.organisations import pathway_pages as their_pathways
from wallet.organisations import public_pages as organisations
from wallet.organisations import rules_pages as rules
from wallet.pathways import agreement_pages as agreements
from wallet.pathways import making_pages as own_pathways
from wallet.pathways import opportunity_pages as opportunities
from wallet.pathways import pages as pathways
from wallet.reviews import pages as reviews
from wallet.shares import builder, door, paper, sheet_pdf, takeaway
from wallet.shares import life_pages as life
from wallet.shares import openings_pages as openings
from wallet.shares import pages as shares
from wallet.stacks import credential_pages as recognition
from wallet.stacks import deciding_pages as deciding
from wallet.stacks import pages as stacks
from wallet.web.sessions import SignedInOnly, service_of


def private(path: str, *, get: View | None = None, post: View | None = None) -> Route:
    """A page for who is signed in."""
    return page(path, get=get, post=post, middleware=[Middleware(SignedInOnly)])


def front_page(request: Request) -> Response:
    """GET /: two doors."""
    return render(request, "front.html")


def healthy(request: Request) -> Response:
    """GET /healthy: whether the database answers; for whoever watches over the service."""
    with service_of(request).database.reading() as session:
        session.exec(select(literal(1)))
    return PlainTextResponse("ok")


def routes() -> list[BaseRoute]:
    """The table of URLs."""
    return [
        page("/", get=front_page),
        page("/healthy", get=healthy),
        *site_routes(),  # /verify, /language, /theme, /static
        page("/.well-known/did.json", get=well_known.did_page),
        page("/.well-known/jwks.json", get=well_known.keys_page),
        page("/s/{id}", get=door.door, post=door.press),
        page("/s/{id}/presentation", get=takeaway.presentation),
        page("/s/{id}/receipt", get=takeaway.receipt),
        page("/s/{id}/certificate.pdf", get=takeaway.certificate),
        page("/pathways", get=pathways.pathways_page),
        private("/pathways/new", get=own_pathways.new_page, post=own_pathways.create),
        private("/pathways/import", get=own_pathways.import_page, post=own_pathways.take),
        private("/pathways/drafts/{id}", get=own_pathways.draft_page),
        private("/pathways/drafts/{id}/publish", post=own_pathways.publish_draft),
        private("/pathways/drafts/{id}/delete", get=own_pathways.delete_page, post=own_pathways.delete),
        page("/pathways/{digest}", get=pathways.pathway_page),
        page("/pathways/{digest}/{format}.json", get=pathways.pathway_file),
        private("/pathways/{digest}/withdraw", post=pathways.withdraw),
        page("/agreements", get=agreements.agreements_page),
        page("/agreements/{digest}", get=agreements.agreement_page),
        page("/agreements/{digest}/{format}.json", get=agreements.agreement_file),
        page("/opportunities", get=opportunities.opportunities_page),
        page("/opportunities/{digest}", get=opportunities.opportunity_page),
        page("/opportunities/{digest}/{format}.json", get=opportunities.opportunity_file),
        page("/documents/{digest}/signatures/{number:int}.json", get=pathways.credential_file),
        page("/organisations/{id}", get=organisations.organisation_page),
        page("/organisations/{id}/did.json", get=organisations.did_page),
        page("/organisations/{id}/status/{tag}.json", get=organisations.status_page),
        page("/s/{id}/answer", get=reviews.answer_page, post=reviews.answer),
        private("/s/{id}/answer/as/{organisation}", get=answering.link_answer_page, post=answering.link_answer),
        page("/bulk", get=bulk.bulk_page, post=bulk.bulk),
        page("/bulk/table.csv", post=bulk.table),
        page("/sign-up", get=accounts.sign_up_page, post=accounts.sign_up),
        page("/sign-in", get=accounts.sign_in_page, post=accounts.sign_in),
        page("/sign-out", post=accounts.sign_out),
        page("/recover", get=accounts.recover_page, post=accounts.recover),
        page("/enter/{token}", get=accounts.enter),
        private("/kit", get=accounts.no_kit),
        private("/credentials", get=credentials.credentials_page),
        private("/credentials/add", get=credentials.add_page, post=credentials.add),
        private("/credentials/imports/{id}", get=credentials.preview_page, post=credentials.decide),
        private("/credentials/{id}", get=credentials.credential_page),
        private("/credentials/{id}/recheck", post=credentials.recheck),
        private("/credentials/{id}/original", get=credentials.original),
        private("/credentials/{id}/reports/{report}", get=credentials.report_page),
        private("/credentials/{id}/delete", get=credentials.delete_page, post=credentials.delete),
        private("/credentials/{id}/recognition", get=recognition.recognition_page),
        private("/skills", get=recognition.skills_page),
        private("/skills.json", get=recognition.skills_json),
        private("/stacks", get=stacks.stacks_page),
        private("/stacks/new", get=stacks.new_page, post=stacks.start),
        private("/stacks/{id}", get=stacks.stack_page),
        private("/stacks/{id}/evaluation.json", get=stacks.evaluation_json),
        private("/stacks/{id}/twins", post=deciding.twins),
        private("/stacks/{id}/accept", post=deciding.accept),
        private("/stacks/{id}/planned", post=deciding.plan),
        private("/stacks/{id}/seen", post=deciding.seen),
        private("/stacks/{id}/delete", get=stacks.delete_page, post=stacks.delete),
        private("/shares", get=shares.shares_page),
        private("/shares/new", get=builder.new_page, post=builder.create),
        private("/shares/openings", get=openings.openings_page),
        private("/shares/openings/erase", get=openings.erase_page, post=openings.erase),
        private("/shares/openings.{kind}", get=openings.export),
        private("/shares/{id}", get=shares.share_page),
        private("/shares/{id}/qr.png", get=shares.qr_png),
        private("/shares/{id}/print", get=paper.print_page),
        private("/shares/{id}/sheet.pdf", get=sheet_pdf.sheet),
        private("/shares/{id}/pause", post=life.pause),
        private("/shares/{id}/resume", post=life.resume),
        private("/shares/{id}/end", post=life.move_end),
        private("/shares/{id}/limit", post=life.limit),
        private("/shares/{id}/tries", post=life.new_tries),
        private("/shares/{id}/change", get=builder.change_page, post=builder.change),
        private("/shares/{id}/stop", get=life.stop_page, post=life.stop),
        private("/shares/{id}/hand-over", get=handing.choose_page),
        private("/shares/{id}/cases/{case}/take-back", get=handing.take_back_page, post=handing.take_back),
        private("/stacks/{id}/hand-over", get=handing.stack_page),
        private("/organisations/{id}/hand-over", get=handing.consent_page, post=handing.hand_over),
        private("/reviews", get=reviews.received_page),
        private("/reviews/{id}", get=reviews.one_page),
        private("/reviews/{id}/credential.json", get=reviews.credential_file),
        private("/reviews/{id}/keep", post=reviews.keep),
        private("/reviews/{id}/erase", get=reviews.erase_page, post=reviews.erase),
        private("/desk", get=desk.list_page),
        private("/desk/new", get=desk.new_page, post=desk.begin),
        private("/desk/join/{token}", get=desk.join_page, post=desk.accept),
        private("/desk/{id}", get=cases.cases_page),
        private("/desk/{id}/cases/{case}", get=cases.case_page, post=cases.press),
        private("/desk/{id}/cases/{case}/notes", post=cases.note),
        private("/desk/{id}/cases/{case}/assign", post=cases.assign),
        private("/desk/{id}/cases/{case}/close", get=cases.close_page, post=cases.close),
        private("/desk/{id}/cases/{case}/answer", get=answering.answer_page, post=answering.answer),
        private("/desk/{id}/decision.json", post=answering.file),
        private("/desk/{id}/decisions", get=decisions.decisions_page),
        private("/desk/{id}/decisions/{issued}/withdraw", get=decisions.withdraw_page, post=decisions.withdraw_one),
        private("/desk/{id}/members", get=members.members_page, post=members.invite_one),
        private("/desk/{id}/members/{member}/role", post=members.give_role),
        private("/desk/{id}/members/{member}/remove", get=members.remove_page, post=members.remove_one),
        private("/desk/{id}/invitations/{invitation}/take-back", post=members.take_invitation_back),
        private("/desk/{id}/rules", get=rules.rules_page, post=rules.change),
        private("/desk/{id}/about", get=about.about_page, post=about.change),
        private("/desk/{id}/about/did.json", get=about.did_file),
        private("/desk/{id}/about/domain", post=about.check_domain),
        private("/desk/{id}/about/give-up", get=about.give_up_page, post=about.give_up),
        private("/desk/{id}/about/delete", get=about.delete_page, post=about.delete),
        private("/desk/{id}/pathways", get=their_pathways.pathways_page),
        private("/desk/{id}/pathways/{digest}/sign", get=their_pathways.sign_page, post=their_pathways.sign),
        private("/history", get=history.history_page),
        private("/settings", get=settings.settings_page, post=settings.change_settings),
        private("/settings/passphrase", post=settings.change_passphrase),
        private("/settings/kit", post=settings.new_kit),
        private("/settings/sessions", post=settings.sign_out_everywhere),
        private("/settings/keys", get=keys.keys_page, post=keys.make_key),
        private("/settings/keys/{id}/delete", get=keys.delete_page, post=keys.delete),
        private("/settings/export", get=export.export_page, post=export.export),
        private("/settings/delete", get=settings.delete_page, post=settings.delete),
    ]
