"""The replay of a campaign: made-up families, a gateway that sends nothing, and people who answer as people do."""
