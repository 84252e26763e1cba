package ai.band.local.rest;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the operation for a method and path. Filled once, then only read. */
public final class Router {
  /** Whose key a route asks for. */
  public enum Access {
    AGENT,
    PERSON,
    ANYBODY
  }

  /**
   * One operation.
   *
   * @param id the operation id of the API description
   */
  public record Route(String id, String template, Access access, Operation operation) {}

  record Found(Route route, Map<String, String> path) {}

  private static final class Node {
    final Map<String, Node> literals = new HashMap<>();
    final Map<String, Route> routes = new HashMap<>();
    @Nullable Node parameter;
  }

  private final Node root = new Node();

  /** Adds a route; parts of the template in braces are parameters. */
  public void add(String method, String template, Access access, String id, Operation operation) {
    Node node = root;
    for (String part : template.substring(1).split("/", -1)) {
      if (part.startsWith("{")) {
        if (node.parameter == null) {
          node.parameter = new Node();
        }
        node = node.parameter;
      } else {
        node = node.literals.computeIfAbsent(part, unused -> new Node());
      }
    }
    node.routes.put(method, new Route(id, template, access, operation));
  }

  @Nullable Found find(String method, List<String> segments) {
    Node node = root;
    for (String segment : segments) {
      Node literal = node.literals.get(segment);
      Node next = literal == null ? node.parameter : literal;
      if (next == null) {
        return null;
      }
      node = next;
    }
    Route route = node.routes.get(method);
    return route == null ? null : new Found(route, parameters(route.template(), segments));
  }

  private static Map<String, String> parameters(String template, List<String> segments) {
    if (template.indexOf('{') < 0) {
      return Map.of();
    }
    var found = new HashMap<String, String>(4);
    int from = 1;
    for (String segment : segments) {
      int slash = template.indexOf('/', from);
      int to = slash < 0 ? template.length() : slash;
      if (template.charAt(from) == '{') {
        found.put(template.substring(from + 1, to - 1), segment);
      }
      from = to + 1;
    }
    return found;
  }
}
