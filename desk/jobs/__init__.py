"""What the office's machine does by itself: jobs, kept in Postgres and done by workers. See docs/operations.md."""
