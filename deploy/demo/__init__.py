"""The demo: invented schools, companies and people, and their story of ten weeks, loaded like users would do it."""
