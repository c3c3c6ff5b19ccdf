"""The signals that an app sends while it handles requests.

blinker does the work. What every request does sends a signal only if it has ``receivers``: to
ask that takes a tenth of the time of sending a signal to nobody.
"""

from __future__ import annotations

from blinker import Namespace as Namespace

#: The namespace of the signals below; an extension makes its own.
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
