"""What is known of a picture: its details, its request, how it came."""
