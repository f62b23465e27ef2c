package dev.segue.verification.recount;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Texts by number, from 0 in the order they came.
final class Numbers {

    private final Map<String, Integer> byText = new HashMap<>();
    private final List<String> texts = new ArrayList<>();

    int of(String text) {
        Integer known = byText.putIfAbsent(text, texts.size());
        if (known != null) {
            return known;
        }
        texts.add(text);
        return texts.size() - 1;
    }

    /// -1 for a text that never came.
    int find(String text) {
        return byText.getOrDefault(text, -1);
    }

    String text(int number) {
        return texts.get(number);
    }

    int size() {
        return texts.size();
    }
}
