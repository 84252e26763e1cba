package ai.band.adapter.codex.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class DiffTextTest {
  private final Map<String, Object> metadata = new LinkedHashMap<>();

  @Test
  void a_small_diff_is_kept_whole() {
    assertThat(DiffText.put(metadata, "diff --git a/x b/x\n")).isEqualTo(1);

    assertThat(metadata).containsEntry("codex_diff", "diff --git a/x b/x\n");
    assertThat(metadata).containsOnlyKeys("codex_files_changed", "codex_diff");
  }

  @Test
  void a_mebibyte_of_emoji_and_chinese_is_cut_at_a_character_and_fits() {
    String diff = "diff --git a/x b/x\n" + "+\"变😀é\n".repeat(80_000);

    DiffText.put(metadata, diff);

    int bytes =
        JsonMapper.shared().writeValueAsString(metadata).getBytes(StandardCharsets.UTF_8).length;
    assertThat(bytes).isBetween(60_000, 65_536);
    String kept = (String) metadata.get("codex_diff");
    String head = kept.substring(0, kept.indexOf("\n[diff truncated: "));
    assertThat(diff).startsWith(head);
    assertThat(Character.isHighSurrogate(head.charAt(head.length() - 1))).isFalse();
    int whole = diff.getBytes(StandardCharsets.UTF_8).length;
    assertThat(whole).isGreaterThan(900_000);
    int left = whole - head.getBytes(StandardCharsets.UTF_8).length;
    assertThat(kept).endsWith("[diff truncated: " + left + " bytes left out]");
    assertThat(metadata)
        .containsEntry("codex_diff_truncated", true)
        .containsEntry("codex_diff_original_bytes", whole)
        .containsEntry("codex_diff_original_length", diff.codePointCount(0, diff.length()));
  }

  @Test
  void names_come_from_the_headers_alone() {
    String diff =
        """
        diff --git a/one.txt b/one.txt
        --- a/one.txt
        +++ b/one.txt
        @@ -1,2 +1,2 @@
        --- a/not-a-file
        +++ b/not-a-file
        diff --git a/gone.txt b/gone.txt
        deleted file mode 100644
        --- a/gone.txt
        +++ /dev/null
        diff --git a/old name b/new name
        similarity index 100%
        rename from old name
        rename to new name
        diff --git a/pic.png b/pic.png
        Binary files differ
        diff --git "a/\\303\\251.txt" "b/\\303\\251.txt"
        new file mode 100644
        """;

    assertThat(DiffFiles.of(diff))
        .containsExactly("one.txt", "gone.txt", "new name", "pic.png", "é.txt");
  }

  @Test
  void a_plain_unified_diff_has_names_too() {
    assertThat(DiffFiles.of("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n--- y\n+++ y\n@@ -1 +1 @@\n"))
        .containsExactly("x", "y");
  }

  @Test
  void very_many_files_leave_place_for_the_diff() {
    StringBuilder diff = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      diff.append("diff --git a/folder/file-").append(i).append(" b/folder/file-").append(i);
      diff.append('\n');
    }

    assertThat(DiffText.put(metadata, diff.toString())).isEqualTo(20_000);
    assertThat(metadata.get("codex_files_changed").toString()).contains("more files]");
    assertThat(FittedJson.metadata(metadata)).isSameAs(metadata);
  }
}
