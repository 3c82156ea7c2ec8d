"""The one-machine stack: MongoDB, a Kafka-protocol broker, nginx and the four services under one supervisor."""
