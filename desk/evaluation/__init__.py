"""What `blazon evaluate` and `blazon recall` measure: what a strategy finds, and what the candidates lose of it."""
