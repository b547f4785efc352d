"""Small things done outside what is ordered: seen, coded, priced, and stopped, forgiven, charged or made a change."""
