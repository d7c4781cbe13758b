"""How the bundled base model was made, for whoever has the material: see ``__main__``."""
