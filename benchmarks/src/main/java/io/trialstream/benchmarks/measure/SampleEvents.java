package io.trialstream.benchmarks.measure;

import io.trialstream.schemas.UserEvent;
import java.time.Instant;
import java.util.Map;

/** Events as the generator makes them: about 400 bytes, five context entries, two properties. */
public final class SampleEvents {
    private SampleEvents() {}

    /** The {@code i}-th event. */
    public static UserEvent event(int i, Instant timestamp) {
        return UserEvent.newBuilder()
                .setEventId("550e8400-e29b-41d4-a716-%012d".formatted(i))
                .setEventName(i % 20 == 0 ? "ad_click" : "ad_impression")
                .setUserId("user_" + i % 97)
                .setAnonymousId("anon_" + i % 97)
                .setSessionId("session_" + i % 311)
                .setTimestamp(timestamp)
                .setContext(Map.of(
                        "page", "{\"name\":\"main\",\"url\":\"https://reciping.co.kr/main\"}",
                        "user_segment", "FEMALE_30S",
                        "activity_level", "ACTIVE_EXPLORER",
                        "cooking_style", "DESSERT_FOCUSED",
                        "ip", "203.0.113." + i % 256))
                .setEventProperties(Map.of("page_name", "main", "referrer", "https://google.com"))
                .build();
    }
}
