"""A storm: web and worker killed at random while people file and offices decide. Nothing may be lost, nothing done twice."""
