"""Control from outside: a running graph driven over HTTP and WebSocket, and by global hot keys.

Everything here is off until the user asks for it (``muse run GRAPH --control``, ``--hotkeys``),
works on this machine only, and speaks to a running graph through the few calls in
``driven.Driven``. docs/control.md is its manual; what is guaranteed stands in decision 0033.
"""
