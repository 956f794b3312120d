"""What is left after a process is killed, a disk is full, or a server is gone."""
