package ai.band.tools;

import ai.band.api.AdapterFeatures;
import ai.band.api.RoomHandle;
import ai.band.platform.rest.BandRest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The platform tools an agent offers: chosen once from its features, then bound to each room.
 *
 * <p>Safe from any thread.
 */
public final class PlatformToolset {
  private static final Logger log = LoggerFactory.getLogger(PlatformToolset.class);
  private static final List<PlatformTool> ALL = all();

  private final Map<String, PlatformTool> offered;
  private final Map<String, PlatformTool> inHub;
  private final LackingRights lacking = new LackingRights();

  private PlatformToolset(Map<String, PlatformTool> offered, Map<String, PlatformTool> inHub) {
    this.offered = offered;
    this.inHub = inHub;
  }

  /**
   * Chooses by capability, then by category, then by the names to keep, then by the names to leave
   * out. Unknown names only warn.
   */
  public static PlatformToolset of(AdapterFeatures features) {
    warnOfUnknownNames(features);
    return new PlatformToolset(choose(features, false), choose(features, true));
  }

  /** Names of all platform tools, offered or not: names that nobody else may use. */
  public static List<String> reservedNames() {
    return ALL.stream().map(PlatformTool::name).toList();
  }

  /** The name of the tool that the model means: some put a prefix before it. */
  public static String plainName(String toolName) {
    return ToolNames.plain(toolName);
  }

  /** Whether a successful call of this tool puts a message into the room, prefixes ignored. */
  public static boolean postsMessages(String toolName) {
    String name = ToolNames.plain(toolName);
    return name.equals("create_agent_chat_message")
        || ALL.stream().anyMatch(tool -> tool.postsMessage() && tool.name().equals(name));
  }

  /** What the model is told in ordinary rooms, in a fixed order. */
  public List<ToolSpec> specs() {
    return offered.values().stream().map(PlatformTool::spec).toList();
  }

  /** What the model is told in the room for contact requests. */
  public List<ToolSpec> hubSpecs() {
    return inHub.values().stream().map(PlatformTool::spec).toList();
  }

  /** The tools of one room; messages are posted once and not repeated. */
  public RoomTools bind(BandRest rest, RoomHandle room) {
    return bind(
        rest,
        room,
        (content, mentions, signal) -> rest.sendMessage(room.roomId(), content, mentions));
  }

  /**
   * The tools of one room.
   *
   * @param sender posts the messages of the model
   */
  public RoomTools bind(BandRest rest, RoomHandle room, MessageSender sender) {
    return new RoomTools(room.hub() ? inHub : offered, rest, room, sender, lacking);
  }

  private static Map<String, PlatformTool> choose(AdapterFeatures features, boolean hub) {
    Map<String, PlatformTool> chosen = new LinkedHashMap<>();
    for (PlatformTool tool : ALL) {
      if (wanted(tool, features, hub)) {
        chosen.put(tool.name(), tool);
      }
    }
    return chosen;
  }

  private static boolean wanted(PlatformTool tool, AdapterFeatures features, boolean hub) {
    if (hub && tool.category() == ToolCategory.CONTACTS) {
      return true; // the hub exists to decide about contacts, whatever the filters say
    }
    var capability = tool.category().capability();
    return (capability == null || features.offers(capability))
        && keeps(features.includeCategories(), tool.category().word())
        && keeps(features.includeTools(), tool.name())
        && (features.excludeTools() == null || !features.excludeTools().contains(tool.name()));
  }

  private static boolean keeps(@Nullable List<String> names, String name) {
    return names == null || names.contains(name);
  }

  private static void warnOfUnknownNames(AdapterFeatures features) {
    List<String> unknown = new ArrayList<>();
    List<String> names = reservedNames();
    for (var list : Arrays.asList(features.includeTools(), features.excludeTools())) {
      if (list != null) {
        list.stream().filter(name -> !names.contains(name)).forEach(unknown::add);
      }
    }
    if (features.includeCategories() != null) {
      List<String> words = Arrays.stream(ToolCategory.values()).map(ToolCategory::word).toList();
      features.includeCategories().stream()
          .filter(word -> !words.contains(word))
          .forEach(unknown::add);
    }
    if (!unknown.isEmpty()) {
      log.warn(
          "tool filters name unknown tools or categories: {}; known tools: {}", unknown, names);
    }
  }

  private static List<PlatformTool> all() {
    List<PlatformTool> tools = new ArrayList<>(ChatTools.all());
    tools.addAll(ContactTools.all());
    tools.addAll(MemoryTools.all());
    tools.addAll(TaskTools.all());
    return List.copyOf(tools);
  }
}
