package ai.band.codex;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to reach Codex and how to behave towards it. Without a {@code webSocketUrl} a process is
 * started.
 *
 * @param command the whole command of the process; null: see {@link CodexLocator}
 * @param environment variables for the process, over the inherited ones
 * @param inheritEnvironment whether the process also gets this process's variables; when not, it
 *     gets nothing but {@code environment}
 * @param directory where the process runs; null: where this process runs
 * @param webSocketUrl a running server to connect to
 * @param bearerToken sent to that server; only over {@code wss} or to this machine
 * @param clientName told to Codex, as are title and version
 * @param experimentalApi unlocks, among others, dynamic tools
 * @param optOutNotifications methods that the server should not send
 * @param requestTimeout for the answer to an ordinary request
 * @param startTimeout for {@code initialize}, {@code thread/start} and {@code thread/resume}
 * @param closeTimeout for a clean end before the process is killed; null: no limit
 * @param maxMessageBytes longest message accepted; a longer one ends the connection
 * @param maxRequestsInFlight further callers wait for their turn
 * @param overloadBackoff first pause after an answer that says "overloaded"; doubles up to eight
 *     times itself, three attempts in all
 */
public record CodexOptions(
    @Nullable List<String> command,
    Map<String, String> environment,
    boolean inheritEnvironment,
    @Nullable Path directory,
    @Nullable URI webSocketUrl,
    @Nullable String bearerToken,
    String clientName,
    String clientTitle,
    String clientVersion,
    boolean experimentalApi,
    List<String> optOutNotifications,
    Duration requestTimeout,
    Duration startTimeout,
    @Nullable Duration closeTimeout,
    int maxMessageBytes,
    int maxRequestsInFlight,
    Duration overloadBackoff) {

  public CodexOptions {
    command = command == null ? null : List.copyOf(command);
    environment = Map.copyOf(environment);
    optOutNotifications = List.copyOf(optOutNotifications);
    if (command != null && command.isEmpty()) {
      throw new IllegalArgumentException(
          "command is empty. Give the program and its arguments, or leave it out.");
    }
    requirePositive("requestTimeout", requestTimeout);
    requirePositive("startTimeout", startTimeout);
    if (closeTimeout != null) {
      requirePositive("closeTimeout", closeTimeout);
    }
    if (maxRequestsInFlight < 1 || maxMessageBytes < 1024) {
      throw new IllegalArgumentException(
          "maxRequestsInFlight must be at least 1 and maxMessageBytes at least 1024.");
    }
    if (webSocketUrl != null) {
      requireSafe(webSocketUrl, bearerToken);
    }
  }

  /** The defaults: a process found by {@link CodexLocator}. */
  public static CodexOptions defaults() {
    return builder().build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Without the values of token and environment, which may be secret. */
  @Override
  public String toString() {
    return "CodexOptions["
        + (webSocketUrl == null ? "command=" + command : "webSocketUrl=" + webSocketUrl)
        + ", environment="
        + environment.keySet()
        + ", client="
        + clientName
        + " "
        + clientVersion
        + "]";
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isZero() || value.isNegative()) {
      throw new IllegalArgumentException(name + " must be longer than zero, but is " + value + ".");
    }
  }

  private static void requireSafe(URI url, @Nullable String bearerToken) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("ws") && !scheme.equals("wss")) {
      throw new IllegalArgumentException(
          "webSocketUrl must begin with ws:// or wss://, but is " + url + ".");
    }
    if (bearerToken != null && scheme.equals("ws") && !isLoopback(url.getHost())) {
      throw new IllegalArgumentException(
          "A bearer token is only sent over wss:// or to this machine, not to "
              + url
              + ". Use a wss:// URL, or leave the token out.");
    }
  }

  private static boolean isLoopback(@Nullable String host) {
    return host != null
        && (host.equalsIgnoreCase("localhost")
            || host.matches("127(\\.\\d{1,3}){3}")
            || host.equals("[::1]"));
  }

  /** Collects options; every one has a default. */
  public static final class Builder {
    private @Nullable List<String> command;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private boolean inheritEnvironment = true;
    private @Nullable Path directory;
    private @Nullable URI webSocketUrl;
    private @Nullable String bearerToken;
    private String clientName = "band_codex_java";
    private String clientTitle = "Codex client for Java";
    private String clientVersion = "0.1.0";
    private boolean experimentalApi = true;
    private final List<String> optOutNotifications = new ArrayList<>();
    private Duration requestTimeout = Duration.ofSeconds(30);
    private Duration startTimeout = Duration.ofSeconds(60);
    private @Nullable Duration closeTimeout = Duration.ofSeconds(10);
    private int maxMessageBytes = 128 << 20;
    private int maxRequestsInFlight = 32;
    private Duration overloadBackoff = Duration.ofMillis(250);

    private Builder() {}

    public Builder command(@Nullable List<String> argv) {
      this.command = argv;
      return this;
    }

    /** Adds one variable for the process. */
    public Builder environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    public Builder environment(Map<String, String> variables) {
      environment.putAll(variables);
      return this;
    }

    public Builder inheritEnvironment(boolean inherit) {
      this.inheritEnvironment = inherit;
      return this;
    }

    public Builder directory(@Nullable Path directory) {
      this.directory = directory;
      return this;
    }

    /** Connects to a running server instead of starting a process. */
    public Builder webSocketUrl(@Nullable URI url) {
      this.webSocketUrl = url;
      return this;
    }

    public Builder bearerToken(@Nullable String token) {
      this.bearerToken = token;
      return this;
    }

    public Builder client(String name, String title, String version) {
      this.clientName = name;
      this.clientTitle = title;
      this.clientVersion = version;
      return this;
    }

    public Builder experimentalApi(boolean enabled) {
      this.experimentalApi = enabled;
      return this;
    }

    public Builder optOutNotification(String method) {
      optOutNotifications.add(method);
      return this;
    }

    public Builder requestTimeout(Duration timeout) {
      this.requestTimeout = timeout;
      return this;
    }

    public Builder startTimeout(Duration timeout) {
      this.startTimeout = timeout;
      return this;
    }

    public Builder closeTimeout(@Nullable Duration timeout) {
      this.closeTimeout = timeout;
      return this;
    }

    public Builder maxMessageBytes(int bytes) {
      this.maxMessageBytes = bytes;
      return this;
    }

    public Builder maxRequestsInFlight(int count) {
      this.maxRequestsInFlight = count;
      return this;
    }

    public Builder overloadBackoff(Duration first) {
      this.overloadBackoff = first;
      return this;
    }

    public CodexOptions build() {
      return new CodexOptions(
          command,
          environment,
          inheritEnvironment,
          directory,
          webSocketUrl,
          bearerToken,
          clientName,
          clientTitle,
          clientVersion,
          experimentalApi,
          optOutNotifications,
          requestTimeout,
          startTimeout,
          closeTimeout,
          maxMessageBytes,
          maxRequestsInFlight,
          overloadBackoff);
    }
  }
}
