package ai.band.app.repository;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is remembered of a prepared working tree.
 *
 * @param headCommit empty in a repository without commits
 * @param indexedAt when the description was written last; ISO-8601
 * @param files the description's files with the hash of each
 */
record RepositoryMetadata(
    @JsonProperty("url") @Nullable String url,
    @JsonProperty("path") String path,
    @JsonProperty("branch") @Nullable String branch,
    @JsonProperty("head_commit") String headCommit,
    @JsonProperty("index") boolean index,
    @JsonProperty("indexed_at") @Nullable String indexedAt,
    @JsonProperty("files") Map<String, String> files) {
  static final String FILE_NAME = "repo_init_meta.json";

  private static final Logger log = LoggerFactory.getLogger(RepositoryMetadata.class);
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  RepositoryMetadata {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(headCommit, "head_commit");
    files = files == null ? Map.of() : Map.copyOf(files);
  }

  /** What is stored; null when nothing is, or nothing that can be used. */
  static @Nullable RepositoryMetadata read(Path folder) {
    Path file = folder.resolve(FILE_NAME);
    if (!Files.exists(file)) {
      return null;
    }
    try {
      return JSON.readValue(Files.readString(file), RepositoryMetadata.class);
    } catch (IOException | JacksonException e) {
      log.warn("{} is not used: it cannot be read. It is written anew.", file);
      return null;
    }
  }

  /** Stores it; a reader sees the old one or the new one, never a part. */
  void write(Path folder) throws IOException {
    writeWhole(folder.resolve(FILE_NAME), JSON.writeValueAsString(this) + "\n");
  }

  /** Writes a file so that nobody sees half of it. */
  static void writeWhole(Path file, String text) throws IOException {
    Path temporary = file.resolveSibling("." + file.getFileName() + ".new");
    Files.writeString(temporary, text);
    try {
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Whether the description that was written with this one still describes the other state. */
  boolean describes(RepositoryMetadata other) {
    return index
        && Objects.equals(url, other.url)
        && path.equals(other.path)
        && Objects.equals(branch, other.branch)
        && headCommit.equals(other.headCommit);
  }

  static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256:" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }
}
