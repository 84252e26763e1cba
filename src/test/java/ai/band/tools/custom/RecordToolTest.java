package ai.band.tools.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.band.api.BandConfigException;
import ai.band.tools.ToolResult;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class RecordToolTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  enum Unit {
    CELSIUS,
    FAHRENHEIT
  }

  @Describe("Looks up the weather of a city.")
  record WeatherInput(
      @Describe("Name of the city") String city,
      @Describe("Days ahead.") @Range(min = 1, max = 14) @Default("3") int days,
      @Default("CELSIUS") Unit unit,
      Optional<String> language,
      @Nullable Boolean wind) {}

  record SearchWebInput(String q) {}

  record Inputs(String q) {}

  record PingInput() {}

  record Everything(
      String text,
      char letter,
      boolean flag,
      byte tiny,
      short small,
      int whole,
      long big,
      BigInteger huge,
      float rough,
      double fine,
      BigDecimal exact,
      Unit unit,
      UUID id,
      URI link,
      LocalDate day,
      LocalTime time,
      LocalDateTime dayTime,
      OffsetDateTime offset,
      ZonedDateTime zoned,
      Instant instant,
      Duration duration,
      JsonNode any,
      ObjectNode object,
      List<String> words,
      Set<Unit> units,
      int[] numbers,
      List<String>[] lists,
      Map<String, List<Integer>> table,
      Optional<Integer> maybe) {}

  @Describe("A point on the earth.")
  record Place(@Range(min = -90, max = 90) double lat, double lon) {}

  record Leg(Place from, Place to, Optional<List<Place>> via) {}

  record TripInput(
      @Describe("Where it begins.") Place home,
      @Size(min = 1, max = 3) List<Leg> legs,
      Map<String, Leg> named) {}

  record TreeInput(String name, List<TreeInput> children) {}

  record Fruit(@OneOf({"apple", "pear"}) String kind) {}

  record Sizes(
      @Size(min = 2, max = 4) String word,
      @Size(max = 2) List<Integer> few,
      @Size(min = 1) Map<String, String> some) {}

  record Positive(int value) {
    Positive {
      if (value <= 0) {
        throw new IllegalArgumentException("value must be positive");
      }
    }
  }

  record Wrapped(Positive inner) {}

  private static ToolResult run(CustomTool tool, String arguments) throws Exception {
    return tool.run(JSON.readTree(arguments));
  }

  private static <I extends Record> String problems(Class<I> type, String arguments)
      throws Exception {
    ToolResult result = run(CustomTool.of(type, input -> "done").named("t"), arguments);
    assertThat(result.success()).isFalse();
    assertThat(result.text()).startsWith("Invalid arguments for t: ");
    return result.text().substring("Invalid arguments for t: ".length());
  }

  private static <I extends Record> I read(Class<I> type, String arguments) throws Exception {
    AtomicReference<I> seen = new AtomicReference<>();
    ToolResult result =
        run(
            CustomTool.of(
                type,
                input -> {
                  seen.set(input);
                  return "done";
                }),
            arguments);
    assertThat(result).isEqualTo(ToolResult.ok("done"));
    return seen.get();
  }

  @Nested
  class Name {
    @Test
    void comes_from_the_record_without_one_trailing_input() {
      assertThat(CustomTool.of(WeatherInput.class, input -> "").name()).isEqualTo("weather");
      assertThat(CustomTool.of(SearchWebInput.class, input -> "").name()).isEqualTo("searchweb");
      assertThat(CustomTool.of(Inputs.class, input -> "").name()).isEqualTo("inputs");
    }

    @Test
    void may_be_given() {
      var tool = CustomTool.of(WeatherInput.class, input -> "").named("Forecast_2-day");

      assertThat(tool.name()).isEqualTo("Forecast_2-day");
      assertThat(tool.description()).isEqualTo("Looks up the weather of a city.");
    }

    @ParameterizedTest
    @CsvSource({
      "'',needs a name",
      "' ',needs a name",
      "no spaces,does not accept",
      "a.b,does not accept",
      "mcp__x,does not accept",
      "grün,does not accept"
    })
    void that_codex_would_refuse_is_refused_at_once(String name, String why) {
      var tool = CustomTool.of(WeatherInput.class, input -> "");

      assertThatThrownBy(() -> tool.named(name))
          .isInstanceOf(BandConfigException.class)
          .hasMessageContaining("tool '" + name + "'")
          .hasMessageContaining(why);
    }

    @Test
    void has_at_most_64_characters() {
      var tool = CustomTool.of(WeatherInput.class, input -> "");

      assertThat(tool.named("n".repeat(64)).name()).hasSize(64);
      assertThatThrownBy(() -> tool.named("n".repeat(65)))
          .isInstanceOf(BandConfigException.class)
          .hasMessageContaining("64");
    }
  }

  @Nested
  class Schema {
    @Test
    void tells_the_model_all_that_the_record_says() {
      assertThat(CustomTool.of(WeatherInput.class, input -> "").inputSchema())
          .isEqualTo(
              JSON.readTree(
                  """
                  {"type":"object",
                   "properties":{
                     "city":{"type":"string","description":"Name of the city"},
                     "days":{"type":"integer","default":3,
                       "description":"Days ahead. From 1 to 14. Default: 3."},
                     "unit":{"type":"string","enum":["CELSIUS","FAHRENHEIT"],
                       "default":"CELSIUS","description":"Default: CELSIUS."},
                     "language":{"type":"string"},
                     "wind":{"type":"boolean"}},
                   "required":["city"]}
                  """));
    }

    @Test
    void keeps_the_order_of_the_components() {
      assertThat(
              CustomTool.of(WeatherInput.class, input -> "")
                  .inputSchema()
                  .path("properties")
                  .propertyNames())
          .containsExactly("city", "days", "unit", "language", "wind");
    }

    @Test
    void has_nested_records_in_place() {
      JsonNode place =
          JSON.readTree(
              """
              {"type":"object","description":"A point on the earth.",
               "properties":{"lat":{"type":"number","description":"From -90 to 90."},
                             "lon":{"type":"number"}},
               "required":["lat","lon"]}
              """);
      ObjectNode home = (ObjectNode) place.deepCopy();
      home.put("description", "Where it begins.");
      JsonNode properties =
          CustomTool.of(TripInput.class, input -> "").inputSchema().path("properties");
      JsonNode leg = properties.path("legs").path("items").path("properties");

      assertThat(properties.path("home")).isEqualTo(home);
      assertThat(leg.path("from")).isEqualTo(place);
      assertThat(leg.path("via").path("items")).isEqualTo(place);
      assertThat(properties.path("legs").path("description").asString())
          .isEqualTo("1 to 3 entries.");
      assertThat(properties.path("named").path("additionalProperties").path("required"))
          .isEqualTo(JSON.readTree("[\"from\",\"to\"]"));
    }

    @Test
    void refers_to_a_record_that_contains_itself() {
      assertThat(CustomTool.of(TreeInput.class, input -> "").inputSchema())
          .isEqualTo(
              JSON.readTree(
                  """
                  {"type":"object",
                   "properties":{"name":{"type":"string"},
                                 "children":{"type":"array","items":{"$ref":"#"}}},
                   "required":["name","children"]}
                  """));
    }

    @Test
    void of_a_record_without_components_has_no_properties() {
      assertThat(CustomTool.of(PingInput.class, () -> "pong").inputSchema())
          .isEqualTo(JSON.readTree("{\"type\":\"object\",\"properties\":{}}"));
    }

    @Test
    void names_the_type_of_every_kind_of_component() {
      JsonNode properties =
          CustomTool.of(Everything.class, input -> "").inputSchema().path("properties");
      StringBuilder types = new StringBuilder();
      properties
          .properties()
          .forEach(
              entry ->
                  types
                      .append(entry.getKey())
                      .append(' ')
                      .append(entry.getValue().path("type").asString("any"))
                      .append('\n'));

      assertThat(types)
          .hasToString(
              """
              text string
              letter string
              flag boolean
              tiny integer
              small integer
              whole integer
              big integer
              huge integer
              rough number
              fine number
              exact number
              unit string
              id string
              link string
              day string
              time string
              dayTime string
              offset string
              zoned string
              instant string
              duration string
              any any
              object object
              words array
              units array
              numbers array
              lists array
              table object
              maybe integer
              """);
    }
  }

  @Nested
  class Reading {
    private static final String ALL =
        """
        {"text":"t","letter":"x","flag":true,"tiny":-5,"small":300,"whole":70000,
         "big":5000000000,"huge":123456789012345678901234567890,"rough":1.5,"fine":2.25,
         "exact":0.10,"unit":"FAHRENHEIT","id":"123e4567-e89b-12d3-a456-426614174000",
         "link":"https://example.org/a","day":"2026-11-21","time":"14:30:00",
         "dayTime":"2026-11-21T14:30:00","offset":"2026-11-21T14:30:00+01:00",
         "zoned":"2026-11-21T14:30:00+01:00","instant":"2026-11-21T14:30:00Z",
         "duration":"PT15M","any":[1,{"a":null}],"object":{"b":2},"words":["a","b"],
         "units":["CELSIUS","celsius"],"numbers":[1,2],"lists":[["x"],[]],
         "table":{"k":[1,2]},"maybe":7}
        """;

    @Test
    void fills_every_kind_of_component() throws Exception {
      Everything all = read(Everything.class, ALL);

      assertThat(all.text()).isEqualTo("t");
      assertThat(all.letter()).isEqualTo('x');
      assertThat(all.flag()).isTrue();
      assertThat(all.tiny()).isEqualTo((byte) -5);
      assertThat(all.small()).isEqualTo((short) 300);
      assertThat(all.whole()).isEqualTo(70_000);
      assertThat(all.big()).isEqualTo(5_000_000_000L);
      assertThat(all.huge()).isEqualTo(new BigInteger("123456789012345678901234567890"));
      assertThat(all.rough()).isEqualTo(1.5f);
      assertThat(all.fine()).isEqualTo(2.25);
      assertThat(all.exact()).isEqualByComparingTo("0.10");
      assertThat(all.unit()).isEqualTo(Unit.FAHRENHEIT);
      assertThat(all.id()).hasToString("123e4567-e89b-12d3-a456-426614174000");
      assertThat(all.link()).isEqualTo(URI.create("https://example.org/a"));
      assertThat(all.day()).isEqualTo(LocalDate.of(2026, 11, 21));
      assertThat(all.time()).isEqualTo(LocalTime.of(14, 30));
      assertThat(all.dayTime()).isEqualTo(LocalDateTime.of(2026, 11, 21, 14, 30));
      assertThat(all.offset()).isEqualTo(OffsetDateTime.parse("2026-11-21T14:30:00+01:00"));
      assertThat(all.zoned()).isEqualTo(ZonedDateTime.parse("2026-11-21T14:30:00+01:00"));
      assertThat(all.instant()).isEqualTo(Instant.parse("2026-11-21T14:30:00Z"));
      assertThat(all.duration()).isEqualTo(Duration.ofMinutes(15));
      assertThat(all.any()).hasToString("[1,{\"a\":null}]");
      assertThat(all.object()).hasToString("{\"b\":2}");
      assertThat(all.words()).containsExactly("a", "b");
      assertThat(all.units()).containsExactly(Unit.CELSIUS);
      assertThat(all.numbers()).containsExactly(1, 2);
      assertThat(Arrays.asList(all.lists())).containsExactly(List.of("x"), List.of());
      assertThat(all.table()).isEqualTo(Map.of("k", List.of(1, 2)));
      assertThat(all.maybe()).contains(7);
    }

    @Test
    void takes_null_and_nothing_for_the_default_or_for_absent() throws Exception {
      WeatherInput expected = new WeatherInput("Oslo", 3, Unit.CELSIUS, Optional.empty(), null);

      assertThat(read(WeatherInput.class, "{\"city\":\"Oslo\"}")).isEqualTo(expected);
      assertThat(
              read(
                  WeatherInput.class,
                  """
                  {"city":"Oslo","days":null,"unit":null,"language":null,"wind":null}
                  """))
          .isEqualTo(expected);
    }

    @Test
    void takes_numbers_truth_and_enum_words_as_models_write_them() throws Exception {
      assertThat(
              read(
                  WeatherInput.class,
                  """
                  {"city":"Oslo","days":"5","unit":"fahrenheit","language":"no","wind":"True"}
                  """))
          .isEqualTo(new WeatherInput("Oslo", 5, Unit.FAHRENHEIT, Optional.of("no"), true));
      assertThat(read(WeatherInput.class, "{\"city\":\"Oslo\",\"days\":5.0}").days()).isEqualTo(5);
    }

    @Test
    void ignores_what_the_record_does_not_have() throws Exception {
      assertThat(read(SearchWebInput.class, "{\"q\":\"a\",\"depth\":3}"))
          .isEqualTo(new SearchWebInput("a"));
    }

    @Test
    void goes_as_deep_as_the_records() throws Exception {
      TripInput trip =
          read(
              TripInput.class,
              """
              {"home":{"lat":1,"lon":2},
               "legs":[{"from":{"lat":1,"lon":2},"to":{"lat":3,"lon":4},
                        "via":[{"lat":5,"lon":6}]}],
               "named":{"back":{"from":{"lat":3,"lon":4},"to":{"lat":1,"lon":2}}}}
              """);

      assertThat(trip.legs().getFirst().via()).contains(List.of(new Place(5, 6)));
      assertThat(trip.named().get("back").via()).isEmpty();
      assertThat(
              read(
                      TreeInput.class,
                      "{\"name\":\"a\",\"children\":[{\"name\":\"b\",\"children\":[]}]}")
                  .children())
          .containsExactly(new TreeInput("b", List.of()));
    }
  }

  @Nested
  class Refusal {
    @Test
    void names_every_wrong_argument_and_what_is_allowed() throws Exception {
      assertThat(
              problems(
                  WeatherInput.class,
                  """
                  {"days":30,"unit":"kelvin","language":5,"wind":"maybe"}
                  """))
          .isEqualTo(
              "city: is required; days: must be from 1 to 14, not 30; unit: must be one of CELSIUS,"
                  + " FAHRENHEIT, not \"kelvin\"; language: must be a string, not 5; wind: must be"
                  + " true or false, not \"maybe\"");
    }

    @Test
    void names_the_path_of_a_nested_argument() throws Exception {
      assertThat(
              problems(
                  TripInput.class,
                  """
                  {"home":{"lat":91,"lon":"x"},
                   "legs":[{"from":{"lat":1,"lon":2},"to":null,"via":[{"lat":1,"lon":1},7]},null],
                   "named":{"back":{"from":[],"to":{"lat":3,"lon":4}}}}
                  """))
          .isEqualTo(
              "home.lat: must be from -90 to 90, not 91; home.lon: must be a number, not \"x\";"
                  + " legs.0.to: is required; legs.0.via.1: must be an object, not 7; legs.1: must"
                  + " not be null; named.back.from: must be an object, not []");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        textBlock =
            """
            letter   | "xy"         | must be one character, not "xy"
            flag     | 1            | must be true or false, not 1
            tiny     | 200          | must be a whole number from -128 to 127, not 200
            whole    | 1.5          | must be a whole number, not 1.5
            whole    | 3000000000   | must be a whole number from -2147483648 to 2147483647, not 3000000000
            whole    | ""           | must be a whole number, not ""
            whole    | true         | must be a whole number, not true
            whole    | "1e999999"   | must be a whole number, not "1e999999"
            fine     | "NaN"        | must be a number, not "NaN"
            rough    | 1e300        | must be a number, not 1.0E300
            id       | "1-2-3-4-5"  | must be a UUID such as 123e4567-e89b-12d3-a456-426614174000, not "1-2-3-4-5"
            link     | "a b"        | must be a URI such as https://example.org/, not "a b"
            day      | "21.11.2026" | must be a date such as 2026-11-21, not "21.11.2026"
            day      | 20261121     | must be a date such as 2026-11-21, not 20261121
            duration | "15 min"     | must be a duration such as PT15M, not "15 min"
            object   | [1]          | must be an object, not [1]
            words    | "a"          | must be a list, not "a"
            numbers  | {}           | must be a list, not {}
            table    | [1]          | must be an object, not [1]
            maybe    | "x"          | must be a whole number, not "x"
            """)
    void says_of_each_kind_what_it_must_be(String name, String value, String message)
        throws Exception {
      ObjectNode arguments = (ObjectNode) JSON.readTree(Reading.ALL);
      arguments.set(name, JSON.readTree(value));

      assertThat(problems(Everything.class, arguments.toString())).isEqualTo(name + ": " + message);
    }

    @Test
    void holds_words_and_sizes_to_what_the_annotations_say() throws Exception {
      assertThat(problems(Fruit.class, "{\"kind\":\"plum\"}"))
          .isEqualTo("kind: must be one of apple, pear, not \"plum\"");
      assertThat(problems(Sizes.class, "{\"word\":\"a\",\"few\":[1,2,3],\"some\":{}}"))
          .isEqualTo(
              "word: must have 2 to 4 characters, not 1; few: must have at most 2 entries, not 3;"
                  + " some: must have at least 1 entries, not 0");
      assertThat(read(Sizes.class, "{\"word\":\"😀😀😀😀\",\"few\":[1,2],\"some\":{\"a\":\"b\"}}"))
          .isNotNull();
    }

    @Test
    void tells_what_the_record_itself_refuses() throws Exception {
      assertThat(problems(Wrapped.class, "{\"inner\":{\"value\":-1}}"))
          .isEqualTo("inner: value must be positive");
      assertThat(problems(Positive.class, "{\"value\":-1}"))
          .isEqualTo("unknown: value must be positive");
    }

    @Test
    void shortens_what_it_quotes() throws Exception {
      String text =
          problems(
              Everything.class, Reading.ALL.replace("\"2026-11-21\"", '"' + "9".repeat(500) + '"'));

      assertThat(text)
          .startsWith("day: must be a date such as 2026-11-21, not \"999")
          .endsWith("…");
      assertThat(text.length()).isLessThan(130);
    }

    @Test
    void meets_arguments_that_are_no_object() throws Exception {
      assertThat(problems(SearchWebInput.class, "[1]"))
          .isEqualTo("unknown: must be an object, not [1]");
    }

    @Test
    void meets_arguments_where_none_are_taken() throws Exception {
      var ping = CustomTool.of(PingInput.class, () -> "pong");

      assertThat(run(ping, "{}")).isEqualTo(ToolResult.ok("pong"));
      assertThat(run(ping, "{\"a\":1}"))
          .isEqualTo(
              ToolResult.failed(
                  "Invalid arguments for ping: unknown: this tool takes no arguments"));
    }
  }

  @Nested
  class Result {
    private ToolResult of(@Nullable Object value) throws Exception {
      return run(CustomTool.of(PingInput.class, () -> value), "{}");
    }

    @Test
    void is_a_string_as_it_is_and_anything_else_as_compact_json() throws Exception {
      assertThat(of("as \"it\" is")).isEqualTo(ToolResult.ok("as \"it\" is"));
      assertThat(of(new Place(1.5, 2))).isEqualTo(ToolResult.ok("{\"lat\":1.5,\"lon\":2.0}"));
      assertThat(of(List.of(1, "a"))).isEqualTo(ToolResult.ok("[1,\"a\"]"));
      assertThat(of(LocalDate.of(2026, 11, 21))).isEqualTo(ToolResult.ok("\"2026-11-21\""));
      assertThat(of(Optional.of(3))).isEqualTo(ToolResult.ok("3"));
      assertThat(of(null)).isEqualTo(ToolResult.ok("null"));
    }

    @Test
    void that_comes_later_is_waited_for() throws Exception {
      var later = new CompletableFuture<String>();
      later.completeOnTimeout("later", 20, TimeUnit.MILLISECONDS);
      var task = new FutureTask<>(() -> List.of(1));
      Thread.ofVirtual().start(task);

      assertThat(of(later)).isEqualTo(ToolResult.ok("later"));
      assertThat(of(later.minimalCompletionStage())).isEqualTo(ToolResult.ok("later"));
      assertThat(of(task)).isEqualTo(ToolResult.ok("[1]"));
    }

    @Test
    void that_fails_later_fails_with_its_own_reason() {
      assertThatThrownBy(
              () -> of(CompletableFuture.failedFuture(new IllegalStateException("no rain gauge"))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("no rain gauge");
    }

    @Test
    void that_is_still_to_come_is_cancelled_by_an_interrupt() throws Exception {
      var never = new CompletableFuture<String>();
      var begun = new CountDownLatch(1);
      var tool =
          CustomTool.of(
              PingInput.class,
              () -> {
                begun.countDown();
                return never;
              });
      Thread caller =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      run(tool, "{}");
                    } catch (Exception e) {
                      Thread.currentThread().interrupt();
                    }
                  });
      assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
      caller.interrupt();

      assertThat(caller.join(Duration.ofSeconds(60))).isTrue();
      assertThat(never).isCancelled();
    }

    @Test
    void that_cannot_be_written_is_an_error() {
      Object[] endless = new Object[1];
      endless[0] = endless;

      assertThatThrownBy(() -> of(endless)).hasMessageContaining("cannot be written as JSON");
    }
  }

  @Nested
  class Declaration {
    record WithObject(Object any) {}

    record WithClass(Thread thread) {}

    record WithIntMap(Map<Integer, String> map) {}

    record Generic<T>(T value) {}

    record OfGeneric(Generic<String> inner) {}

    record RangeOnText(@Range(max = 1) String text) {}

    record SizeOnNumber(@Size(max = 1) int number) {}

    record OneOfOnNumber(@OneOf("1") int number) {}

    record DefaultOutside(@Range(max = 3) @Default("4") int number) {}

    record DefaultNoJson(@Default("[1") List<Integer> list) {}

    record DefaultNoWord(@Default("KELVIN") Unit unit) {}

    record ListDefault(@Default("[1,2]") List<Integer> list, @Default("x") Optional<String> word) {}

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        textBlock =
            """
            WithObject     | WithObject.any: a java.lang.Object cannot be filled from JSON
            WithClass      | WithClass.thread: a java.lang.Thread cannot be filled from JSON
            WithIntMap     | WithIntMap.map: a java.util.Map<java.lang.Integer, java.lang.String> cannot
            OfGeneric      | OfGeneric.inner
            RangeOnText    | RangeOnText.text: @Range is for numbers
            SizeOnNumber   | SizeOnNumber.number: @Size is for texts, lists and maps
            OneOfOnNumber  | OneOfOnNumber.number: @OneOf is for texts
            DefaultOutside | DefaultOutside.number
            DefaultNoJson  | DefaultNoJson.list: @Default("[1") is no JSON value for a List
            DefaultNoWord  | DefaultNoWord.unit
            """)
    void that_cannot_work_is_refused_when_the_tool_is_made(String type, String message)
        throws Exception {
      Class<? extends Record> record =
          Class.forName(Declaration.class.getName() + "$" + type).asSubclass(Record.class);

      assertThatThrownBy(() -> CustomTool.of(record, input -> ""))
          .isInstanceOf(BandConfigException.class)
          .hasMessageContaining(message);
    }

    @Test
    void may_have_defaults_of_any_kind() throws Exception {
      assertThat(read(ListDefault.class, "{}"))
          .isEqualTo(new ListDefault(List.of(1, 2), Optional.of("x")));
    }

    @Test
    void without_arguments_needs_a_record_without_components() {
      assertThatThrownBy(() -> CustomTool.of(SearchWebInput.class, () -> "x"))
          .isInstanceOf(BandConfigException.class)
          .hasMessageContaining("SearchWebInput has components");
    }

    @Test
    void has_a_limit_of_time_and_a_description() {
      var tool = CustomTool.of(SearchWebInput.class, input -> "");

      assertThat(tool.timeLimit()).isEqualTo(Duration.ofSeconds(60));
      assertThat(tool.within(Duration.ofMillis(5)).timeLimit()).isEqualTo(Duration.ofMillis(5));
      assertThat(tool.description()).isEqualTo("The tool searchweb.");
      assertThat(tool.describedAs(" Finds pages. ").description()).isEqualTo("Finds pages.");
      assertThatThrownBy(() -> tool.within(Duration.ZERO)).hasMessageContaining("time limit");
      assertThatThrownBy(() -> tool.describedAs(" ")).hasMessageContaining("blank");
    }
  }
}
