package ai.band.platform.rest;

import java.time.Instant;
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
      return Timestamps.parse(parser.getString());
    }
    parser.skipChildren();
    return null;
  }
}
