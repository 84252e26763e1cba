package ai.band.tools.custom;

import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The JSON Schema of a record, as models are told of it. */
final class InputSchema {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private InputSchema() {}

  /**
   * The schema of a record.
   *
   * @param recursive whether some record contains itself: only then there are references
   */
  static ObjectNode of(Class<?> input, boolean recursive) {
    var settings =
        new SchemaGeneratorConfigBuilder(JSON, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
            .without(Option.SCHEMA_VERSION_INDICATOR)
            .without(Option.FLATTENED_OPTIONALS) // would tell the model to write null
            .with(Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES)
            .with(Option.STANDARD_FORMATS)
            .with(recursive ? Option.PLAIN_DEFINITION_KEYS : Option.INLINE_ALL_SCHEMAS);
    settings
        .forTypesInGeneral()
        .withPropertySorter((ignored, unused) -> 0) // as declared
        .withCustomDefinitionProvider((type, context) -> special(type.getErasedType()));
    settings
        .forFields()
        .withTargetTypeOverridesResolver(
            field ->
                field.getType().getErasedType() == Optional.class
                    ? List.of(field.getTypeParameterFor(Optional.class, 0))
                    : null)
        .withRequiredCheck(InputSchema::required)
        .withDescriptionResolver(InputSchema::description)
        .withDefaultResolver(InputSchema::fallback)
        .withEnumResolver(InputSchema::words);
    ObjectNode schema = new SchemaGenerator(settings.build()).generateSchema(input);
    if (!schema.has("properties")) {
      schema.putObject("properties");
    }
    return schema;
  }

  /** What the generator would get wrong. */
  private static @Nullable CustomDefinition special(Class<?> type) {
    ObjectNode definition = JSON.createObjectNode();
    if (type == byte.class || type == Byte.class) {
      definition.put("type", "integer");
    } else if (type != JsonNode.class) {
      return null;
    }
    return new CustomDefinition(definition, true);
  }

  static @Nullable String describe(Class<?> type) {
    Describe describe = type.getAnnotation(Describe.class);
    return describe == null || describe.value().isBlank() ? null : describe.value().strip();
  }

  private static boolean required(FieldScope field) {
    ComponentFacts facts = facts(field);
    return facts != null && facts.required();
  }

  private static @Nullable String description(FieldScope field) {
    ComponentFacts facts = facts(field);
    String told = facts == null ? null : facts.told();
    return told == null ? describe(field.getType().getErasedType()) : told;
  }

  private static @Nullable Object fallback(FieldScope field) {
    ComponentFacts facts = facts(field);
    return facts == null || facts.fallback() == null
        ? null
        : JSON.treeToValue(facts.fallback(), Object.class);
  }

  private static @Nullable List<String> words(FieldScope field) {
    ComponentFacts facts = facts(field);
    return facts == null || facts.oneOf() == null ? null : List.of(facts.oneOf().value());
  }

  /** None for the entries of a list: what is said of a component is said of the list. */
  private static @Nullable ComponentFacts facts(FieldScope field) {
    Class<?> owner = field.getRawMember().getDeclaringClass();
    if (field.isFakeContainerItemScope() || !owner.isRecord()) {
      return null;
    }
    return Arrays.stream(owner.getRecordComponents())
        .filter(component -> component.getName().equals(field.getDeclaredName()))
        .findFirst()
        .map((RecordComponent component) -> ComponentFacts.of(component))
        .orElse(null);
  }
}
