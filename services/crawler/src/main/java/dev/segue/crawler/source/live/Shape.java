package dev.segue.crawler.source.live;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The fields that a service's objects of one kind are known to have. A field that appears, or one that never was
/// missing and is, is drift: told, never a failure.
final class Shape {

    private final String name;
    private final Map<String, Integer> places = new LinkedHashMap<>();
    private final long always;
    private final List<String> required;

    /// @param required fields that always were there, null or not
    /// @param optional fields that were there at times
    Shape(String name, List<String> required, List<String> optional) {
        this.name = name;
        this.required = List.copyOf(required);
        for (String field : required) {
            places.put(field, places.size());
        }
        this.always = (1L << places.size()) - 1;
        for (String field : optional) {
            places.put(field, places.size());
        }
        if (places.size() > 63) {
            throw new IllegalArgumentException("Expected at most 63 fields, got " + places.size());
        }
    }

    /// These fields and more, for objects that have much in common.
    static List<String> and(List<String> fields, String... more) {
        return Stream.concat(fields.stream(), Stream.of(more)).toList();
    }

    String name() {
        return name;
    }

    /// A bit for the field; 0 when it is not known.
    long bit(String field) {
        Integer place = places.get(field);
        return place == null ? 0 : 1L << place;
    }

    /// The fields that are missing of those seen.
    List<String> missing(long seen) {
        if ((seen & always) == always) {
            return List.of();
        }
        return required.stream().filter(field -> (seen & bit(field)) == 0).toList();
    }
}
