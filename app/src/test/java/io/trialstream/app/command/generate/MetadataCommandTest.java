package io.trialstream.app.command.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.generator.SimulatedUsers;
import io.trialstream.generator.catalogue.MetadataTables;
import io.trialstream.generator.catalogue.RecipeMaker;
import io.trialstream.generator.catalogue.UserTable;
import io.trialstream.generator.model.PopulationFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MetadataCommandTest {
    @TempDir
    Path folder;

    @Test
    void writesTablesAndSaysWhat() throws Exception {
        Path out = folder.resolve("tables");
        assertThat(run("--out", out.toString(), "--users", "1234", "--recipes", "56", "--seed", "9"))
                .matches("56 recipes and 1,234 users with profiles in \\Q" + out
                        + "\\E: recipes\\.parquet, profiles\\.parquet, users\\.parquet, 0\\.\\d MB\n");

        UserTable users = MetadataTables.readUsers(
                out, SimulatedUsers.profileIds(PopulationFile.defaults().behaviour()));
        assertThat(users.size()).isEqualTo(1234);
        assertThat(MetadataTables.readRecipes(out).rows())
                .isEqualTo(RecipeMaker.make(56, 9).rows());

        byte[] before = Files.readAllBytes(out.resolve(MetadataTables.USERS));
        run("--out", out.toString(), "--users", "1234", "--recipes", "56", "--seed", "10", "--overwrite");
        assertThat(Files.readAllBytes(out.resolve(MetadataTables.USERS))).isNotEqualTo(before);
    }

    private static String run(String... arguments) {
        CommandLine generate = new CommandLine(new GenerateCommand());
        StringWriter out = new StringWriter();
        generate.setOut(new PrintWriter(out, true));
        String[] all = new String[arguments.length + 1];
        all[0] = "metadata";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        assertThat(generate.execute(all)).isZero();
        return out.toString();
    }
}
