"""What a user would pick instead: a bare Wagtail site, and one plain Django table.

Settings and middleware are those that `wagtail start` writes, on SQLite; the database pragmas
and the server (granian) are the same as Kroniek's, so that only the application differs.
"""
