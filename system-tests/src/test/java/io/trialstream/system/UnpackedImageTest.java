package io.trialstream.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That images are unpacked as an engine does it; ours, on an empty base, have no whiteouts to show it by. */
class UnpackedImageTest {
    private static final int MODE = 0640;

    @TempDir
    private Path folder;

    @Test
    void appliesLayersInOrderWithTheirWhiteouts() throws Exception {
        Path below = layer(
                "below.tar",
                Map.of(
                        "a/gone",
                        "1",
                        "a/kept",
                        "2",
                        "a/changed",
                        "3",
                        "b/hidden",
                        "4",
                        "c/deep/gone",
                        "5",
                        "etc/x",
                        "6"));
        Path above = layer(
                "above.tar",
                Map.of(
                        "a/.wh.gone",
                        "",
                        "a/changed",
                        "7",
                        "b/.wh..wh..opq",
                        "",
                        "b/new",
                        "/etc/x /etc/y",
                        "c/.wh.deep",
                        ""));

        UnpackedImage image = UnpackedImage.unpack(image(below, above), folder.resolve("root"));

        assertThat(image.tags()).containsExactly("name:1");
        assertThat(image.file("/a/gone")).doesNotExist();
        assertThat(image.file("/a/kept")).hasContent("2");
        assertThat(image.file("/a/changed")).hasContent("7");
        assertThat(image.file("/b/hidden")).doesNotExist();
        assertThat(image.file("/c")).isEmptyDirectory();
        // A path of the image is put below its root, any other is left.
        assertThat(image.file("/b/new")).hasContent(image.file("/etc/x") + " /etc/y");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(image.file("/a/kept"))))
                .isEqualTo("rw-r-----");
    }

    @Test
    void runsTheEntryPointWithTheImagesEnvironmentAndNothingElse() throws Exception {
        Path layer = layer("only.tar", Map.of("etc/x", "6", "work/dir", ""));

        ProcessBuilder command = UnpackedImage.unpack(image(layer), folder.resolve("root"))
                .command(Map.of("MORE", "2"), "--file=/etc/x", "/etc/passwd");

        assertThat(command.command()).endsWith("run", "--file=" + folder.resolve("root") + "/etc/x", "/etc/passwd");
        assertThat(command.environment()).isEqualTo(Map.of("ONE", "1=1", "MORE", "2"));
        assertThat(command.directory()).isEqualTo(folder.resolve("root/work").toFile());
    }

    private Path image(Path... layers) throws IOException {
        StringBuilder names = new StringBuilder();
        Map<String, byte[]> content = new TreeMap<>();
        for (Path layer : layers) {
            names.append(names.isEmpty() ? "" : ",")
                    .append('"')
                    .append(layer.getFileName())
                    .append('"');
            content.put(layer.getFileName().toString(), Files.readAllBytes(layer));
        }
        String manifest = "[{\"Config\":\"c.json\",\"RepoTags\":[\"name:1\"],\"Layers\":[" + names + "]}]";
        String config =
                "{\"config\":{\"Entrypoint\":[\"run\"],\"Env\":[\"ONE=1=1\"],\"User\":\"1:0\",\"WorkingDir\":\"/work\"}}";
        content.put("manifest.json", manifest.getBytes(UTF_8));
        content.put("c.json", config.getBytes(UTF_8));
        return tar("image.tar", content);
    }

    private Path layer(String name, Map<String, String> files) throws IOException {
        Map<String, byte[]> content = new TreeMap<>();
        files.forEach((path, text) -> content.put(path, text.getBytes(UTF_8)));
        return tar(name, content);
    }

    private Path tar(String name, Map<String, byte[]> files) throws IOException {
        Path tar = folder.resolve(name);
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(Files.newOutputStream(tar))) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                entry.setSize(file.getValue().length);
                entry.setMode(MODE);
                out.putArchiveEntry(entry);
                out.write(file.getValue());
                out.closeArchiveEntry();
            }
        }
        return tar;
    }
}
