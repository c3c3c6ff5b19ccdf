"""The types of views, hooks and handlers.

There is a name for what a view may return and for what each decorator accepts. They are for
type checkers and for annotations in programs.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, Union

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication as WSGIApplication
    from werkzeug.datastructures import Headers as Headers
    from werkzeug.wrappers import Response as WerkzeugResponse

    from .wrappers import Response as Response

# These are evaluated, so that a program may write ``ResponseReturnValue | None``. That is why
# unions with a name in quotes use Union: ``|`` does not take strings.

#: A response, or a value that becomes the body of one. A dict becomes JSON; it is a Mapping
#: here because a TypedDict is not a ``dict[str, Any]`` to a type checker. Asynchronous
#: generators are not supported.
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

#: One value of a header, or several: the header is sent once for each.
HeaderValue = str | list[str] | tuple[str, ...]

#: The headers in a view's return value.
HeadersValue = Union["Headers", Mapping[str, HeaderValue], Sequence[tuple[HeaderName, HeaderValue]]]

#: A status: ``404`` or ``"404 Where is it?"``.
StatusValue = int | str

#: What a view may return: a value or a WSGI app, alone or with a status, headers or both.
ResponseReturnValue = Union[
    ResponseValue,
    "WSGIApplication",
    tuple[Union[ResponseValue, "WSGIApplication"], HeadersValue],
    tuple[Union[ResponseValue, "WSGIApplication"], StatusValue],
    tuple[Union[ResponseValue, "WSGIApplication"], StatusValue, HeadersValue],
]

#: The response class of an app: a variable, so that a hook may use a subclass.
ResponseClass = TypeVar("ResponseClass", bound="Response")

#: Who a hook belongs to: None for the app, or the name of a blueprint.
AppOrBlueprintKey = str | None

#: A view. Its arguments depend on its rule.
RouteCallable = Callable[..., ResponseReturnValue] | Callable[..., Awaitable[ResponseReturnValue]]

# The hooks, in the order in which a request calls them.
URLValuePreprocessorCallable = Callable[[str | None, dict[str, Any] | None], None]
BeforeFirstRequestCallable = Callable[[], None] | Callable[[], Awaitable[None]]
BeforeRequestCallable = (
    Callable[[], ResponseReturnValue | None] | Callable[[], Awaitable[ResponseReturnValue | None]]
)
AfterRequestCallable = (
    Callable[[ResponseClass], ResponseClass] | Callable[[ResponseClass], Awaitable[ResponseClass]]
)

#: An after-request hook for any response class. It must return a response.
AnyAfterRequestCallable = (
    Callable[[Any], Union["Response", "WerkzeugResponse"]]
    | Callable[[Any], Awaitable[Union["Response", "WerkzeugResponse"]]]
)

TeardownCallable = (
    Callable[[BaseException | None], None] | Callable[[BaseException | None], Awaitable[None]]
)

#: An error handler. Its argument is Any, because a handler for KeyError does not accept every
#: Exception.
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
