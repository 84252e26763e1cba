package ai.band.app;

import ai.band.adapter.codex.config.Option;
import ai.band.adapter.codex.config.OptionType;
import ai.band.adapter.codex.config.OptionTypes;
import ch.qos.logback.classic.Level;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The options of logging. They hold for the whole program, so YAML has none of them. */
final class LogOptions {
  static final Option<Level> LEVEL =
      log("log_level", new LevelType()).defaultsTo(Level.INFO).help("Level of this program.");

  static final Option<Level> ROOT_LEVEL =
      log("log_root_level", new LevelType())
          .defaultsTo(Level.WARN)
          .help("Level of the libraries it uses.");

  static final Option<String> FILE =
      log("log_file", OptionTypes.word())
          .help("Also writes to this file, readable by its owner only.");

  static final Option<Level> FILE_LEVEL =
      log("log_file_level", new LevelType())
          .defaultNote("as log_level")
          .help("Level of this program in the file.");

  static final Option<Integer> MAX_BYTES =
      log("log_max_bytes", OptionTypes.integer(0, Integer.MAX_VALUE))
          .defaultsTo(0)
          .help("Size at which the file is put aside and begun anew; 0 means never.");

  static final Option<Integer> BACKUPS =
      log("log_backups", OptionTypes.integer(0, 1000))
          .defaultsTo(1)
          .help("Files put aside that are kept; at least 1 when log_max_bytes is set.");

  static final Option<String> CONSOLE_STYLE =
      log("log_console_style", OptionTypes.oneOf("standard", "rich", "json"))
          .defaultsTo("standard")
          .help("How lines look on the console.");

  static final Option<String> FILE_STYLE =
      log("log_file_style", OptionTypes.oneOf("standard", "json"))
          .defaultsTo("standard")
          .help("How lines look in the file.");

  static final Option<String> STREAM =
      log("log_stream", OptionTypes.oneOf("stderr", "stdout"))
          .defaultsTo("stderr")
          .help("Where the console's lines go.");

  static final Option<Map<String, Object>> OVERRIDES =
      log("log_overrides", OptionTypes.map())
          .defaultsTo(Map.of())
          .defaultNote("{}")
          .help("Levels of single loggers as JSON, for example {\"ai.band.platform\":\"debug\"}.");

  private static final List<Option<?>> ALL =
      List.of(
          LEVEL,
          ROOT_LEVEL,
          FILE,
          FILE_LEVEL,
          MAX_BYTES,
          BACKUPS,
          CONSOLE_STYLE,
          FILE_STYLE,
          STREAM,
          OVERRIDES);

  private LogOptions() {}

  static List<Option<?>> all() {
    return ALL;
  }

  private static <T> Option.Description<T> log(String key, OptionType<T> type) {
    return Option.of(key, type)
        .environment("BAND_" + key.toUpperCase(Locale.ROOT))
        .flags(Option.flagOf(key));
  }

  /** A level of Logback; the names of other logging systems are understood too. */
  static final class LevelType implements OptionType<Level> {
    private static final List<String> WORDS =
        List.of("trace", "debug", "info", "warning", "error", "off");

    @Override
    public String name() {
      return "level";
    }

    @Override
    public List<String> allowed() {
      return WORDS;
    }

    @Override
    public Level parse(String text) {
      return switch (text.strip().toLowerCase(Locale.ROOT)) {
        case "trace" -> Level.TRACE;
        case "debug" -> Level.DEBUG;
        case "info" -> Level.INFO;
        case "warning", "warn" -> Level.WARN;
        case "error", "critical" -> Level.ERROR;
        case "off" -> Level.OFF;
        default ->
            throw new IllegalArgumentException("Use trace, debug, info, warning, error or off.");
      };
    }

    @Override
    public Level convert(Object tree) {
      return parse(tree.toString());
    }

    @Override
    public String render(@Nullable Level value) {
      if (value == null) {
        return "unset";
      }
      return value.equals(Level.WARN) ? "warning" : value.toString().toLowerCase(Locale.ROOT);
    }
  }
}
