"""The office's own pages: what waits for whom, the file as its officer works on it, and a party's own files."""
