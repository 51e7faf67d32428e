"""The `roundtable` command; `main` has all of it on one screen."""
