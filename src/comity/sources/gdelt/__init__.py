"""Sources of GDELT event data in its raw layouts."""
