"""Forms of volunteers: people and posts, hours, activities."""
