"""E-mail: written as it goes over the wire, handed to the office's mail server, read when it comes in."""
