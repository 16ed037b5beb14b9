package io.trialstream.app.load;

import io.trialstream.app.load.RejectedRowException.Reason;
import io.trialstream.schemas.UserEvent;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * Comma-separated values (RFC 4180) with a header line. Each row is parsed by itself, so that a broken one costs no
 * other.
 */
final class CsvRowParser implements RowParser {
    private final Map<String, Integer> positions = new HashMap<>();
    private final EventAssembler assembler;

    /** @param header the names of the columns, in order */
    CsvRowParser(List<String> header, EventAssembler assembler) {
        for (String name : header) {
            positions.put(name, positions.size());
        }
        this.assembler = assembler;
    }

    /**
     * The names in a header line.
     *
     * @throws RejectedRowException where it is none: not readable, or a name stands twice
     */
    static List<String> header(Row row) throws RejectedRowException {
        List<String> names = fields(row).stream().map(String::strip).toList();
        if (names.stream().distinct().count() < names.size()) {
            throw new RejectedRowException(Reason.MALFORMED_CSV, "a column's name stands twice: " + names);
        }
        return names;
    }

    @Override
    public UserEvent parse(Row row) throws RejectedRowException {
        CSVRecord fields = fields(row);
        if (fields.size() != positions.size()) {
            throw new RejectedRowException(
                    Reason.MALFORMED_CSV, "expected " + positions.size() + " fields, found " + fields.size());
        }
        return assembler.assemble(row, column -> field(fields, column));
    }

    private @Nullable String field(CSVRecord fields, String column) {
        Integer position = positions.get(column);
        String value = position == null ? null : fields.get(position);
        return value == null || value.isEmpty() ? null : value;
    }

    private static CSVRecord fields(Row row) throws RejectedRowException {
        try (CSVParser parser = CSVParser.parse(new StringReader(row.text()), CSVFormat.RFC4180)) {
            List<CSVRecord> records = parser.getRecords();
            if (records.size() != 1) {
                throw new RejectedRowException(Reason.MALFORMED_CSV, "expected one record, found " + records.size());
            }
            return records.get(0);
        } catch (IOException | UncheckedIOException e) {
            throw new RejectedRowException(Reason.MALFORMED_CSV, String.valueOf(e.getMessage()));
        }
    }
}
