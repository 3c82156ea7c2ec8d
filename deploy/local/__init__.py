"""The one-machine stack: MongoDB, a broker, nginx and the four services under one supervisor."""
