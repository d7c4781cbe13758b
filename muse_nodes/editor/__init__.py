"""The editor: the only folder that knows Qt. ``muse_nodes.editor.app.start`` opens it.

The document is the truth and the engine runs it; what is here shows both and turns gestures into
edits. ``engine.py`` is the one bridge to the engine: commands go down a queue, messages come back.
"""
