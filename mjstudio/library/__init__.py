"""What is kept on disk: settings, secrets, pictures. No Qt."""
