"""Logos: a picture is opened with suspicion, in a process that cannot harm the rest, and turned into keys."""
