package ai.band.platform.rest;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

/** Reads timestamps with or without fraction and offset; one that makes no sense is absent. */
final class LenientInstant extends StdDeserializer<Instant> {
  LenientInstant() {
    super(Instant.class);
  }

  @Override
  public @Nullable Instant deserialize(JsonParser parser, DeserializationContext context) {
    if (parser.currentToken().isScalarValue()) {
      return parse(parser.getString());
    }
    parser.skipChildren();
    return null;
  }

  static @Nullable Instant parse(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeException notInUtc) {
      return withOffset(text);
    }
  }

  private static @Nullable Instant withOffset(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException noOffset) {
      return withoutOffset(text);
    }
  }

  private static @Nullable Instant withoutOffset(String text) {
    try {
      return LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException nonsense) {
      return null;
    }
  }
}
