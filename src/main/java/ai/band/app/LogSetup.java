package ai.band.app;

import ai.band.adapter.codex.config.OptionLayers;
import ai.band.adapter.codex.config.SettledOptions;
import ai.band.api.BandConfigException;
import ai.band.platform.SecretMask;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.spi.FilterReply;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Configures logging from {@link LogOptions}, without a configuration file: reading one would cost
 * a good part of the start-up time. A file named by {@code -Dlogback.configurationFile} is left in
 * charge.
 */
final class LogSetup {
  private static final String OURS = "ai.band";

  /** Looking at the size for every line would be slow. */
  private static final Duration SIZE_CHECK = Duration.buildByMilliseconds(100);

  private final SettledOptions options;
  private final Program program;
  private final LoggerContext context;
  private final Map<String, Level> overrides = new LinkedHashMap<>();

  private LogSetup(SettledOptions options, Program program, LoggerContext context) {
    this.options = options;
    this.program = program;
    this.context = context;
  }

  /**
   * Sets logging up for this program.
   *
   * @param layers what flags say; the environment is added here
   * @throws BandConfigException naming every value that is not allowed
   */
  static void apply(OptionLayers layers, Program program) {
    SettledOptions options = settled(layers, program);
    LoggerContext context = program.logging();
    if (context != null) {
      new LogSetup(options, program, context).apply();
    }
  }

  /**
   * Looks at the options and leaves logging as it is.
   *
   * @param layers what flags and file say; the environment is added here
   * @throws BandConfigException naming every value that is not allowed
   */
  static void check(OptionLayers layers, Program program) {
    new LogSetup(settled(layers, program), program, new LoggerContext()).readOverrides();
  }

  private static SettledOptions settled(OptionLayers layers, Program program) {
    layers.environment(program.environment());
    SettledOptions options = layers.settle();
    if (!layers.problems().isEmpty()) {
      throw new BandConfigException(layers.problems());
    }
    return options;
  }

  private void apply() {
    readOverrides();
    Level ours = options.required(LogOptions.LEVEL);
    Level inFile = Objects.requireNonNullElse(options.value(LogOptions.FILE_LEVEL), ours);
    @Nullable String file = options.value(LogOptions.FILE);
    Appender<ILoggingEvent> console = console(ours);
    context.reset();
    context.setName("band-codex");
    start(console);
    var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(options.required(LogOptions.ROOT_LEVEL));
    root.addAppender(console);
    if (file != null) {
      Appender<ILoggingEvent> appender = file(program.directory().resolve(file), inFile);
      start(appender);
      root.addAppender(appender);
    }
    context.getLogger(OURS).setLevel(file != null && ours.isGreaterOrEqual(inFile) ? inFile : ours);
    overrides.forEach((name, level) -> context.getLogger(name).setLevel(level));
  }

  private void readOverrides() {
    var type = new LogOptions.LevelType();
    options
        .required(LogOptions.OVERRIDES)
        .forEach(
            (name, level) -> {
              try {
                overrides.put(name, type.parse(String.valueOf(level)));
              } catch (IllegalArgumentException e) {
                throw new BandConfigException(
                    options.of(LogOptions.OVERRIDES).source().name() + ": " + name,
                    '"' + String.valueOf(level) + '"',
                    String.valueOf(e.getMessage()));
              }
            });
  }

  private Appender<ILoggingEvent> console(Level level) {
    boolean toOut = options.required(LogOptions.STREAM).equals("stdout");
    var appender = new OutputStreamAppender<ILoggingEvent>();
    appender.setName("console");
    appender.setContext(context);
    appender.setEncoder(encoder(options.required(LogOptions.CONSOLE_STYLE)));
    appender.setOutputStream(new KeptOpen(toOut ? program.out() : program.err()));
    appender.addFilter(new OursFrom(level));
    return appender;
  }

  private Appender<ILoggingEvent> file(Path file, Level level) {
    try {
      PrivateFiles.create(file);
    } catch (IOException e) {
      throw new BandConfigException(
          options.of(LogOptions.FILE).source().name(),
          '"' + file.toString() + '"',
          "The file cannot be written: " + e.getMessage() + ".");
    }
    int bytes = options.required(LogOptions.MAX_BYTES);
    FileAppender<ILoggingEvent> appender = bytes > 0 ? rolling(file, bytes) : new FileAppender<>();
    appender.setName("file");
    appender.setContext(context);
    appender.setFile(file.toString());
    appender.setEncoder(encoder(options.required(LogOptions.FILE_STYLE)));
    appender.addFilter(new OursFrom(level));
    return appender;
  }

  private FileAppender<ILoggingEvent> rolling(Path file, int bytes) {
    int backups = options.required(LogOptions.BACKUPS);
    if (backups < 1) {
      throw new BandConfigException(
          options.of(LogOptions.BACKUPS).source().name(),
          "\"0\"",
          "With log_max_bytes at least 1 file must be kept.");
    }
    var appender = new PrivateFiles.Rolling();
    appender.setContext(context);
    appender.setFile(file.toString());
    var policy = new FixedWindowRollingPolicy();
    policy.setContext(context);
    policy.setParent(appender);
    policy.setFileNamePattern(file + ".%i");
    policy.setMinIndex(1);
    policy.setMaxIndex(backups);
    policy.start();
    var trigger = new SizeBasedTriggeringPolicy<ILoggingEvent>();
    trigger.setContext(context);
    trigger.setMaxFileSize(new FileSize(bytes));
    trigger.setCheckIncrement(SIZE_CHECK);
    trigger.start();
    appender.setRollingPolicy(policy);
    appender.setTriggeringPolicy(trigger);
    return appender;
  }

  private LayoutWrappingEncoder<ILoggingEvent> encoder(String style) {
    SecretMask mask = program.secrets();
    Layout<ILoggingEvent> layout =
        switch (style) {
          case "json" -> new LogLayout.Json(mask);
          case "rich" -> new LogLayout.Rich(mask);
          default -> new LogLayout.Standard(mask);
        };
    layout.setContext(context);
    layout.start();
    var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    return encoder;
  }

  private static void start(Appender<ILoggingEvent> appender) {
    appender.start();
  }

  /**
   * Console and file may have different levels for our own loggers, whose level is then the lower
   * one. Loggers with a level of their own pass.
   */
  private final class OursFrom extends Filter<ILoggingEvent> {
    private final Level level;

    OursFrom(Level level) {
      this.level = level;
      start();
    }

    @Override
    public FilterReply decide(ILoggingEvent event) {
      String name = event.getLoggerName();
      boolean tooLow = !event.getLevel().isGreaterOrEqual(level);
      return tooLow && name.startsWith(OURS) && !overridden(name)
          ? FilterReply.DENY
          : FilterReply.NEUTRAL;
    }

    private boolean overridden(String name) {
      for (String prefix : overrides.keySet()) {
        if (name.startsWith(prefix)) {
          return true;
        }
      }
      return false;
    }
  }
}
