package io.trialstream.app.command.generate;

import io.trialstream.app.CommandFailure;
import io.trialstream.app.Folders;
import io.trialstream.generator.catalogue.MetadataTables;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The folder with the tables of {@code --metadata}: the one that is named, or a temporary one with what was fetched from an
 * S3 store, which is deleted at the end.
 */
public final class MetadataSource implements AutoCloseable {
    private final Path folder;
    private final boolean temporary;

    private MetadataSource(Path folder, boolean temporary) {
        this.folder = folder;
        this.temporary = temporary;
    }

    /**
     * Finds the tables, or fetches them: at most {@link S3Tables#TIMEOUT} for all, {@link MetadataTables#MAX_FILE_BYTES}
     * each.
     *
     * @param address a local folder, or {@code s3://bucket/prefix}
     * @param endpoint base URL of a store other than Amazon's, addressed path-style; null: where the AWS SDK's
     *     configuration points, as for region and credentials
     * @throws CommandFailure where there is no such folder or object, or no access to it; says the address
     */
    public static MetadataSource open(String address, @Nullable URI endpoint) {
        if (!S3Address.is(address)) {
            Path folder = Path.of(address);
            if (!Files.isDirectory(folder)) {
                throw new CommandFailure("metadata: expected a folder or s3://bucket/prefix, found none at " + address);
            }
            return new MetadataSource(folder, false);
        }
        S3Address from = S3Address.parse(address);
        MetadataSource source = new MetadataSource(temporaryFolder(), true);
        boolean whole = false;
        try (S3Tables tables = new S3Tables(endpoint)) {
            for (String file : MetadataTables.FILES) {
                tables.fetch(from, file, source.folder.resolve(file));
            }
            whole = true;
            return source;
        } finally {
            if (!whole) {
                source.close();
            }
        }
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("trialstream-metadata");
        } catch (IOException e) {
            throw new CommandFailure("no temporary folder for the tables: " + e.getMessage(), e);
        }
    }

    /** Where the tables are, until this is closed. */
    public Path folder() {
        return folder;
    }

    /** Deletes what was fetched. A folder that was named stays as it is. */
    @Override
    public void close() {
        if (temporary) {
            Folders.delete(folder);
        }
    }
}
