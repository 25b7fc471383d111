"""What is wrong with a document that somebody handed in, in words, and where."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from starlette.requests import Request

from verifier.site.i18n import lazy
from verifier.site.rendering import say
from wallet.problems import sentence_of
from wallet.service import Problem

_SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "document.empty": lazy("Give a file or a text."),
        "document.too_large": lazy("This document is too large."),
        "document.not_json": lazy("This is not a document in JSON."),
        "document.not_object": lazy("Here should be an object."),
        "document.unknown_member": lazy("Nobody knows what this member means."),
        "document.missing": lazy("Something is missing here."),
        "document.not_text": lazy("Here should be a text, without characters that cannot be seen."),
        "document.too_long": lazy("This text is too long."),
        "document.not_number": lazy("Here should be a number."),
        "document.out_of_range": lazy("This number is too large or too small."),
        "document.not_flag": lazy("Here should be yes or no (true or false)."),
        "document.not_day": lazy("Here should be a day, such as 2027-03-01."),
        "document.not_period": lazy("Here should be a length of time, such as P5Y for five years."),
        "document.not_a_choice": lazy("This is none of the words that are known here."),
        "document.not_list": lazy("Here should be a list."),
        "document.too_many": lazy("These are too many."),
        "document.not_language": lazy("This is not the name of a language, such as en."),
        "document.digest": lazy("What was signed is about another text than the one that is beside it."),
        "document.not_signed_well": lazy("The signature does not hold, or was withdrawn. Check the file to see why."),
        "rule.too_deep": lazy("The requirements are nested too deeply."),
        "rule.empty": lazy("Nothing is asked for here."),
        "rule.too_few": lazy("More is asked for than there is to choose from."),
        "rule.of_or_match": lazy("Say either which achievements give the credits, or which requirements."),
        "rule.range": lazy("The largest number is smaller than the smallest."),
        "rule.unit": lazy("This unit does not fit here."),
        "match.code_without_issuer": lazy("A code means something only beside its issuer: name the issuer too."),
        "match.isced": lazy("A field of education (ISCED-F) has two to four digits."),
        "match.range": lazy("The upper end is below the lower one."),
        "policy.round_to": lazy("The step of rounding cannot be zero."),
        "pathway.too_large": lazy("This pathway asks for too much at once: 300 requirements at most."),
        "pathway.validity": lazy("It would end before it begins."),
        "pathway.share_without_target": lazy("Say how many credits the target has: a part of them is asked for."),
        "pathway.digest": lazy("This is not the address of an agreement."),
        "agreement.parties": lazy("An agreement needs two parties, one that awards and one that recognises."),
        "agreement.shared_id": lazy("Two parties have the same address: nobody could tell who signs."),
        "agreement.validity": lazy("It would end before it begins."),
        "agreement.credit_rule": lazy("The credit rule does not fit its kind."),
        "agreement.to": lazy("Say as what it is recognised: modules or a qualification."),
        "agreement.digest": lazy("This is not the address of an agreement."),
        "opportunity.dates": lazy("It would end before it begins."),
        "opportunity.address": lazy("A page has an address that begins with https://"),
        "exchange.no_pathway": lazy("No pathway was found in it."),
        "exchange.no_opportunity": lazy("No pathway and no learning opportunity was found in it."),
        "exchange.nameless": lazy("One of its parts has neither a name nor an address."),
        "exchange.too_deep": lazy("Its parts are nested too deeply, or go in a circle."),
        "exchange.too_large": lazy("It has too many parts."),
    }
)


def explain(request: Request, problem: Problem, path: str = "") -> str:
    """The problem as a sentence, with the place in the document where there is one."""
    known = _SENTENCES.get(problem.code)
    if known is None:
        return sentence_of(request, problem)
    said = say(request, known)
    return f"{said} ({path})" if path.strip("/") else said
