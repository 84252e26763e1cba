package ai.band.adapter.codex.approval;

import ai.band.codex.protocol.ServerRequest;
import ai.band.codex.protocol.ServerRequest.UserInputQuestions.Question;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns what people write after {@code /answer <id>} into the answer that Codex wants. */
final class QuestionAnswer {
  private static final Pattern NUMBERED = Pattern.compile("(?:^|\\s)(\\d{1,2})\\s*=\\s*");

  private QuestionAnswer() {}

  /**
   * Checks the words.
   *
   * @return gives Codex the answer; false when it was not the one that counted
   * @throws IllegalArgumentException with what is wrong and what is wanted
   */
  static BooleanSupplier read(ServerRequest request, String words) {
    if (words.isBlank()) {
      throw new IllegalArgumentException("an answer is needed after the id");
    }
    return switch (request) {
      case ServerRequest.UserInputQuestions questions -> {
        Map<String, List<String>> answers = answers(questions.questions(), words.strip());
        yield () -> questions.answer(answers);
      }
      case ServerRequest.McpElicitation form -> {
        var values = FormAnswer.read(words, form.requestedSchema());
        yield () -> form.accept(values);
      }
      default ->
          throw new IllegalArgumentException("this request takes /approve or /decline, no answer");
    };
  }

  private static Map<String, List<String>> answers(List<Question> questions, String words) {
    Map<String, List<String>> answers = new LinkedHashMap<>();
    if (questions.size() == 1) {
      answers.put(questions.getFirst().id(), List.of(choice(questions.getFirst(), words)));
      return answers;
    }
    Matcher matcher = NUMBERED.matcher(words);
    int question = 0;
    int from = -1;
    while (matcher.find()) {
      if (from >= 0) {
        put(answers, questions, question, words.substring(from, matcher.start()));
      }
      question = Integer.parseInt(matcher.group(1));
      from = matcher.end();
    }
    if (from < 0) {
      throw new IllegalArgumentException(
          "there are " + questions.size() + " questions; write 1=<answer> 2=<answer>");
    }
    put(answers, questions, question, words.substring(from));
    return answers;
  }

  private static void put(
      Map<String, List<String>> answers, List<Question> questions, int number, String words) {
    if (number < 1 || number > questions.size()) {
      throw new IllegalArgumentException(
          "there is no question " + number + "; there are " + questions.size());
    }
    Question question = questions.get(number - 1);
    answers.put(question.id(), List.of(choice(question, words.strip())));
  }

  /** A number or a label means that option; anything else is the answer itself. */
  private static String choice(Question question, String words) {
    for (int i = 0; i < question.options().size(); i++) {
      String label = question.options().get(i).label();
      if (words.equals(Integer.toString(i + 1)) || words.equalsIgnoreCase(label)) {
        return label;
      }
    }
    return words;
  }
}
