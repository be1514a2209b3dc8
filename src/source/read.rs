//! The door in: walks the folders of a project and reads its files.
