"""One screen and one mode each: they compose widgets, run workers, and decide."""
