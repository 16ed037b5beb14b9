package io.trialstream.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;

class ScorecardTextTest {
    private static final String CARD = """
            { "experimentId": "banner", "version": 1, "phase": "p1", "status": "provisional", "watermark": "2025-08-12T15:55:00Z",
              "trust": { "verdict": "untrusted", "checks": [
                { "id": "srm", "passed": false, "pValue": 0.00002, "threshold": 0.001, "detail": "90 to 10" },
                { "id": "burn-in", "passed": false, "pValue": null, "threshold": null, "detail": "129 more users in control" },
                { "id": "bias", "passed": null, "pValue": null, "threshold": null, "detail": "" } ] },
              "variants": [ { "variant": "control", "weight": 50, "users": 1234, "botUsers": 7, "multiExposedUsers": 0,
                "metrics": { "ad_ctr": { "numerator": 153, "denominator": 7576, "value": 0.020195 } } },
                { "variant": "treatment", "weight": 50, "users": 0, "botUsers": 0, "multiExposedUsers": 0,
                "metrics": { "ad_ctr": { "numerator": 0, "denominator": 0, "value": null } } } ],
              "comparisons": [
                { "metric": "ad_ctr", "variant": "treatment", "baseline": "control", "basis": "running", "users": [1234, 1100],
                  "relative": { "estimate": 0.223, "low": 0.01, "high": null }, "absolute": { "estimate": 0.004, "low": 0.0, "high": 0.1 },
                  "pValue": 0.0004, "alwaysValid": false },
                { "metric": "other", "variant": "treatment", "baseline": "control", "basis": "running", "users": [0, 0],
                  "relative": { "estimate": null, "low": null, "high": null }, "absolute": { "estimate": null, "low": null, "high": null },
                  "pValue": null, "alwaysValid": false } ],
              "accounting": { "kept": 57371, "counted": 55707 } }
            """;

    @Test
    void whetherItMayBeBelievedComesFirst() throws JsonProcessingException {
        JsonNode card = JsonMapper.builder().build().readTree(CARD);

        assertThat(ScorecardText.of(card)).isEqualTo("""
                        banner, version 1, phase p1: provisional, event time has come to 2025-08-12T15:55:00Z

                        Trust: untrusted
                          srm: FAILED, p = 2.0e-05 against 0.001; 90 to 10
                          burn-in: pending; 129 more users in control
                          bias: pending

                          variant    weight  users  bots  multi-exposed                 ad_ctr
                          control        50  1,234     7              0  0.02020 (153 / 7,576)
                          treatment      50      0     0              0                      -

                          ad_ctr, treatment against control, running basis, 1,100 and 1,234 users: +22.3 % relative, 95 % interval +1.0 % to unbounded, p = 4.0e-04
                          other, treatment against control, running basis, 0 and 0 users: pending
                          The running basis describes what is there so far; stopping because of it is not covered by its error rate.

                        Kept events of this experiment: kept 57,371, counted 55,707
                        """);
    }

    @Test
    void anAccountingThatDoesNotBalanceSaysSo() throws JsonProcessingException {
        JsonNode accounting = JsonMapper.builder()
                .build()
                .readTree("{\"in\":4,\"invalid\":1,\"late\":0,\"duplicate\":0,\"bot\":0,\"kept\":2,\"balanced\":false,"
                        + "\"byReason\":{\"invalid\":{\"undecodable\":1}}}");

        assertThat(AccountingText.of(accounting))
                .contains("  invalid            1  25.00 %\n    undecodable      1\n")
                .endsWith("  NOT BALANCED: in is not the sum of the others\n");
    }
}
