"""What holds back floods and repeats: counted allowances and answers remembered by key."""
