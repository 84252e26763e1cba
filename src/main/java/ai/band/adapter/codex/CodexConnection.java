package ai.band.adapter.codex;

import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.config.Transport;
import ai.band.codex.CodexClient;
import ai.band.codex.CodexOptions;
import ai.band.codex.transport.CodexTransport;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Opens connections to Codex as the options say. */
public final class CodexConnection {
  private CodexConnection() {}

  static CodexClient open(
      CodexAdapterConfig config, @Nullable Function<CodexAdapterConfig, CodexTransport> factory) {
    CodexOptions options = options(config);
    return factory == null
        ? CodexClient.open(options)
        : CodexClient.open(options, factory.apply(config));
  }

  /** How the client reaches Codex. */
  public static CodexOptions options(CodexAdapterConfig config) {
    CodexOptions.Builder options =
        CodexOptions.builder()
            .client(config.clientName(), config.clientTitle(), config.clientVersion())
            .experimentalApi(config.experimentalApi())
            .requestTimeout(config.requestTimeoutS())
            .startTimeout(config.startRequestTimeout())
            .closeTimeout(config.clientCloseTimeoutS());
    if (config.transport() == Transport.WS) {
      return options
          .webSocketUrl(URI.create(config.codexWsUrl()))
          .bearerToken(config.codexWsToken())
          .build();
    }
    Map<String, String> environment = config.codexEnv();
    String cwd = config.cwd();
    return options
        .command(config.codexCommand())
        .environment(environment == null ? Map.of() : environment)
        .directory(cwd == null ? null : Path.of(cwd))
        .build();
  }
}
