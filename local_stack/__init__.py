"""The servers of a laptop, the demo and the tests: an embedded Postgres and an embedded OpenSearch node."""
