"""What is written of volunteers: people, posts, rota, hours signed by two, activities and sign-ins, drafted claims."""
