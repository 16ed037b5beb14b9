package io.trialstream.app.command.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.app.CommandFailure;
import io.trialstream.generator.Models;
import io.trialstream.generator.SimulatedUsers;
import io.trialstream.generator.catalogue.MetadataTables;
import io.trialstream.generator.catalogue.RecipeMaker;
import io.trialstream.generator.model.PopulationFile;
import io.trialstream.platform.LocalPlatform;
import io.trialstream.platform.PlatformOptions;
import io.trialstream.platform.S3Store;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fetches from the platform's S3 store, which keeps objects as plain files. */
class MetadataSourceTest {
    private static final String KEY_ID = "aws.accessKeyId";
    private static final String SECRET = "aws.secretAccessKey";
    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

    @TempDir
    static Path directory;

    private static LocalPlatform platform;
    private static URI endpoint;

    @BeforeAll
    static void start() {
        platform = LocalPlatform.start(PlatformOptions.in(directory).s3Alone().anyPorts());
        endpoint = platform.s3().endpoint();
        MetadataTables.write(
                bucket().resolve("tables/v1"),
                RecipeMaker.make(200, 3),
                SimulatedUsers.of(Models.defaults(3, 500)),
                false);
    }

    @AfterAll
    static void stop() {
        System.clearProperty(KEY_ID);
        System.clearProperty(SECRET);
        if (platform != null) {
            platform.close();
        }
    }

    @BeforeEach
    void credentials() {
        System.setProperty(KEY_ID, S3Store.ACCESS_KEY_ID);
        System.setProperty(SECRET, S3Store.SECRET_ACCESS_KEY);
    }

    private static Path bucket() {
        return S3Store.folder(directory);
    }

    @Test
    void tablesOfAStoreAreFetchedAndDeletedAtTheEnd() throws IOException {
        for (String address : List.of("s3://trialstream/tables/v1", "s3://trialstream/tables/v1/")) {
            Path fetched;
            try (MetadataSource source = MetadataSource.open(address, endpoint)) {
                fetched = source.folder();
                for (String file : MetadataTables.FILES) {
                    assertThat(fetched.resolve(file))
                            .hasSameBinaryContentAs(
                                    bucket().resolve("tables/v1").resolve(file));
                }
                assertThat(MetadataTables.readUsers(
                                        fetched,
                                        SimulatedUsers.profileIds(
                                                PopulationFile.defaults().behaviour()))
                                .size())
                        .isEqualTo(500);
            }
            assertThat(fetched).doesNotExist();
        }
    }

    @Test
    void aBucketNeedsNoPrefix() throws IOException {
        for (String file : MetadataTables.FILES) {
            Files.copy(bucket().resolve("tables/v1").resolve(file), bucket().resolve(file));
        }
        try (MetadataSource source = MetadataSource.open("s3://trialstream", endpoint)) {
            assertThat(MetadataTables.readRecipes(source.folder()).size()).isEqualTo(200);
        }
    }

    @Test
    void slashesAtTheEndOfAnAddressMeanNothing() {
        for (String address : List.of("s3://some-bucket/a/b", "s3://some-bucket/a/b/", "s3://some-bucket/a/b//")) {
            assertThat(S3Address.parse(address).of("f")).isEqualTo("s3://some-bucket/a/b/f");
        }
        assertThat(S3Address.parse("s3://some-bucket/").of("f")).isEqualTo("s3://some-bucket/f");
    }

    @Test
    void aLocalFolderIsUsedAsItIs() {
        Path local = bucket().resolve("tables/v1");
        try (MetadataSource source = MetadataSource.open(local.toString(), null)) {
            assertThat(source.folder()).isEqualTo(local);
        }
        assertThat(local).isNotEmptyDirectory();
        assertThatThrownBy(() -> MetadataSource.open(local + "x", null))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("metadata: expected a folder or s3://bucket/prefix, found none at " + local + "x");
    }

    @Test
    void whatCannotBeFetchedIsNamedAndNothingIsLeft() throws IOException {
        List<Path> before = fetchedFolders();
        Map<String, String> reasons = Map.of(
                "s3://trialstream/none",
                        "s3://trialstream/none/recipes.parquet: there is no such object" + " (status 404 NoSuchKey)",
                "s3://elsewhere/v1",
                        "s3://elsewhere/v1/recipes.parquet: there is no such bucket" + " (status 404 NoSuchBucket)",
                "s3:///v1", "expected s3://bucket/prefix, actual s3:///v1");
        reasons.forEach((address, reason) -> assertThatThrownBy(() -> MetadataSource.open(address, endpoint))
                .isInstanceOf(CommandFailure.class)
                .hasMessage(reason));
        System.setProperty(SECRET, "another");
        assertThatThrownBy(() -> MetadataSource.open("s3://trialstream/tables/v1", endpoint))
                .hasMessage("s3://trialstream/tables/v1/recipes.parquet: access is denied"
                        + " (status 403 SignatureDoesNotMatch)");
        assertThatThrownBy(() -> MetadataSource.open("s3://trialstream/v1", URI.create("http://127.0.0.1:1")))
                .isInstanceOf(CommandFailure.class)
                .hasMessageStartingWith("s3://trialstream/v1/recipes.parquet cannot be read: ")
                .hasMessageContaining("Connection refused");
        assertThatThrownBy(() -> MetadataSource.open("s3://trialstream/v1", URI.create("nowhere")))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("--s3-endpoint: expected a URL like http://host:port, actual nowhere");
        assertThat(fetchedFolders()).isEqualTo(before);
    }

    /** The file has a hole and takes no room; it is refused by its length. */
    @Test
    void anObjectThatIsTooLargeIsRefused() throws IOException {
        Files.createDirectories(bucket().resolve("large"));
        try (RandomAccessFile large =
                new RandomAccessFile(bucket().resolve("large/recipes.parquet").toFile(), "rw")) {
            large.setLength(MetadataTables.MAX_FILE_BYTES + 1);
        }
        assertThatThrownBy(() -> MetadataSource.open("s3://trialstream/large", endpoint))
                .hasMessage("s3://trialstream/large/recipes.parquet: expected at most 2147483648 bytes,"
                        + " actual 2147483649");
    }

    private static List<Path> fetchedFolders() throws IOException {
        try (Stream<Path> all = Files.list(TEMPORARY)) {
            return all.filter(path -> path.getFileName().toString().startsWith("trialstream-metadata"))
                    .sorted()
                    .toList();
        }
    }
}
