"""The office by JSON: what people do at the desk programs do too, from the register, with the same permissions."""
