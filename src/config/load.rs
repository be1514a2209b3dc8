//! From configuration files to Config: the names, places and merging of Hugo.
