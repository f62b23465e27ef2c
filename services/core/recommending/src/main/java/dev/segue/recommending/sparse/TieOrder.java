package dev.segue.recommending.sparse;

/// Which of two ordinals with equal scores comes first, as a comparator says it: by what the ordinals stand for where
/// answers must not depend on the order in which they were given out.
@FunctionalInterface
public interface TieOrder {
    int compare(int ordinalA, int ordinalB);
}
