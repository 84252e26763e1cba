package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs the start script in a copy of the project, with stand-ins for Java and Maven. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherTest {
  private static final Instant EARLIER = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATER = Instant.parse("2026-01-02T00:00:00Z");

  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private Path project;
  private Path tools;

  @BeforeEach
  void lay_out_a_project_with_a_blank_in_its_path() throws IOException {
    project = Files.createDirectories(folder.resolve("my project"));
    tools = Files.createDirectories(folder.resolve("tools"));
    Files.copy(Path.of("band-codex"), project.resolve("band-codex"));
    makeExecutable(project.resolve("band-codex"));
    for (var tool :
        List.of(
            "basename",
            "cat",
            "dirname",
            "find",
            "head",
            "mkdir",
            "mv",
            "readlink",
            "rm",
            "sed",
            "touch")) {
      systemTool(tool);
    }
    write(project.resolve("pom.xml"), "<project/>", EARLIER);
    write(project.resolve("src/main/java/A.java"), "class A {}", EARLIER);
    try (Stream<Path> sources = Files.walk(project.resolve("src"))) {
      for (var path : sources.toList()) {
        Files.setLastModifiedTime(path, FileTime.from(EARLIER));
      }
    }
    write(jar(), "jar", LATER);
    environment.put("PATH", tools.toString());
    environment.put("BAND_CODEX_JVM_DIRS", folder.resolve("jvms").toString());
  }

  @Test
  void java_on_the_path_starts_the_jar_with_the_arguments_as_given() throws Exception {
    java(tools.resolve("java"), "25.0.1");

    var run = run("demo", "--message", "two words", "");

    assertThat(run.exitCode()).isZero();
    assertThat(run.lines())
        .containsExactly(
            "JAVA 25.0.1",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-Xms24m",
            "-XX:NewSize=12m",
            "-XX:+UseSerialGC",
            "-jar",
            jar().toRealPath().toString(),
            "demo",
            "--message",
            "two words",
            "");
  }

  @Test
  void java_home_comes_before_the_path_and_an_old_one_is_passed_over() throws Exception {
    java(tools.resolve("java"), "25");
    java(folder.resolve("home/bin/java"), "21.0.2");
    environment.put("JAVA_HOME", folder.resolve("home").toString());
    assertThat(run().lines()).startsWith("JAVA 21.0.2");

    java(folder.resolve("home/bin/java"), "17.0.9");
    assertThat(run().lines()).startsWith("JAVA 25");
  }

  @Test
  void installation_folders_are_searched_past_those_that_are_too_old() throws Exception {
    java(tools.resolve("java"), "1.8.0_402");
    java(folder.resolve("jvms/a-17/bin/java"), "17.0.9");
    java(folder.resolve("jvms/b mac/Contents/Home/bin/java"), "23");

    assertThat(run().lines()).startsWith("JAVA 23");
  }

  @Test
  void the_release_file_tells_the_version_without_starting_java() throws Exception {
    java(folder.resolve("jvms/a/bin/java"), "25");
    Files.writeString(folder.resolve("jvms/a/release"), "JAVA_VERSION=\"17.0.9\"\n");

    assertThat(run().lines()).singleElement().asString().contains("Java 21 or newer is needed");
  }

  @Test
  void without_a_java_one_line_says_what_to_install() throws Exception {
    var run = run("demo");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.lines())
        .singleElement()
        .asString()
        .contains("Java 21 or newer")
        .contains("install")
        .contains("JAVA_HOME");
  }

  @Test
  void options_for_the_jvm_are_words() throws Exception {
    java(tools.resolve("java"), "21");
    environment.put("BAND_CODEX_JAVA_OPTS", "-Xmx64m  -Xss512k");

    assertThat(run().lines()).contains("-Xmx64m", "-Xss512k");
  }

  @Test
  void it_works_through_a_link_and_from_any_folder() throws Exception {
    java(tools.resolve("java"), "21");
    var links = Files.createDirectories(folder.resolve("links"));
    Files.createSymbolicLink(links.resolve("first"), Path.of("../my project/band-codex"));
    Files.createSymbolicLink(links.resolve("second"), Path.of("first"));

    assertThat(start(List.of(links.resolve("second").toString())).lines())
        .contains(jar().toRealPath().toString());
  }

  @Test
  void a_jar_older_than_the_sources_is_built_again() throws Exception {
    java(tools.resolve("java"), "21");
    maven("echo built > target/band-codex.jar; echo MAVEN \"$@\"");
    Files.setLastModifiedTime(
        project.resolve("src/main/java/A.java"), FileTime.from(LATER.plusSeconds(1)));

    var run = run();

    assertThat(run.lines().getFirst()).contains("building").contains("band-codex.jar");
    assertThat(project.resolve("target/launcher-build.log"))
        .content()
        .startsWith("MAVEN")
        .endsWith("package\n");
    assertThat(jar()).hasContent("built");
    assertThat(run().lines()).startsWith("JAVA 21");
  }

  @Test
  void a_missing_jar_is_built() throws Exception {
    java(tools.resolve("java"), "21");
    maven("echo built > target/band-codex.jar");
    Files.delete(jar());

    assertThat(run("--version").lines()).contains("JAVA 21", "--version");
  }

  @Test
  void a_build_without_a_compiler_says_that_a_jdk_is_needed() throws Exception {
    java(tools.resolve("java"), "21");
    Files.delete(tools.resolve("javac"));
    maven("echo built > target/band-codex.jar");
    assertThat(run().lines()).startsWith("JAVA 21");
    Files.delete(jar());

    var run = run();

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.lines()).singleElement().asString().contains("building needs a JDK 21");
    assertThat(jar()).doesNotExist();
  }

  @Test
  void a_build_takes_the_jdk_that_is_elsewhere() throws Exception {
    java(tools.resolve("java"), "21");
    Files.delete(tools.resolve("javac"));
    java(folder.resolve("jvms/jdk/bin/java"), "25");
    maven("echo \"$JAVA21_HOME\" > target/band-codex.jar");
    Files.delete(jar());

    assertThat(run().lines()).contains("JAVA 25");
    assertThat(jar()).hasContent(folder.resolve("jvms/jdk").toRealPath().toString());
  }

  @Test
  void without_maven_or_after_a_failed_build_nothing_is_started() throws Exception {
    java(tools.resolve("java"), "21");
    Files.delete(jar());
    var without = run();
    assertThat(without.exitCode()).isEqualTo(1);
    assertThat(without.lines()).singleElement().asString().contains("Maven");

    maven("echo it went wrong; exit 1");
    var failed = run();
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.lines()).contains("it went wrong").doesNotContain("JAVA 21");
  }

  @Test
  void a_jar_without_sources_is_used_as_it_is() throws Exception {
    java(tools.resolve("java"), "21");
    Files.delete(project.resolve("pom.xml"));

    assertThat(run().lines()).startsWith("JAVA 21");
  }

  @Test
  void a_build_makes_a_start_up_archive_that_the_next_start_uses() throws Exception {
    java(tools.resolve("java"), "25.0.1");
    maven("echo built > target/band-codex.jar");
    Files.delete(jar());

    assertThat(run().lines()).contains(archiveOption("AOTCache", "25"));
    assertThat(run().lines()).contains(archiveOption("AOTCache", "25"), "-Xlog:disable");

    environment.put("BAND_CODEX_ARCHIVE", "off");
    assertThat(run().lines()).noneMatch(line -> line.contains("AOTCache"));
  }

  @Test
  void before_java_25_the_archive_is_one_of_classes() throws Exception {
    java(tools.resolve("java"), "21.0.2");

    assertThat(run("--make-archive").exitCode()).isZero();

    assertThat(run().lines()).contains(archiveOption("SharedArchiveFile", "21"));
  }

  @Test
  void a_heap_of_the_users_own_choice_is_left_alone() throws Exception {
    java(tools.resolve("java"), "25");
    environment.put("BAND_CODEX_JAVA_OPTS", "-Xmx16m");

    assertThat(run().lines()).contains("-Xmx16m").doesNotContain("-Xms24m", "-XX:NewSize=12m");
  }

  @Test
  void an_archive_of_an_older_jar_is_left_alone_and_so_is_one_that_the_options_exclude()
      throws Exception {
    java(tools.resolve("java"), "25");
    run("--make-archive");
    environment.put("BAND_CODEX_JAVA_OPTS", "-XX:AOTCacheOutput=other -XX:+UseG1GC");
    assertThat(run().lines())
        .contains("-XX:+UseG1GC", "-XX:AOTCacheOutput=other")
        .doesNotContain("-XX:+UseSerialGC", archiveOption("AOTCache", "25"));
    environment.remove("BAND_CODEX_JAVA_OPTS");
    Path archive = project.resolve("target/band-codex-25.jsa");
    Files.setLastModifiedTime(archive, FileTime.from(EARLIER));

    assertThat(run().lines()).doesNotContain(archiveOption("AOTCache", "25"));
  }

  private String archiveOption(String option, String version) throws IOException {
    Path target = project.resolve("target").toRealPath();
    return "-XX:" + option + "=" + target.resolve("band-codex-" + version + ".jsa");
  }

  private record Run(int exitCode, List<String> lines) {}

  private Run run(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(project.resolve("band-codex").toString());
    command.addAll(List.of(arguments));
    return start(command);
  }

  private Run start(List<String> command) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    var process = builder.start();
    process.getOutputStream().close();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Run(
        process.exitValue(),
        List.of(output.split("(?<=\n)")).stream().map(line -> line.replace("\n", "")).toList());
  }

  /** A JDK whose Java tells its version as usual, and otherwise prints its arguments. */
  private static void java(Path file, String version) throws IOException {
    write(
        file,
        """
        #!/bin/sh
        if [ "${1:-}" = -version ]; then echo 'openjdk version "%1$s" 2026-01-01' >&2; exit; fi
        case "$*" in
          *rehearse) for word in "$@"; do case $word in
            -XX:AOTCacheOutput=*|-XX:ArchiveClassesAtExit=*) echo learned > "${word#*=}" ;;
          esac; done; exit ;;
        esac
        echo 'JAVA %1$s'
        for word in "$@"; do echo "$word"; done
        """
            .formatted(version),
        EARLIER);
    makeExecutable(file);
    write(file.resolveSibling("javac"), "#!/bin/sh\n", EARLIER);
    makeExecutable(file.resolveSibling("javac"));
  }

  private void maven(String script) throws IOException {
    write(tools.resolve("mvn"), "#!/bin/sh\n" + script + "\n", EARLIER);
    makeExecutable(tools.resolve("mvn"));
  }

  private Path jar() {
    return project.resolve("target/band-codex.jar");
  }

  /** Lets the script use a tool of the system, but not the system's Java. */
  private void systemTool(String name) throws IOException {
    var program = Files.exists(Path.of("/usr/bin", name)) ? "/usr/bin/" : "/bin/";
    write(tools.resolve(name), "#!/bin/sh\nexec " + program + name + " \"$@\"\n", EARLIER);
    makeExecutable(tools.resolve(name));
  }

  private static void write(Path file, String text, Instant changed) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(changed));
  }

  private static void makeExecutable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
