"""What people look at: a debate, and where it begins, as HTML that needs nothing but this server.

Pure: values in, bytes out. `templates` fills in what is in `templates/`, which escapes everything;
`assets` holds the files beside it; `prose` makes HTML of what models wrote. A new page is a module
that makes a view of values, and its template.
"""
