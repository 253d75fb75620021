"""The demo: an invented district told through the services, and the processes that serve it."""
