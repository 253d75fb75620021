"""Pages of the notice board."""
