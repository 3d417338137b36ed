"""How a decision document reaches people beside the portal: Suomi.fi Messages behind an interface, and print."""
