package io.trialstream.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody may have meant. */
public final class Nearest {
    /** Beyond a third of the letters it is another word. */
    private static final int TOLERANCE = 3;

    private Nearest() {}

    /** The candidate with the fewest edits (Levenshtein 1966) from {@code word}, when they are few; or one that ends in it. */
    public static Optional<String> of(String word, Collection<String> candidates) {
        Optional<String> near = candidates.stream()
                .min(Comparator.<String>comparingInt(candidate -> distance(word, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(candidate -> distance(word, candidate) <= Math.max(1, word.length() / TOLERANCE));
        return near.or(() -> candidates.stream()
                .filter(candidate -> candidate.endsWith("." + word))
                .findFirst());
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
