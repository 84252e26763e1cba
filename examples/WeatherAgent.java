import ai.band.Agent;
import ai.band.adapter.codex.CodexAdapter;
import ai.band.tools.custom.CustomTool;
import ai.band.tools.custom.Default;
import ai.band.tools.custom.Describe;
import ai.band.tools.custom.Range;
import java.util.Map;

/** An agent with one tool of its own: the record {@code WeatherInput} becomes {@code weather}. */
public class WeatherAgent {
  @Describe("Tells the weather of a city for the next days.")
  record WeatherInput(
      @Describe("Name of the city, in English.") String city,
      @Describe("For how many days.") @Range(min = 1, max = 7) @Default("1") int days) {}

  private static final Map<String, String> SKIES =
      Map.of("london", "rain", "cairo", "sun", "oslo", "snow");

  static Map<String, Object> forecast(WeatherInput input) {
    String sky = SKIES.get(input.city().toLowerCase());
    if (sky == null) {
      // The model reads this and can ask again; the turn goes on.
      throw new IllegalArgumentException(
          "no forecast for " + input.city() + "; try " + SKIES.keySet());
    }
    return Map.of("city", input.city(), "days", input.days(), "sky", sky);
  }

  public static void main(String[] args) throws InterruptedException {
    CodexAdapter adapter =
        CodexAdapter.builder()
            .tool(CustomTool.of(WeatherInput.class, WeatherAgent::forecast))
            .build();
    try (Agent agent = Agent.fromConfig("weather", adapter)) {
      agent.run();
    }
  }
}
