package ai.band.platform;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Replaces known secrets in texts that leave the program: log lines, error texts, posts to a room.
 * Other secrets are recognised in one place only: user names, passwords and tokens in addresses.
 * Safe from any thread; without secrets it costs nothing.
 */
public final class SecretMask {
  /** Shorter values are not masked: they would turn ordinary words into stars. */
  public static final int SHORTEST = 6;

  private static final String STARS = "***";

  /** Stands for a key that a proxy swaps in on the way: no secret. */
  private static final String PLACEHOLDER = "proxy-managed";

  private final String word;
  private final boolean ofAddresses;
  private final ReentrantLock gate = new ReentrantLock(); // guards changes of secrets
  private volatile List<String> secrets = List.of(); // the longest first

  /** For logs and error texts: {@code ***} stands for a secret, and for user info in addresses. */
  public SecretMask() {
    this(STARS, true);
  }

  /**
   * For texts that people asked for: this word stands for a registered secret. Addresses stay as
   * they are, as they may be what the text is about.
   */
  public SecretMask(String word) {
    this(word, false);
  }

  private SecretMask(String word, boolean ofAddresses) {
    this.word = word;
    this.ofAddresses = ofAddresses;
  }

  /**
   * Masks a value from now on. A text of several lines is masked line by line too.
   *
   * @param secret null, and values too short to be told from ordinary words, do nothing
   */
  public void register(@Nullable String secret) {
    if (secret == null || secret.equals(PLACEHOLDER)) {
      return;
    }
    List<String> parts = new ArrayList<>();
    parts.add(secret.strip());
    if (secret.strip().indexOf('\n') >= 0) {
      secret.lines().map(String::strip).forEach(parts::add);
    }
    parts.removeIf(part -> part.length() < SHORTEST);
    add(parts);
  }

  private void add(List<String> parts) {
    gate.lock();
    try {
      List<String> grown = new ArrayList<>(secrets);
      for (String part : parts) {
        if (!grown.contains(part)) {
          grown.add(part);
        }
      }
      grown.sort(Comparator.comparingInt(String::length).reversed());
      secrets = List.copyOf(grown);
    } finally {
      gate.unlock();
    }
  }

  /** The text without secrets; the same object when it holds none. */
  public String mask(String text) {
    String masked = text;
    for (String secret : secrets) {
      if (masked.contains(secret)) {
        masked = masked.replace(secret, word);
      }
    }
    return ofAddresses ? UrlCredentials.masked(masked, word) : masked;
  }

  /** The values of a map without secrets, at any depth. */
  public Map<String, Object> mask(Map<String, Object> values) {
    if (values.isEmpty() || (secrets.isEmpty() && !ofAddresses)) {
      return values;
    }
    Map<String, Object> masked = new LinkedHashMap<>();
    values.forEach((key, value) -> masked.put(key, maskTree(value)));
    return masked;
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // a tree of JSON may hold null
  private Object maskTree(@Nullable Object tree) {
    return switch (tree) {
      case null -> null;
      case String text -> mask(text);
      case Map<?, ?> map -> mask((Map<String, Object>) map);
      case Collection<?> list -> list.stream().map(this::maskTree).toList();
      case Object other -> other;
    };
  }
}
