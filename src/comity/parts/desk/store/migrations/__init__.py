"""Steps of the desk's database from one version of comity to the next."""
