"""The gazette: the issues of an office as a folder of files that any web server, or none, can show."""
