package ai.band.adapter.codex.approval;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Words that make an otherwise plain program run something else, take its settings from elsewhere
 * or write where it only reads.
 */
final class RunningWords {
  /**
   * One program a line. {@code =word} is the whole word, {@code -*x} a cluster of short options
   * with that letter, {@code ?=} and {@code ?:} any word that holds the character; everything else
   * is how such words begin, short enough for abbreviated long options.
   */
  private static final Map<String, List<String>> TABLE =
      parsed(
          """
          npm ex =x ini inn cr con =c =set --sc --nod --she --pre --user --globalc --ca -c -C --dir
          pnpm =dlx =exec =create =config =set -C --dir --script-shell --shell --node
          yarn =dlx =exec =create =node =config --cwd --use-yarnrc --script-shell =init
          bun =x =create =exec =repl -e --eval -p --print -r --preload --cwd -c --config =init
          deno =eval =repl =run =x =serve =compile =install =task -A --allow
          uv =run =tool =x --project --directory --config-file
          poetry =run =shell -C --directory
          pipenv =run =shell
          bundle =exec =open =console --gemfile =config
          cargo =run =r script --config -Z -C --manifest-path =install +
          go =run =generate =tool =env -exec -toolexec -vettool --exec --toolexec --vettool -C -overlay \
              -modfile
          rustup =run =which
          dotnet =run =script =tool =exec =msbuild
          mvn -D -f --file -s --settings -gs -gt -P ?:
          mvnw -D -f --file -s --settings -gs -gt -P ?:
          gradle -I --init -b --build -c --settings -p --project -D -P -g --gradle
          gradlew -I --init -b --build -c --settings -p --project -D -P -g --gradle
          pytest -p -c -o --rootdir --confcut --override --import-mode --pyargs
          eslint -c --config --rulesdir --plugin --resolve --parser --ext --fix -f --format -o --output
          find =-exec =-execdir =-ok =-okdir =-delete =-fprint =-fprint0 =-fprintf =-fls
          fd -*x -*X --ex
          rg --pre --hostname-bin
          git -c -C -O --ex --upl --rec --config-e --open --git-d --work --textconv --template --out \
              ext:: =bisect =submodule =filter-branch =config =difftool =mergetool =rebase =alias \
              =daemon =help =clone =archive =gui =instaweb =send-email =init =hook =for-each-repo \
              =maintenance =credential =remote =svn =p4 =web--browse =fsmonitor--daemon
          hg --config =config --cwd -R
          tar -*I -*F --to --checkp --use --rs --in --new
          rsync -*e --rs
          zip -*T -TT --unz
          sort -*o --o --comp
          make -f --file --makefile -C --dir -I --include --eval ?=
          """);

  private RunningWords() {}

  /**
   * Whether one of the words makes the program run something else.
   *
   * @param words program and arguments; quotes are still in them
   */
  static boolean areIn(String program, String[] words) {
    List<String> forms = TABLE.get(program);
    if (forms == null) {
      return false;
    }
    for (int i = 1; i < words.length; i++) {
      // Quotes inside a word change nothing for the program that gets it.
      String word = words[i].replace("'", "").replace("\"", "");
      // tar also takes its first options without a dash
      String meant = i == 1 && program.equals("tar") && !word.startsWith("-") ? "-" + word : word;
      if (isPattern(word) || matches(forms, meant)) {
        return true;
      }
    }
    return false;
  }

  /** A shell replaces it by names of files, and somebody may have made one of the right name. */
  private static boolean isPattern(String word) {
    return word.indexOf('*') >= 0 || word.indexOf('?') >= 0 || word.indexOf('[') >= 0;
  }

  private static boolean matches(List<String> forms, String word) {
    for (String form : forms) {
      if (matches(form, word)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(String form, String word) {
    char mark = form.charAt(0);
    if (mark == '=') {
      return word.equals(form.substring(1));
    }
    if (mark == '?') {
      return word.indexOf(form.charAt(1)) >= 0 && !word.startsWith("-");
    }
    if (form.startsWith("-*")) {
      return word.startsWith("-") && !word.startsWith("--") && word.indexOf(form.charAt(2)) > 0;
    }
    return word.startsWith(form);
  }

  private static Map<String, List<String>> parsed(String table) {
    Map<String, List<String>> forms = new HashMap<>();
    table
        .lines()
        .filter(line -> !line.isBlank())
        .forEach(
            line -> {
              List<String> words = List.of(line.strip().split(" +"));
              forms.put(words.getFirst(), words.subList(1, words.size()));
            });
    return Map.copyOf(forms);
  }
}
