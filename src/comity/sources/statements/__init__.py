"""Sources of statements by foreign ministries, presidents and state news agencies."""
