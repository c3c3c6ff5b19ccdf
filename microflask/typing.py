"""The types that views, hooks and handlers are annotated with.

What a view may return, and what each decorator accepts, under one name each. Type
checkers read this room, and programs that annotate; no request does.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, Union

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication as WSGIApplication
    from werkzeug.datastructures import Headers as Headers
    from werkzeug.wrappers import Response as WerkzeugResponse

    from .wrappers import Response as Response

# Where a name stands in quotes the union is spelled Union: there is no ``|`` for it. All of
# this is evaluated, so that a program may write ``ResponseReturnValue | None``.

#: What becomes the body of a response, or is one already. A dict becomes JSON; a Mapping
#: stands for it here, because a TypedDict is no ``dict[str, Any]`` to a type checker. There
#: are no asynchronous streams: an async view may be a coroutine, but not a generator.
ResponseValue = Union[
    "Response",
    str,
    bytes,
    bytearray,
    list[Any],
    Mapping[str, Any],
    Iterator[str],
    Iterator[bytes],
]

HeaderName = str

#: One header's value, or several: a header is sent once for each.
HeaderValue = str | list[str] | tuple[str, ...]

#: The headers in a view's return value.
HeadersValue = Union["Headers", Mapping[str, HeaderValue], Sequence[tuple[HeaderName, HeaderValue]]]

#: A status: ``404`` or ``"404 Where is it?"``.
StatusValue = int | str

#: All that a view may return: a value or any WSGI app, alone or with a status, headers or both.
ResponseReturnValue = Union[
    ResponseValue,
    "WSGIApplication",
    tuple[Union[ResponseValue, "WSGIApplication"], HeadersValue],
    tuple[Union[ResponseValue, "WSGIApplication"], StatusValue],
    tuple[Union[ResponseValue, "WSGIApplication"], StatusValue, HeadersValue],
]

#: The response class of an app. A variable, so that a hook may be annotated with a subclass.
ResponseClass = TypeVar("ResponseClass", bound="Response")

#: Whose hook it is: None for the app, else the name of a blueprint.
AppOrBlueprintKey = str | None

#: A view. What it takes is decided by its rule.
RouteCallable = Callable[..., ResponseReturnValue] | Callable[..., Awaitable[ResponseReturnValue]]

# The hooks, in the order in which a request meets them.
URLValuePreprocessorCallable = Callable[[str | None, dict[str, Any] | None], None]
BeforeFirstRequestCallable = Callable[[], None] | Callable[[], Awaitable[None]]
BeforeRequestCallable = (
    Callable[[], ResponseReturnValue | None] | Callable[[], Awaitable[ResponseReturnValue | None]]
)
AfterRequestCallable = (
    Callable[[ResponseClass], ResponseClass] | Callable[[ResponseClass], Awaitable[ResponseClass]]
)

#: Every after-request hook, whatever the response class that it takes: it must return one.
AnyAfterRequestCallable = (
    Callable[[Any], Union["Response", "WerkzeugResponse"]]
    | Callable[[Any], Awaitable[Union["Response", "WerkzeugResponse"]]]
)

TeardownCallable = (
    Callable[[BaseException | None], None] | Callable[[BaseException | None], Awaitable[None]]
)

#: An error handler. What it takes is Any: a handler for KeyError accepts no Exception, so
#: the type of all handlers cannot name the class that one of them is registered for.
ErrorHandlerCallable = (
    Callable[[Any], ResponseReturnValue] | Callable[[Any], Awaitable[ResponseReturnValue]]
)

URLDefaultCallable = Callable[[str, dict[str, Any]], None]
TemplateContextProcessorCallable = (
    Callable[[], dict[str, Any]] | Callable[[], Awaitable[dict[str, Any]]]
)
TemplateFilterCallable = Callable[..., Any]
TemplateGlobalCallable = Callable[..., Any]
TemplateTestCallable = Callable[..., bool]
ShellContextProcessorCallable = Callable[[], dict[str, Any]]
