package ai.band.app.repository;

import ai.band.platform.UrlCredentials;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Address of a repository: {@code git@host:path}, {@code ssh://…} or {@code https://…}, never with
 * a password or token in it.
 *
 * @param text as it was written
 * @param ssh whether it is reached by SSH
 * @param host without brackets
 * @param port 0 for the usual one
 * @param path on the server, without a slash in front
 */
public record RepositoryUrl(String text, boolean ssh, String host, int port, String path) {
  private static final Pattern SHORT =
      Pattern.compile(
          "([A-Za-z0-9._][A-Za-z0-9._-]*)@([A-Za-z0-9._][A-Za-z0-9._-]*):([^:/].*|/.+)");
  private static final int SSH_PORT = 22;
  private static final int HTTPS_PORT = 443;
  private static final String FORMS =
      "Use git@host:path, ssh://git@host/path or https://host/path.";

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException with a remedy that does not repeat the address
   */
  public static RepositoryUrl parse(String text) {
    String url = text.strip();
    if (url.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
      throw new IllegalArgumentException("An address has no blanks. " + FORMS);
    }
    Matcher shortForm = SHORT.matcher(url);
    if (!url.contains("://") && shortForm.matches()) {
      return new RepositoryUrl(url, true, shortForm.group(2), 0, trimmed(shortForm.group(3)));
    }
    return parseUri(url);
  }

  private static RepositoryUrl parseUri(String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(FORMS);
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean ssh = scheme.equals("ssh");
    if (!ssh && !scheme.equals("https")) {
      throw new IllegalArgumentException(FORMS);
    }
    refuseCredentials(uri, ssh);
    String host = uri.getHost();
    String path = uri.getPath() == null ? "" : trimmed(uri.getPath());
    if (host == null || host.startsWith("-") || path.isEmpty()) {
      throw new IllegalArgumentException(FORMS);
    }
    int usual = ssh ? SSH_PORT : HTTPS_PORT;
    int port = uri.getPort() == usual || uri.getPort() < 0 ? 0 : uri.getPort();
    return new RepositoryUrl(url, ssh, host.replaceAll("[\\[\\]]", ""), port, path);
  }

  /** An SSH address needs a user; everything else there is a secret. */
  private static void refuseCredentials(URI uri, boolean ssh) {
    String user = uri.getRawUserInfo();
    boolean secret = user != null && (!ssh || user.contains(":") || user.startsWith("-"));
    if (secret || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "An address with a user name, password or token would get into logs. Take it out and give"
              + " it to a git credential helper, or use SSH.");
    }
  }

  private static String trimmed(String path) {
    String text = path;
    while (text.startsWith("/")) {
      text = text.substring(1);
    }
    return text;
  }

  /** Host, with the port if it is not the usual one, as SSH's list of known hosts has it. */
  String knownHost() {
    return port == 0 ? host : "[" + host + "]:" + port;
  }

  /** The same for all ways to write the address of one repository. */
  String normalised() {
    String name = path;
    while (name.endsWith("/")) {
      name = name.substring(0, name.length() - 1);
    }
    if (name.toLowerCase(Locale.ROOT).endsWith(".git")) {
      name = name.substring(0, name.length() - 4);
    }
    return (host + (port == 0 ? "" : ":" + port) + "/" + name).toLowerCase(Locale.ROOT);
  }

  /** Whether another address, of any form, leads to the same repository. */
  boolean sameRepository(@Nullable String other) {
    if (other == null) {
      return false;
    }
    try {
      return normalised().equals(parse(UrlCredentials.removed(other)).normalised());
    } catch (IllegalArgumentException e) {
      return text.equals(other);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
