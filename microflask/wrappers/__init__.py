"""A request is an environ as an object; a response is an object as a WSGI answer."""

from .request import Request as Request
from .response import Response as Response

# Programs ask ``isinstance(answer, wrappers.ResponseBase)``: the class beneath Flask's own.
RequestBase = Request
ResponseBase = Response
