"""The few words rules are written in: predicate, fact, policy, money, errors."""
