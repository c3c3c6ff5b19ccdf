"""ETags: a client that knows a version need not load it again, and cannot overwrite another.

An ETag names a version of what is at an address (RFC 9110, section 8.8.3). With GET the client
sends it as ``If-None-Match``, and gets a 304 without a body where that is still the version.
With PUT, PATCH and DELETE it sends ``If-Match``, and gets a 412 where it is not.
"""

from microflask import Response, request

from .problems import ChangedMeanwhile, ConditionRequired, answer_problem
from .shop import Tea


def answer_conditionally(response: Response) -> Response:
    """Give what was read an ETag, and leave the body out for a client that has it.

    The blueprint calls it after each of its requests.
    """
    if request.method not in {"GET", "HEAD"} or response.status_code != 200:
        return response
    response.add_etag()  # of the body's bytes, unless the view has set one
    response.cache_control.no_cache = True  # keep it, but ask each time whether it still holds
    response.make_conditional(request)
    if response.status_code == 412:
        return answer_problem(ChangedMeanwhile("If-Match names another version than this one."))
    return response


def insist_on_version(tea: Tea) -> None:
    """Let the request pass if it names the current version of *tea*, or any by ``*``.

    Raises ConditionRequired, a 428, where it names none; ChangedMeanwhile, a 412, where it names
    only others. To be of use it is called with the shelf's lock held, until the change is made.
    """
    if "If-Match" not in request.headers:
        raise ConditionRequired("Send the ETag of the version that you know as If-Match.")
    if not request.if_match.contains(tea.version):
        raise ChangedMeanwhile("Read it again before you change it.", current=f'"{tea.version}"')
