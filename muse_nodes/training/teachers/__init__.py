"""Teachers: what labels a session. Each gives a ``Shelf`` of key points or of masks.

``networks`` takes any network that frames run through, ``vitpose`` and ``sam2`` the large ones of
the library transformers, ``vitmatte`` finishes their edges. Importing this package loads none.
"""
