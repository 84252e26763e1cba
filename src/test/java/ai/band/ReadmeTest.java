package ai.band;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeTest {
  private static final Pattern JAVA = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern CLASS = Pattern.compile("public class (\\w+)");

  @Test
  void the_java_in_the_readme_compiles(@TempDir Path folder) throws Exception {
    Matcher blocks = JAVA.matcher(Files.readString(Path.of("README.md")));
    int count = 0;
    while (blocks.find()) {
      Matcher name = CLASS.matcher(blocks.group(1));
      assertThat(name.find()).isTrue();
      Path source = folder.resolve(name.group(1) + ".java");
      Files.writeString(source, blocks.group(1));
      compile(source, folder);
      count++;
    }
    assertThat(count).isPositive();
  }

  @Test
  void the_readme_names_the_commands_that_ci_runs() throws Exception {
    String readme = Files.readString(Path.of("README.md"));
    String ci = Files.readString(Path.of(".ci/run"));

    assertThat(ci.lines().filter(line -> line.startsWith("mvn")).toList())
        .singleElement()
        .satisfies(command -> assertThat(readme).contains("```sh\n" + command + "\n```"));
  }

  private static void compile(Path source, Path folder) throws Exception {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var output = new StringWriter();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      var options = List.of("-cp", System.getProperty("java.class.path"), "-d", folder.toString());
      var task =
          compiler.getTask(
              output, files, null, options, null, files.getJavaFileObjects(source.toFile()));
      assertThat(task.call()).as(output.toString()).isTrue();
    }
  }
}
