package io.trialstream.app.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The page as one file that asks nobody for anything: styles, scripts and numbers stand in it. */
final class ReportPage {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OWN = "/io/trialstream/app/report/";
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

    private ReportPage() {}

    static String of(ReportData data) {
        return resource(OWN + "report.html")
                .replace("/*uPlot.css*/", resource(UPLOT + "uPlot.min.css"))
                .replace("/*report.css*/", resource(OWN + "report.css"))
                .replace("/*uPlot.js*/", resource(UPLOT + "uPlot.iife.min.js"))
                .replace("/*report.js*/", resource(OWN + "report.js"))
                .replace("/*data*/", json(data));
    }

    /** Without any '&lt;', of which JSON needs none: names come from files, and none can end the script or begin a comment. */
    private static String json(ReportData data) {
        try {
            return JSON.writeValueAsString(data).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of numbers and strings is always JSON", e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
            return new String(
                    Objects.requireNonNull(in, name + " is in no jar on the class path")
                            .readAllBytes(),
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
