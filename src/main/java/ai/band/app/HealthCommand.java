package ai.band.app;

import ai.band.adapter.codex.config.OptionLayers;
import ai.band.adapter.codex.config.OptionSource;
import ai.band.adapter.codex.config.SettledOptions;
import ai.band.api.BandConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code health}: asks the endpoint of a program on this host, for the health check of an image.
 */
final class HealthCommand implements Command {
  private static final int PATIENCE_MS = 5_000;
  private static final int USUAL_PORT = 8089;

  @Override
  public Flags flags() {
    var flags =
        new Flags(
            "Asks a running band-codex on this host whether it is ready. Exit code 0: ready, or the"
                + " endpoint is switched off; 1: not ready, or nobody answers.");
    flags.add(Flag.plain("--live", "Asks only whether the program is alive."));
    OptionFlags.add(flags, "Where:", List.of(RunOptions.CONFIG));
    OptionFlags.add(flags, "Endpoint:", List.of(RunOptions.HEALTH_PORT, RunOptions.HEALTH_ADDRESS));
    return flags;
  }

  @Override
  public int run(ParsedFlags parsed, Program program) {
    SettledOptions options = options(parsed, program);
    int given = options.required(RunOptions.HEALTH_PORT);
    OptionSource portSetBy = options.of(RunOptions.HEALTH_PORT).source();
    if (given == 0 && portSetBy.chosen()) {
      program
          .out()
          .println(
              portSetBy.name() + ": 0 switches the health endpoint off, so that nobody was asked");
      return ExitCodes.OK;
    }
    String address = options.required(RunOptions.HEALTH_ADDRESS);
    String host = address.equals("0.0.0.0") || address.equals("::") ? "127.0.0.1" : address;
    String shownHost = host.contains(":") ? "[" + host + "]" : host;
    String page = parsed.has("--live") ? "/live" : "/ready";
    URI uri = URI.create("http://" + shownHost + ":" + (given == 0 ? USUAL_PORT : given) + page);
    try {
      return ask(uri, program);
    } catch (IOException e) {
      program
          .err()
          .println(
              "band-codex: "
                  + uri
                  + " does not answer ("
                  + e.getMessage()
                  + "). Start band-codex run with --health-port, and give the same port here.");
      return ExitCodes.FAILED;
    }
  }

  private static SettledOptions options(ParsedFlags parsed, Program program) {
    List<ai.band.adapter.codex.config.Option<?>> asked =
        List.of(RunOptions.CONFIG, RunOptions.HEALTH_PORT, RunOptions.HEALTH_ADDRESS);
    var layers = new OptionLayers(asked);
    layers.environment(program.environment());
    OptionFlags.read(parsed, asked, layers);
    String name = layers.settle().required(RunOptions.CONFIG);
    if (layers.problems().isEmpty() && Files.isReadable(program.directory().resolve(name))) {
      file(layers, program, name);
    }
    SettledOptions settled = layers.settle();
    if (!layers.problems().isEmpty()) {
      throw new BandConfigException(layers.problems().stream().distinct().toList());
    }
    return settled;
  }

  /** Other things that are wrong with the file are not the business of this command. */
  private static void file(OptionLayers layers, Program program, String name) {
    var file = AgentConfigFile.read(program.directory(), name);
    var said =
        new EnvironmentReferences(program.environment()).fill(file.program(), file.programPlace());
    for (var option : List.of(RunOptions.HEALTH_PORT, RunOptions.HEALTH_ADDRESS)) {
      if (said.containsKey(option.key())) {
        layers.yaml(option, said.get(option.key()), file.programPlace() + option.key());
      }
    }
  }

  private static int ask(URI uri, Program program) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setConnectTimeout(PATIENCE_MS);
    connection.setReadTimeout(PATIENCE_MS);
    int status = connection.getResponseCode();
    try (InputStream body =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      String text = body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
      if (status == HttpURLConnection.HTTP_OK) {
        program.out().println("ok");
        return ExitCodes.OK;
      }
      problems(text).forEach(line -> program.err().println("band-codex: " + line));
      return ExitCodes.FAILED;
    } finally {
      connection.disconnect();
    }
  }

  private static List<String> problems(String body) {
    List<String> lines = new java.util.ArrayList<>();
    try {
      JsonNode answer = JsonMapper.shared().readTree(body);
      for (var agent : answer.path("agents").properties()) {
        for (var part : agent.getValue().properties()) {
          String problem = part.getValue().path("problem").asString("");
          if (!problem.isEmpty()) {
            lines.add("agent " + agent.getKey() + ": " + part.getKey() + ": " + problem);
          }
        }
      }
    } catch (tools.jackson.core.JacksonException e) {
      lines.add("The answer is not from band-codex. Check the port.");
    }
    return lines.isEmpty() ? List.of("Not ready, no agent runs yet.") : lines;
  }
}
