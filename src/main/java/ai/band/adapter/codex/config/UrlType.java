package ai.band.adapter.codex.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A URL of one of a few schemes. */
record UrlType(List<String> schemes) implements OptionType<String> {
  @Override
  public String name() {
    return "URL";
  }

  @Override
  public String parse(String text) {
    String url = text.strip();
    try {
      var parsed = new URI(url);
      String scheme = parsed.getScheme();
      if (scheme != null
          && schemes.contains(scheme.toLowerCase(Locale.ROOT))
          && parsed.getHost() != null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // told below, together with a wrong scheme
    }
    throw new IllegalArgumentException(
        "Use a URL that begins with "
            + OptionTypes.join(schemes.stream().map(scheme -> scheme + "://").toList())
            + ".");
  }

  @Override
  public String convert(Object tree) {
    return parse(OptionTypes.scalarText(tree));
  }

  @Override
  public String render(@Nullable String value) {
    return value == null ? "unset" : withoutCredentials(value);
  }

  @Override
  public String quote(Object raw) {
    return '"' + withoutCredentials(raw.toString()) + '"';
  }

  /** Hides user information and the query: both are places where keys are put. */
  private static String withoutCredentials(String url) {
    int query = url.indexOf('?');
    String shown = query < 0 ? url : url.substring(0, query) + "?" + SecretNames.MASK;
    int colon = shown.indexOf("://");
    int authority = colon < 0 ? 0 : colon + 3;
    int end = shown.indexOf('/', authority);
    int at = shown.lastIndexOf('@', end < 0 ? shown.length() : end);
    return at < authority
        ? shown
        : shown.substring(0, authority) + SecretNames.MASK + shown.substring(at);
  }
}
