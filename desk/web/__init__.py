"""The counter: web pages for the public, agents and examiners, drawn on the server; they need no JavaScript."""
