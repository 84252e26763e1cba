package ai.band.adapter.codex.turn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageSplitterTest {
  @Test
  void a_short_text_stays_whole() {
    assertThat(MessageSplitter.split("one\n\ntwo", 100)).containsExactly("one\n\ntwo");
  }

  @Test
  void paragraphs_are_kept_together() {
    String first = "a".repeat(60);
    String second = "b".repeat(60);

    assertThat(MessageSplitter.split(first + "\n\n" + second, 100)).containsExactly(first, second);
  }

  @Test
  void without_paragraphs_lines_are_kept_and_without_lines_words() {
    assertThat(MessageSplitter.split("a".repeat(60) + "\n  " + "b".repeat(60), 100))
        .containsExactly("a".repeat(60), "  " + "b".repeat(60));
    assertThat(MessageSplitter.split("word ".repeat(30).strip(), 100))
        .allSatisfy(part -> assertThat(part).startsWith("word").endsWith("word"));
  }

  @Test
  void an_open_code_fence_is_closed_and_opened_again() {
    String code = "int x = 1;\n".repeat(20);

    List<String> parts = MessageSplitter.split("Look:\n```java\n" + code + "```\nDone.", 120);

    assertThat(parts).hasSizeGreaterThan(2);
    assertThat(parts)
        .allSatisfy(
            part -> {
              assertThat(part.length()).isLessThanOrEqualTo(120);
              assertThat(part.split("```", -1).length % 2).as("fences of " + part).isEqualTo(1);
            });
    assertThat(parts.subList(1, parts.size()))
        .allSatisfy(p -> assertThat(p).startsWith("```java\n"));
    String joined = String.join("", parts);
    assertThat(joined.split("int x = 1;", -1)).hasSize(21);
  }

  @Test
  void no_character_is_cut_in_two() {
    List<String> parts = MessageSplitter.split("😀".repeat(500), 101);

    assertThat(String.join("", parts)).isEqualTo("😀".repeat(500));
    assertThat(parts)
        .allSatisfy(part -> assertThat(part.codePoints().allMatch(c -> c == 0x1F600)).isTrue());
  }

  @Test
  void whatever_the_text_every_part_fits_and_every_word_arrives() {
    Random random = new Random(7);
    for (int run = 0; run < 300; run++) {
      StringBuilder text = new StringBuilder();
      for (int word = 0; word < 300; word++) {
        text.append("w").append(word);
        text.append(
            switch (random.nextInt(12)) {
              case 0 -> "\n\n";
              case 1, 2 -> "\n";
              case 3 -> "\n```\n";
              case 4 -> "\n~~~~ruby\n";
              default -> " ";
            });
      }
      List<String> parts = MessageSplitter.split(text.toString(), 200);
      String joined = String.join("\n", parts);
      for (int word = 0; word < 300; word++) {
        assertThat(joined).containsPattern("\\bw" + word + "\\b");
      }
      assertThat(parts).allSatisfy(part -> assertThat(part.length()).isBetween(1, 200));
    }
  }
}
