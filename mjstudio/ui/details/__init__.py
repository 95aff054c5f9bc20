"""A picture's details, its request, and its preview history."""
