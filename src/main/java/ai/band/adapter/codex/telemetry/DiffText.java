package ai.band.adapter.codex.telemetry;

import ai.band.codex.protocol.Json;
import ai.band.platform.rest.ContentLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts a diff into metadata, cut where it would be more than the platform takes. */
final class DiffText {
  /** Of all that Codex may send, this much is worth keeping. */
  static final int MOST_BYTES = 65_536;

  /** The list of files leaves most of the place to the diff. */
  private static final int MOST_NAME_BYTES = 8_192;

  /** For the mark, the keys of a diff that was cut, and secrets that become longer when masked. */
  private static final int RESERVED = 1_024;

  private DiffText() {}

  /**
   * Adds {@code codex_files_changed}, {@code codex_diff} and, when it was cut, its original size.
   *
   * @return how many files the diff changes
   */
  static int put(Map<String, Object> metadata, String diff) {
    List<String> files = DiffFiles.of(diff);
    metadata.put("codex_files_changed", listed(files));
    int taken = Json.MAPPER.writeValueAsString(metadata).getBytes(StandardCharsets.UTF_8).length;
    int end = end(diff, ContentLimits.EVENT_METADATA_BYTES - RESERVED - taken);
    if (end == diff.length()) {
      metadata.put("codex_diff", diff);
      return files.size();
    }
    String head = diff.substring(0, end);
    int bytes = Utf8.length(diff);
    int left = bytes - Utf8.length(head);
    metadata.put("codex_diff", head + "\n[diff truncated: " + left + " bytes left out]");
    metadata.put("codex_diff_truncated", true);
    metadata.put("codex_diff_original_length", diff.codePointCount(0, diff.length()));
    metadata.put("codex_diff_original_bytes", bytes);
    return files.size();
  }

  private static List<String> listed(List<String> files) {
    List<String> listed = new ArrayList<>();
    int bytes = 0;
    for (String file : files) {
      bytes += Utf8.length(file) + 3;
      if (bytes > MOST_NAME_BYTES) {
        listed.add("[" + (files.size() - listed.size()) + " more files]");
        return listed;
      }
      listed.add(file);
    }
    return listed;
  }

  /**
   * How far the text fits both limits, that of the diff and that of the JSON it becomes part of.
   */
  private static int end(String text, int mostJsonBytes) {
    int plain = 0;
    int json = 0;
    for (int i = 0; i < text.length(); ) {
      int code = text.codePointAt(i);
      int width = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      plain += width;
      json += escaped(code, width);
      if (plain > MOST_BYTES || json > mostJsonBytes) {
        return i;
      }
      i += Character.charCount(code);
    }
    return text.length();
  }

  private static int escaped(int code, int width) {
    return switch (code) {
      case '"', '\\', '\n', '\r', '\t', '\b', '\f' -> 2;
      default -> code < 0x20 ? 6 : width;
    };
  }
}
