package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoWorkspaceTest {
  @TempDir Path folder;
  private final List<String> notes = new ArrayList<>();

  @Test
  void it_is_a_project_under_version_control() throws Exception {
    var workspace = DemoWorkspace.create(folder.resolve("w"), notes::add);

    assertThat(workspace.folder().resolve("README.md")).exists();
    // A machine without git gets a note instead.
    assertThat(Files.exists(workspace.folder().resolve(".git/HEAD"))).isEqualTo(notes.isEmpty());
    assertThat(workspace.describe()).containsExactly("  README.md");
  }

  @Test
  void new_changed_and_deleted_files_are_told_apart() throws Exception {
    var workspace = DemoWorkspace.create(folder.resolve("w"), notes::add);
    Files.writeString(workspace.folder().resolve("a.txt"), "one\ntwo\n");
    Files.createDirectories(workspace.folder().resolve("sub"));
    Files.write(workspace.folder().resolve("sub/b.bin"), new byte[] {0, 1});
    Files.write(workspace.folder().resolve("sub/c.txt"), new byte[5000]);
    Files.delete(workspace.folder().resolve("README.md"));

    assertThat(workspace.describe())
        .containsExactly(
            "  a.txt (new)",
            "      one",
            "      two",
            "  sub/b.bin (new)",
            "      (2 bytes, not text)",
            "  sub/c.txt (new)",
            "      (5000 bytes)",
            "  README.md (deleted)");
  }

  @Test
  void a_changed_file_shows_its_new_content() throws Exception {
    var workspace = DemoWorkspace.create(folder.resolve("w"), notes::add);
    Files.writeString(workspace.folder().resolve("README.md"), "new\n");

    assertThat(workspace.describe()).containsExactly("  README.md (changed)", "      new");
  }
}
