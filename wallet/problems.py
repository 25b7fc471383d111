"""A sentence for everything that a person can mend: what is wrong, and what helps."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from verifier.site.errors import error_response, prefers_json
from verifier.site.i18n import lazy
from verifier.site.rendering import render, say
from wallet.service import NotFound, Problem

_NAME_TAKEN = lazy("This name or e-mail address cannot be used here: somebody has it already. Choose another one.")

SENTENCES: Mapping[str, str] = {
    "name.empty": lazy("Type a name."),
    "name.too_long": lazy("This name is too long: 254 characters at most."),
    "name.control": lazy("This name has characters in it that cannot be seen. Type it without them."),
    "name.taken": _NAME_TAKEN,
    "email.empty": lazy("Type an e-mail address, or leave the field empty."),
    "email.too_long": lazy("This e-mail address is too long: 254 characters at most."),
    "email.control": lazy("This e-mail address has characters in it that cannot be seen. Type it without them."),
    "email.malformed": lazy("This is not an e-mail address. It should look like name@example.org."),
    "passphrase.too_short": lazy("This passphrase is too short: ten characters at least, better four or five words."),
    "passphrase.too_long": lazy("This passphrase is too long: 1024 characters at most."),
    "passphrase.characters": lazy("This passphrase has characters in it that cannot be typed again. Choose others."),
    "passphrase.is_name": lazy("This is your name or e-mail address, which others can guess. Choose something else."),
    "passphrase.not_the_same": lazy("This is not the same passphrase as above. Type both again."),
    "passphrase.wrong": lazy("This is not your passphrase."),
    "sign_in.wrong": lazy("Name and passphrase do not belong together. Look at both and try again."),
    "kit.mistyped": lazy("There is a typing error in the kit. It has nine groups of four letters and digits."),
    "recover.wrong": lazy("Name and kit do not belong together. A kit that was replaced opens nothing any more."),
    "import.empty": lazy("Give a file, a link or a text."),
    "import.too_large": lazy("This is too much at once. Add fewer files, or a smaller one."),
    "import.nothing_chosen": lazy("Tick at least one that you want to keep."),
    "import.kept_meanwhile": lazy("You kept this one in the meantime: it is in your wallet."),
    "link.malformed": lazy("This is not a link. It should begin with https://"),
    "link.refused": lazy("This address cannot be asked: it has to be a public one that begins with https."),
    "link.timeout": lazy("Nothing came back from this address in time. Try again later, or save the file and add it."),
    "link.too_large": lazy("What lies at this address is too large."),
    "link.redirects": lazy("This address sends from one place to the next. Open it in your browser and save the file."),
    "link.status": lazy("This address has nothing for us. If it needs a sign-in, save the file and add it."),
    "link.failed": lazy("This address could not be reached. Look whether it is right."),
    "link.offline": lazy("This address could not be reached. Look whether it is right."),
    "share.nothing_chosen": lazy("Tick at least one credential."),
    "share.too_many": lazy("These are too many for one link. Make several links."),
    "share.too_long": lazy("This is too long."),
    "share.too_many_recipients": lazy("These are too many at once: thirty links at most."),
    "share.opens": lazy("Type a number between 1 and 10,000, or nothing."),
    "review.empty": lazy("Write something."),
    "review.too_long": lazy("This is too long."),
    "review.credits": lazy("Type a number of credits, such as 5 or 2.5."),
    "review.who": lazy("A decision names who takes it: your name and your organisation."),
    "review.conditions": lazy("Say which conditions have to be met."),
    "review.difference": lazy("Say what the substantial difference is: whoever recognises less has to show it."),
    "review.appeal": lazy("Say how the learner can appeal."),
    "review.too_many": lazy("So much was answered to this link that it takes no more answers."),
    "organisation.name": lazy("Type what the organisation is called."),
    "organisation.too_long": lazy("This is too long."),
    "organisation.website": lazy("This is not the address of a website. It should begin with https://"),
    "organisation.days": lazy("Type a number of days between 1 and 366."),
    "organisation.member_name": lazy("Type a name by which the others know this person."),
    "organisation.role": lazy("Your role in this organisation does not allow this. Ask one of its admins."),
    "organisation.too_many": lazy("You belong to as many organisations as one can. Leave one first."),
    "organisation.too_many_invited": lazy("So many invitations are waiting that no more can be made."),
    "organisation.no_role": lazy("Choose one of the roles."),
    "organisation.signature_end": lazy("Choose a day that is still to come, or none."),
    "organisation.member": lazy("You belong to this organisation already."),
    "organisation.full": lazy("This organisation has as many members as it can have."),
    "organisation.last_admin": lazy("Nobody would be left who may let people in. Make somebody else an admin first."),
    "organisation.not_its_name": lazy("This is not the name of the organisation."),
    "organisation.domain": lazy("This is not a domain of your own. It should look like school.example."),
    "organisation.domain_unproved": lazy(
        "Nothing at this domain says that your key is its own. Publish the file below there and try again."
    ),
    "organisation.too_many_domains": lazy("This organisation signed under as many domains as it can."),
    "organisation.not_a_party": lazy("This agreement does not name your organisation as a party."),
    "organisation.not_signed": lazy(
        "What your organisation signs does not hold just now: look whether its domain still publishes its key."
    ),
    "trust.malformed": lazy("This is not a list: one identifier and one name a line, or JSON."),
    "trust.too_many": lazy("These are more than a list can hold."),
    "case.not_open": lazy("Nobody can open this link just now, so it cannot be handed over."),
    "case.no_stack": lazy("This link shares no stack. Make a link with the stack that you want to hand over."),
    "case.handed_already": lazy("You handed this link over to this organisation already."),
    "case.changed": lazy("Something about this has changed since you read it. Read it once more before you agree."),
    "case.agree": lazy("Tick that you agree, or do not hand it over."),
    "case.too_many": lazy("You handed as much over to this organisation as one can. Take something back first."),
    "case.desk_full": lazy("So much was handed over to this organisation that it takes no more just now."),
    "case.no_organisation": lazy("No organisation is known here by this address. Look whether it is whole."),
    "case.full": lazy("So much happened to this case that nothing more can be written into it. Close it."),
    "case.note_empty": lazy("Write something."),
    "case.note_too_long": lazy("This is too long: 4000 characters at most."),
    "decision.too_many": lazy("Your organisation signed as many decisions as it can here."),
    "bulk.empty": lazy("Give links or files."),
    "bulk.too_many": lazy("These are too many for one table: 500 at most."),
    "bulk.pathway": lazy("There is no such pathway here."),
    "share.stack_gone": lazy("This stack is gone: you gave it up meanwhile. Choose another one, or none."),
    "share.over": lazy("This link is over: nothing about it can be changed."),
    "share.no_passcode": lazy("This link asks for no passcode."),
    "passcode.too_short": lazy("This passcode is too short: eight characters at least, spaces and dashes not counted."),
    "passcode.too_long": lazy("This passcode is too long: 1024 characters at most."),
    "passcode.characters": lazy("This passcode has characters in it that cannot be typed again. Choose others."),
    "share.end_missing": lazy("Choose the day on which the link stops."),
    "share.end_past": lazy("This day is over. Choose a later one."),
    "share.end_too_far": lazy("This day is too far away. Choose an earlier one."),
    "share.keeps_secrets": lazy(
        "This credential holds what only you may have, and cannot be handed on as it is. Show a summary of it."
    ),
    "share.not_in_part": lazy("This credential was signed as a whole. Show all of it, or a summary."),
    "share.pointer": lazy("This part cannot be shown by itself. Choose what it stands in as well."),
    "share.not_derived": lazy("Out of this credential nothing can be shown. Check it again."),
    "share.nothing_to_present": lazy("Nothing of this fits into a file for other verifiers. Take that away again."),
    "holder_key.too_many": lazy("You have as many keys as a wallet can hold. Delete one that you do not need."),
    "holder_key.too_long": lazy("This is too long."),
    "holder_key.curve": lazy("Choose one of the kinds of key."),
    "pathway.too_many": lazy("You have as many of these as a wallet can hold. Take one back or delete one first."),
    "pathway.signatures": lazy("This document has as many signatures as it can have."),
    "takeaway.failed": lazy("This file could not be made just now. The page itself shows everything that was found."),
    "stack.no_pathway": lazy("Choose a pathway, or give its file or text."),
    "stack.too_many_decisions": lazy("These are more decisions than a stack can hold."),
    "planned.title": lazy("Type what the course is called."),
    "planned.ects": lazy("Type a number of credits, such as 5 or 2.5."),
    "planned.eqf": lazy("Type a level from 1 to 8, or nothing."),
    "planned.outcomes": lazy("These are too many, or one of them is too long."),
    "planned.too_long": lazy("This is too long."),
    "planned.too_many": lazy("These are as many courses as one can plan here. Take one away."),
    "stack.too_many": lazy("You have as many stacks as a wallet can hold. Give up one that you do not need."),
    "share.stop_failed": lazy("Stopping the link did not work: it can still be opened. Stop it again."),
}
_UNKNOWN = lazy("This did not work.")


def sentence_of(request: Request, problem: Problem) -> str:
    """The problem in the reader's language."""
    return say(request, SENTENCES.get(problem.code, _UNKNOWN))


def errors_of(request: Request, problem: Problem) -> dict[str, str]:
    """What a form's template calls `errors`: the field (or `form`) -> the sentence that stands beside it."""
    return {problem.field: sentence_of(request, problem)}


def show_again(
    request: Request,
    template: str,
    problem: Problem,
    values: Mapping[str, str],
    context: Mapping[str, object] | None = None,
) -> Response:
    """The form again, 422, with the mistake beside its field and what was typed. No secret belongs into `values`."""
    around = context or {}
    return render(request, template, {**around, "errors": errors_of(request, problem), "values": dict(values)}, 422)


def handle_problem(request: Request, error: Exception) -> Response:
    """The handler for a Problem that no form shows."""
    assert isinstance(error, Problem)
    if prefers_json(request):
        return JSONResponse({"error": error.code}, 422)
    context = {"title": say(request, _UNKNOWN), "sentence": sentence_of(request, error), "advice": "", "status": 422}
    return render(request, "error.html", context, 422)


def handle_not_found(request: Request, error: Exception) -> Response:
    """The handler for NotFound: the same page as for an address that never was."""
    assert isinstance(error, NotFound)
    return error_response(request, 404)
