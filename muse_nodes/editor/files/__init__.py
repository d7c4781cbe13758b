"""Files of graphs: opening, saving, templates, and that no work is ever lost."""
