"""The migrations of the register, run by `registry.migrate`."""
