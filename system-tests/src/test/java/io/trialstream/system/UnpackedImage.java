package io.trialstream.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Assumptions;

/**
 * A container image without an engine: what {@code docker load} reads is unpacked below a folder, and its entry point is run
 * on this machine's JVM.
 *
 * <p>The folder is not this machine's root, so absolute paths are put below it: in the command line, and in the image's text
 * files. All else is as an engine does it: layers in order with their whiteouts, modes, entry point and arguments without a
 * shell, the image's environment and nothing else, its working directory, and its user where that can be had.
 */
final class UnpackedImage {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";
    private static final int TEXT_BYTES_MAX = 1 << 16;
    private static final Pattern PATH = Pattern.compile("(?<![\\w./-])/[\\w./@+-]+");

    private final Path root;
    private final List<String> tags;
    private final JsonNode config;

    private UnpackedImage(Path root, List<String> tags, JsonNode config) {
        this.root = root;
        this.tags = tags;
        this.config = config;
    }

    /** The image that module {@code docker/images/NAME} has made; where it has not, the test is skipped and says so. */
    static UnpackedImage built(String name, Path folder) throws IOException {
        Path tar = home().resolve(Path.of("docker", "images", name, "target", "jib-image.tar"));
        Assumptions.assumeTrue(
                Files.exists(tar), "no image at " + tar + " (mvn -Pimages makes it): what is in it is NOT tested");
        return unpack(tar, folder.resolve(name));
    }

    /** The repository. */
    static Path home() {
        return Path.of(System.getProperty("trialstream.home", ".."))
                .toAbsolutePath()
                .normalize();
    }

    /** @param root an empty folder, or none */
    static UnpackedImage unpack(Path tar, Path root) throws IOException {
        Path archive = root.resolveSibling(root.getFileName() + ".archive");
        extract(Files.newInputStream(tar), archive);
        JsonNode manifest =
                JSON.readTree(archive.resolve("manifest.json").toFile()).path(0);
        Files.createDirectories(root);
        for (JsonNode layer : manifest.path("Layers")) {
            InputStream file = Files.newInputStream(archive.resolve(layer.asText()));
            extract(layer.asText().endsWith(".gz") ? new GZIPInputStream(file) : file, root);
        }
        List<String> tags = new ArrayList<>();
        manifest.path("RepoTags").forEach(tag -> tags.add(tag.asText()));
        JsonNode config = JSON.readTree(
                        archive.resolve(manifest.path("Config").asText()).toFile())
                .path("config");
        UnpackedImage image = new UnpackedImage(root.toRealPath(), tags, config);
        image.rewriteTexts();
        return image;
    }

    List<String> tags() {
        return tags;
    }

    /** The image's {@code config}: Entrypoint, Cmd, Env, User, Labels and the like. */
    JsonNode config() {
        return config;
    }

    /**
     * A file of the image.
     *
     * @param path absolute, as in the image
     */
    Path file(String path) {
        return root.resolve(path.substring(1));
    }

    Path workingDirectory() {
        return file(config.path("WorkingDir").asText("/"));
    }

    /**
     * What an engine would run.
     *
     * @param environment beside the image's own
     * @param arguments in place of Cmd
     */
    ProcessBuilder command(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(asItsUser());
        for (JsonNode word : config.path("Entrypoint")) {
            command.add(word.asText().equals("java") ? java() : below(word.asText()));
        }
        for (String argument : arguments) {
            command.add(below(argument));
        }
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(workingDirectory().toFile());
        builder.environment().clear();
        for (JsonNode entry : config.path("Env")) {
            String[] variable = entry.asText().split("=", 2);
            builder.environment().put(variable[0], below(variable[1]));
        }
        builder.environment().putAll(environment);
        return builder;
    }

    private static String java() {
        return ProcessHandle.current().info().command().orElse("java");
    }

    /** Root can become the image's user, provided that this one may enter the folder; anybody else stays who he is. */
    private List<String> asItsUser() throws IOException {
        String[] user = config.path("User").asText().split(":", 2);
        List<String> become =
                List.of("setpriv", "--reuid=" + user[0], "--regid=" + user[1], "--clear-groups", "--no-new-privs");
        List<String> probe = new ArrayList<>(become);
        probe.addAll(List.of("test", "-x", workingDirectory().toString()));
        try {
            Process process = new ProcessBuilder(probe)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0 ? become : List.of();
        } catch (IOException noSetpriv) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void rewriteTexts() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.size(file) <= TEXT_BYTES_MAX && !file.toString().endsWith(".jar")) {
                    Files.writeString(file, below(Files.readString(file)));
                }
            }
        }
    }

    /** Puts absolute paths that are in the image below its root; other words are left as they are. */
    private String below(String text) {
        Matcher matcher = PATH.matcher(text);
        return matcher.replaceAll(match -> {
            String path = match.group();
            return Matcher.quoteReplacement(
                    Files.exists(file(path)) ? file(path).toString() : path);
        });
    }

    private static void extract(InputStream in, Path root) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new BufferedInputStream(in))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                put(tar, entry, root);
            }
        }
    }

    private static void put(TarArchiveInputStream tar, TarArchiveEntry entry, Path root) throws IOException {
        Path path = root.resolve(entry.getName()).normalize();
        String name = path.getFileName().toString();
        if (!path.startsWith(root)) {
            throw new IOException("expected entries below the root, found " + entry.getName());
        }
        if (name.equals(OPAQUE)) {
            deleteContent(path.getParent());
        } else if (name.startsWith(WHITEOUT)) {
            delete(path.resolveSibling(name.substring(WHITEOUT.length())));
        } else if (entry.isDirectory()) {
            Files.createDirectories(path);
            mode(path, entry);
        } else if (entry.isSymbolicLink()) {
            delete(path);
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            delete(path);
            Files.createLink(path, root.resolve(entry.getLinkName()));
        } else {
            delete(path);
            Files.createDirectories(path.getParent());
            Files.copy(tar, path);
            mode(path, entry);
        }
    }

    private static void mode(Path path, TarArchiveEntry entry) throws IOException {
        StringBuilder text = new StringBuilder("rwxrwxrwx");
        for (int bit = 0; bit < 9; bit++) {
            if ((entry.getMode() & (0400 >> bit)) == 0) {
                text.setCharAt(bit, '-');
            }
        }
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(text.toString()));
        Files.setLastModifiedTime(
                path, FileTime.from(entry.getLastModifiedDate().toInstant()));
    }

    private static void deleteContent(Path folder) throws IOException {
        try (Stream<Path> content = Files.list(folder)) {
            for (Path path : content.toList()) {
                delete(path);
            }
        }
    }

    private static void delete(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            deleteContent(path);
        }
        Files.deleteIfExists(path);
    }
}
