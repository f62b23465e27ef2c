package dev.segue.search;

import java.util.Set;

/// Which ids may be in an answer.
public sealed interface IdFilter {

    /// Every id.
    IdFilter ALL = new Except(Set.of());

    /// Whether an id may be in the answer.
    boolean accepts(String id);

    /// These alone.
    record Only(Set<String> ids) implements IdFilter {
        public Only {
            ids = Set.copyOf(ids);
        }

        @Override
        public boolean accepts(String id) {
            return ids.contains(id);
        }
    }

    /// All but these.
    record Except(Set<String> ids) implements IdFilter {
        public Except {
            ids = Set.copyOf(ids);
        }

        @Override
        public boolean accepts(String id) {
            return !ids.contains(id);
        }
    }
}
