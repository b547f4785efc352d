"""What lies in an exit pack as a file, by the standard library alone: written, and checked again."""
