"""Class-based views: one object per request, and one method per HTTP method.

``as_view`` turns a class into the function that ``add_url_rule`` takes, so the app does not
need to know that a view is a class.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from typing import TYPE_CHECKING, Any, ClassVar

from werkzeug.exceptions import MethodNotAllowed

from .globals import get_app_context, get_request_context

if TYPE_CHECKING:
    from .typing import ResponseReturnValue, RouteCallable

#: The methods of a ``MethodView`` that handle the HTTP method of the same name.
http_method_funcs = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "trace"})


class View:
    """Handle requests with an object: override ``dispatch_request``.

    ::

        class Hello(View):
            def dispatch_request(self, name):
                return f"Hello, {name}!"

        app.add_url_rule("/hello/<name>", view_func=Hello.as_view("hello"))
    """

    #: The HTTP methods of a rule that is added without ``methods``; None for GET alone.
    methods: ClassVar[Collection[str] | None] = None

    #: Whether the app answers OPTIONS for this view; None leaves that to the app.
    provide_automatic_options: ClassVar[bool | None] = None

    #: Applied to the view function, the first one first. A decorator on the class itself
    #: would not apply to the function.
    decorators: ClassVar[list[Callable[..., Any]]] = []

    #: Whether each request gets its own instance. If False, all requests share one, so store
    #: what belongs to a request in ``g`` and not on ``self``.
    init_every_request: ClassVar[bool] = True

    # The types allow a subclass to name the URL's values, and to be ``async``.
    def dispatch_request(
        self, *args: Any, **kwargs: Any
    ) -> ResponseReturnValue | Awaitable[ResponseReturnValue]:
        """Handle the request. The values of its URL are passed as keyword arguments."""
        raise NotImplementedError(f"{type(self).__name__} must implement dispatch_request().")

    @classmethod
    def as_view(cls, name: str, *class_args: Any, **class_kwargs: Any) -> RouteCallable:
        """Return a view function that handles requests with instances of this class.

        *name* becomes the function's name, and so the default endpoint. The other arguments
        are passed to the class. The function has the class as ``view_class``, which a
        test may replace.
        """
        shared = None if cls.init_every_request else cls(*class_args, **class_kwargs)

        def view(**values: Any) -> ResponseReturnValue:
            instance = shared
            if instance is None:
                instance = vars(published)["view_class"](*class_args, **class_kwargs)
            ensure_sync = get_app_context().app.ensure_sync
            answer: ResponseReturnValue = ensure_sync(instance.dispatch_request)(**values)
            return answer

        published: RouteCallable = view
        cls._describe(published, name)
        for decorator in cls.decorators:
            published = decorator(published)
        cls._describe(published, name)
        return published

    @classmethod
    def _describe(cls, view: RouteCallable, name: str) -> None:
        """Set the attributes that ``add_url_rule`` reads, and those of a function."""
        description = {
            "__name__": name,
            "__doc__": cls.__doc__,
            "__module__": cls.__module__,
            "view_class": cls,
            "methods": cls.methods,
            "provide_automatic_options": cls.provide_automatic_options,
        }
        for attribute, value in description.items():
            setattr(view, attribute, value)


class MethodView(View):
    """Handle each HTTP method with the Python method of that name.

    ::

        class Counter(MethodView):
            def get(self):
                return str(session.get("counter", 0))

            def post(self):
                session["counter"] = session.get("counter", 0) + 1
                return redirect(url_for("counter"))

        app.add_url_rule("/counter", view_func=Counter.as_view("counter"))
    """

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Set ``methods`` to those that the class and its bases define, unless it is set."""
        super().__init_subclass__(**kwargs)
        if "methods" in vars(cls):
            return
        inherited = [getattr(base, "methods", None) or () for base in cls.__bases__]
        defined = [name.upper() for name in http_method_funcs if hasattr(cls, name)]
        methods = set(defined).union(*inherited)
        if methods:
            cls.methods = methods

    def dispatch_request(self, **values: Any) -> ResponseReturnValue:
        """Call the Python method for the request's HTTP method; HEAD falls back to ``get``.

        Raises MethodNotAllowed if the class has none (RFC 9110, section 15.5.6).
        """
        context = get_request_context()
        method = context.request.method
        handler = self._find_handler(method.lower())
        if handler is None and method == "HEAD":
            handler = self._find_handler("get")
        if handler is None:
            raise MethodNotAllowed(valid_methods=sorted(self.methods or ()))
        answer: ResponseReturnValue = context.app.ensure_sync(handler)(**values)
        return answer

    def _find_handler(self, name: str) -> Callable[..., Any] | None:
        # The name comes from the client: ``AS_VIEW / HTTP/1.1`` must not call ``as_view``.
        return None if hasattr(MethodView, name) else getattr(self, name, None)
