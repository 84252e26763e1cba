package ai.band.adapter.codex.approval;

import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.platform.rest.BandRest;
import ai.band.platform.rest.BandRestException;
import ai.band.platform.rest.Peer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom the handles in the approval options stand for. They are looked up once, when the adapter
 * starts, so that nobody gains a right by taking somebody's handle later.
 *
 * @param ids ids by handle, lower case, without {@code @}
 * @param unknown handles that nobody has
 */
public record NamedApprovers(Map<String, String> ids, List<String> unknown) {
  private static final Logger log = LoggerFactory.getLogger(NamedApprovers.class);
  private static final Set<String> WORDS = Set.of("users", "owner", "requester", "anyone");
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  /** No handle is used. */
  public static final NamedApprovers NONE = new NamedApprovers(Map.of(), List.of());

  public NamedApprovers {
    ids = Map.copyOf(ids);
    unknown = List.copyOf(unknown);
  }

  /** Looks the handles up; asks the platform only when there are any. Never fails. */
  public static NamedApprovers lookUp(CodexAdapterConfig config, BandRest rest) {
    Set<String> handles = new TreeSet<>();
    for (List<String> policy : List.of(config.approvalApprovers(), config.commandOperators())) {
      policy.stream()
          .filter(NamedApprovers::isHandle)
          .map(NamedApprovers::plain)
          .forEach(handles::add);
    }
    if (handles.isEmpty()) {
      return NONE;
    }
    try {
      return match(handles, rest.allPeers(null));
    } catch (BandRestException e) {
      log.warn(
          "the handles {} could not be looked up, each room's participants are asked instead: {}",
          handles,
          e.getMessage());
      return NONE;
    }
  }

  static NamedApprovers match(Set<String> handles, List<Peer> peers) {
    Map<String, String> ids = new HashMap<>();
    for (Peer peer : peers) {
      if (handles.contains(plain(peer.handle()))) {
        ids.putIfAbsent(plain(peer.handle()), peer.id());
      }
    }
    List<String> unknown = new ArrayList<>(handles);
    unknown.removeAll(ids.keySet());
    return new NamedApprovers(ids, unknown);
  }

  /** A handle as it is compared. */
  static String plain(String handle) {
    return (handle.startsWith("@") ? handle.substring(1) : handle).toLowerCase(Locale.ROOT);
  }

  private static boolean isHandle(String entry) {
    return !WORDS.contains(entry) && !UUID.matcher(entry).matches();
  }
}
