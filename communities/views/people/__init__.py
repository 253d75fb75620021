"""Pages about people: who may sign in, which posts they hold, what is done for their security, their inbox."""
