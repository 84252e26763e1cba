package ai.band.adapter.codex.turn;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.config.CodexConfigBuilder;
import ai.band.api.AdapterFeatures;
import ai.band.api.AgentIdentity;
import ai.band.api.Capability;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SystemPromptTest {
  private final CodexConfigBuilder config = CodexAdapterConfig.builder();
  private AdapterFeatures features = new AdapterFeatures(Set.of(), Set.of());

  @Test
  void it_says_who_the_agent_is_and_how_the_room_works() {
    assertThat(prompt())
        .startsWith("You are Darter.\nFixes things")
        .contains("band_send_message", "[System]: ", "@user/agent", "band_lookup_peers")
        .doesNotContain("band_store_memory", "band_add_contact");
  }

  @Test
  void a_prompt_of_ones_own_replaces_everything() {
    config.systemPrompt("Only this.").customSection("not this");

    assertThat(prompt()).isEqualTo("Only this.");
  }

  @Test
  void capabilities_bring_their_sections_and_the_custom_section_comes_last() {
    features =
        new AdapterFeatures(Set.of(), Set.of())
            .withCapabilities(Capability.MEMORY, Capability.CONTACTS);
    config.customSection("Speak in rhymes.");

    assertThat(prompt())
        .containsSubsequence(
            "Fixes things", "band_send_message", "band_store_memory", "band_add_contact")
        .endsWith("## Developer instructions\nSpeak in rhymes.");
  }

  @Test
  void without_base_instructions_the_custom_section_stands_alone() {
    config.includeBaseInstructions(false).customSection("Speak in rhymes.");

    assertThat(prompt()).isEqualTo("You are Darter.\nFixes things\n\nSpeak in rhymes.");
  }

  @Test
  void a_missing_name_and_description_have_defaults() {
    config.includeBaseInstructions(false);

    assertThat(
            SystemPrompt.render(
                config.build(), features, new AgentIdentity("id", "", null, null, " ")))
        .isEqualTo("You are Agent.\nAn AI assistant");
  }

  private String prompt() {
    return SystemPrompt.render(
        config.build(), features, new AgentIdentity("id", "Darter", null, null, "Fixes things"));
  }
}
