"""Who may be the same among applicants, owners and agents: names read, blocked, compared; pairs for an officer."""
