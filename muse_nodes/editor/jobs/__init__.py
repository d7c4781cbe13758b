"""Jobs in the window: what tasks do, show and leave behind."""
