"""What mjstudio keeps on disk: settings, secrets, jobs, pictures. No Qt."""
