"""What a person takes away: their permissions, decisions and uses as files (GDPR 15(3), 20)."""
