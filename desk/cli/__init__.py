"""The command line, one module a verb; `app.py` puts them together."""
