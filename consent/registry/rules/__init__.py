"""The publish rules, grouped by what they look at. Pure: a draft in, what is wrong with it out."""
