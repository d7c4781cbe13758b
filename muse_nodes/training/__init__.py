"""Training the personal model: from a labelled session to a small network for one person.

The only folder that knows torch, which comes with the extra ``train``. Importing the package
itself loads nothing; ``metrics``, ``points``, ``samples`` and ``split`` need no torch either.
"""
