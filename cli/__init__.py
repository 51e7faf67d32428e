"""The `roundtable` command: `entry` is where it begins, `main` has all of it on one screen."""
