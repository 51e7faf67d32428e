"""The numbers that operators watch: which there are, and counting those of one process."""
