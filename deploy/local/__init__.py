"""What one's own machine needs to run the city: an embedded PostgreSQL and a supervisor. Never for production."""
