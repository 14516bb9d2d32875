"""Do two states act together toward a place beyond chance, common news and their groups?"""
