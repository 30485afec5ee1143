"""From content and answers to what is asked, what holds and why."""
