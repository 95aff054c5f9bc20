"""What an artist works with: prompts, actions, pictures, requests, jobs. Plain Python."""
