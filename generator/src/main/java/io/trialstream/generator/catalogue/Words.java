package io.trialstream.generator.catalogue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Numbers words in the order in which they come, up to a bound. Not thread-safe. */
final class Words {
    private final String what;
    private final int bound;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> words = new ArrayList<>();

    /** @param what the words are, for errors */
    Words(String what, int bound) {
        this.what = what;
        this.bound = bound;
    }

    /** @throws IllegalArgumentException where it is empty, or one more than the bound */
    int number(String word) {
        Integer known = numbers.get(word);
        if (known != null) {
            return known;
        }
        if (word.isBlank()) {
            throw new IllegalArgumentException(what + ": expected a word, actual '" + word + "'");
        }
        if (words.size() == bound) {
            throw new IllegalArgumentException(
                    what + ": expected at most " + bound + " different values, actual one more: " + word);
        }
        numbers.put(word, words.size());
        words.add(word);
        return words.size() - 1;
    }

    /** All words, in alphabetical order, so that the order of rows means nothing. */
    List<String> sorted() {
        return words.stream().sorted().toList();
    }

    /** By number, the place in {@link #sorted}. */
    int[] places() {
        List<String> sorted = sorted();
        int[] places = new int[words.size()];
        for (int place = 0; place < places.length; place++) {
            places[Objects.requireNonNull(numbers.get(sorted.get(place)))] = place;
        }
        return places;
    }
}
