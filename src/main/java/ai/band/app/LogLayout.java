package ai.band.app;

import ai.band.platform.SecretMask;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** How an event becomes a line. Written by hand: patterns and date formats are slow to set up. */
abstract sealed class LogLayout extends LayoutBase<ILoggingEvent> {
  private final SecretMask mask;

  private LogLayout(SecretMask mask) {
    this.mask = mask;
  }

  @Override
  public final String doLayout(ILoggingEvent event) {
    return format(event);
  }

  abstract String format(ILoggingEvent event);

  final String masked(String text) {
    return mask.mask(text);
  }

  final String message(ILoggingEvent event) {
    return masked(String.valueOf(event.getFormattedMessage()));
  }

  final String trace(ILoggingEvent event) {
    IThrowableProxy thrown = event.getThrowableProxy();
    return thrown == null ? "" : masked(ThrowableProxyUtil.asString(thrown));
  }

  private static void digits(StringBuilder into, int number, int width) {
    String text = Integer.toString(number);
    for (int i = text.length(); i < width; i++) {
      into.append('0');
    }
    into.append(text);
  }

  static void date(StringBuilder into, OffsetDateTime time) {
    digits(into, time.getYear(), 4);
    into.append('-');
    digits(into, time.getMonthValue(), 2);
    into.append('-');
    digits(into, time.getDayOfMonth(), 2);
  }

  static void clock(StringBuilder into, OffsetDateTime time) {
    digits(into, time.getHour(), 2);
    into.append(':');
    digits(into, time.getMinute(), 2);
    into.append(':');
    digits(into, time.getSecond(), 2);
    into.append('.');
    digits(into, time.getNano() / 1_000_000, 3);
  }

  static OffsetDateTime local(ILoggingEvent event) {
    return Instant.ofEpochMilli(event.getTimeStamp())
        .atZone(ZoneId.systemDefault())
        .toOffsetDateTime();
  }

  private static String shortLogger(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static void level(StringBuilder into, Level level) {
    into.append(level.levelStr);
    for (int i = level.levelStr.length(); i < 5; i++) {
      into.append(' ');
    }
  }

  /** {@code 2026-11-21 09:30:00.123 INFO [main] ai.band.app.RunCommand - text}. */
  static final class Standard extends LogLayout {
    Standard(SecretMask mask) {
      super(mask);
    }

    @Override
    String format(ILoggingEvent event) {
      var line = new StringBuilder(160);
      OffsetDateTime time = local(event);
      date(line, time);
      line.append(' ');
      clock(line, time);
      line.append(' ');
      level(line, event.getLevel());
      line.append(" [").append(event.getThreadName()).append("] ");
      line.append(event.getLoggerName()).append(" - ").append(message(event)).append('\n');
      return line.append(trace(event)).toString();
    }
  }

  /** For eyes: short, with colours. */
  static final class Rich extends LogLayout {
    private static final String PLAIN = "\u001b[0m";

    Rich(SecretMask mask) {
      super(mask);
    }

    @Override
    String format(ILoggingEvent event) {
      var line = new StringBuilder(160).append("\u001b[2m");
      clock(line, local(event));
      line.append(PLAIN).append(' ').append(colour(event.getLevel()));
      level(line, event.getLevel());
      line.append(PLAIN).append(" \u001b[36m").append(shortLogger(event.getLoggerName()));
      line.append(PLAIN).append("  ").append(message(event)).append('\n');
      return line.append(trace(event)).toString();
    }

    private static String colour(Level level) {
      return switch (level.toInt()) {
        case Level.ERROR_INT -> "\u001b[1;31m";
        case Level.WARN_INT -> "\u001b[33m";
        case Level.INFO_INT -> "\u001b[32m";
        default -> "\u001b[2m";
      };
    }
  }

  /** One JSON object a line, for machines. */
  static final class Json extends LogLayout {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    Json(SecretMask mask) {
      super(mask);
    }

    @Override
    String format(ILoggingEvent event) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("time", time(event));
      line.put("level", event.getLevel().levelStr);
      line.put("logger", event.getLoggerName());
      line.put("thread", event.getThreadName());
      line.put("message", message(event));
      event.getMDCPropertyMap().forEach((name, value) -> line.put(name, masked(value)));
      String trace = trace(event);
      if (!trace.isEmpty()) {
        line.put("error", trace);
      }
      return MAPPER.writeValueAsString(line) + "\n";
    }

    private static String time(ILoggingEvent event) {
      var text = new StringBuilder(24);
      var time = Instant.ofEpochMilli(event.getTimeStamp()).atOffset(ZoneOffset.UTC);
      date(text, time);
      text.append('T');
      clock(text, time);
      return text.append('Z').toString();
    }
  }
}
