// What moves on a page: nothing of it is needed to read it.
