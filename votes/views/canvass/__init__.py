"""Pages of the household canvass: its list and figures, the doors, the sheets."""
