package ai.band.app;

import ai.band.adapter.codex.config.Option;
import ai.band.adapter.codex.config.OptionType;
import ai.band.adapter.codex.config.OptionTypes;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The options of an agent's section that are not about Codex, in the groups they have in YAML. */
final class SectionOptions {
  private static final int MANY = Integer.MAX_VALUE;

  static final Option<String> AGENT_ID =
      Option.of("agent_id", OptionTypes.word())
          .defaultNote("required")
          .help("UUID of the agent on Band.");

  static final Option<String> API_KEY =
      Option.of("api_key", OptionTypes.word())
          .defaultNote("required")
          .hidden()
          .help("Key of the agent on Band. Write ${NAME} to take it from a variable.");

  static final Option<String> API_KEY_FILE =
      Option.of("api_key_file", OptionTypes.word())
          .help("File that holds the key, instead of api_key.");

  static final Option<String> CODEX_WS_TOKEN_FILE =
      Option.of("codex_ws_token_file", OptionTypes.word())
          .help("File that holds the token for transport ws, instead of codex_ws_token.");

  static final Option<Map<String, String>> CODEX_ENV_FILES =
      Option.of("codex_env_files", OptionTypes.variables())
          .help(
              "Variables for the Codex process whose values lie in files: a map of variable to"
                  + " file.");

  static final Option<String> WS_URL =
      Option.of("ws_url", OptionTypes.url("ws", "wss"))
          .environment("BAND_WS_URL")
          .flags("--ws-url")
          .defaultsTo("wss://app.band.ai/api/v1/socket/websocket")
          .help("Address of Band's socket.");

  static final Option<String> REST_URL =
      Option.of("rest_url", OptionTypes.url("http", "https"))
          .environment("BAND_REST_URL")
          .flags("--rest-url")
          .defaultsTo("https://app.band.ai")
          .help("Address of Band's REST interface.");

  static final Option<String> CA_FILE =
      Option.of("ca_file", OptionTypes.word())
          .environment("BAND_CA_FILE")
          .flags("--ca-file")
          .help(
              "Certificates in PEM form that are trusted for Band besides Java's own, for an"
                  + " authority of your own.");

  static final Option<String> ROLE =
      Option.of("role", OptionTypes.word())
          .environment("CODEX_ROLE")
          .flags("--role", "--codex-role")
          .help(
              "Adds the prompt prompts/<role>.md beside the configuration file, or the built-in"
                  + " role planner, reviewer or coding.");

  static final Option<String> WORKSPACE =
      Option.of("workspace", OptionTypes.word()).help("Another name of cwd.");

  static final List<Option<?>> GENERAL =
      List.of(
          AGENT_ID,
          API_KEY,
          API_KEY_FILE,
          CODEX_WS_TOKEN_FILE,
          CODEX_ENV_FILES,
          WS_URL,
          REST_URL,
          CA_FILE,
          ROLE,
          WORKSPACE);

  static final Option<Boolean> AUTO_SUBSCRIBE_EXISTING_ROOMS =
      in("agent", "auto_subscribe_existing_rooms", OptionTypes.bool())
          .defaultsTo(true)
          .help("Joins the rooms that exist at start.");

  static final Option<Boolean> SINGLE_INSTANCE =
      in("agent", "single_instance", OptionTypes.bool())
          .defaultsTo(true)
          .help("Refuses a second start of the same agent on this host.");

  static final Option<String> ON_CONFLICT =
      in("agent", "on_conflict", OptionTypes.oneOf("supersede", "reject"))
          .defaultNote("left to Band: the newer one wins")
          .help(
              "What happens when the agent is connected already: supersede ends the other"
                  + " connection, reject ends this start.");

  static final List<Option<?>> AGENT =
      List.of(AUTO_SUBSCRIBE_EXISTING_ROOMS, SINGLE_INSTANCE, ON_CONFLICT);

  static final Option<Boolean> ENABLE_CONTEXT_CACHE =
      in("session", "enable_context_cache", OptionTypes.bool())
          .defaultsTo(true)
          .help("Remembers a room's history for a while.");

  static final Option<Duration> CONTEXT_CACHE_TTL_SECONDS =
      in("session", "context_cache_ttl_seconds", OptionTypes.secondsFromZero())
          .defaultsTo(Duration.ofMinutes(5))
          .help("How long; 0 fetches it every time.");

  static final Option<Integer> MAX_CONTEXT_MESSAGES =
      in("session", "max_context_messages", OptionTypes.integer(0, MANY))
          .defaultsTo(100)
          .help("Newest entries of a room's history that are kept.");

  static final Option<Integer> MAX_MESSAGE_RETRIES =
      in("session", "max_message_retries", OptionTypes.integer(1, MANY))
          .defaultsTo(3)
          .help("Attempts per message, the first included, before it is given up.");

  static final Option<Boolean> ENABLE_CONTEXT_HYDRATION =
      in("session", "enable_context_hydration", OptionTypes.bool())
          .defaultsTo(true)
          .help("Loads a room's history.");

  static final Option<Duration> IDLE_RESYNC_SECONDS =
      in("session", "idle_resync_seconds", OptionTypes.seconds())
          .defaultsTo(Duration.ofMinutes(1))
          .help("How often a quiet room asks Band for messages it was not told of.");

  static final Option<Boolean> ENABLE_WORKING_STATE =
      in("session", "enable_working_state", OptionTypes.bool())
          .defaultsTo(true)
          .help("Shows in the room that the agent is working.");

  static final Option<Duration> WORKING_KEEP_ALIVE_SECONDS =
      in("session", "working_keep_alive_seconds", OptionTypes.seconds())
          .defaultsTo(Duration.ofSeconds(3))
          .help("How often that is repeated; less than 5.");

  static final Option<Duration> WORKING_REQUEST_TIMEOUT_SECONDS =
      in("session", "working_request_timeout_seconds", OptionTypes.seconds())
          .defaultsTo(Duration.ofSeconds(2))
          .help("Time limit of one such report; less than working_keep_alive_seconds.");

  static final Option<Duration> MAX_WORKING_STATE_SECONDS =
      in("session", "max_working_state_seconds", OptionTypes.seconds())
          .help("After this long the report is no longer repeated; the work goes on.");

  static final List<Option<?>> SESSION =
      List.of(
          ENABLE_CONTEXT_CACHE,
          CONTEXT_CACHE_TTL_SECONDS,
          MAX_CONTEXT_MESSAGES,
          MAX_MESSAGE_RETRIES,
          ENABLE_CONTEXT_HYDRATION,
          IDLE_RESYNC_SECONDS,
          ENABLE_WORKING_STATE,
          WORKING_KEEP_ALIVE_SECONDS,
          WORKING_REQUEST_TIMEOUT_SECONDS,
          MAX_WORKING_STATE_SECONDS);

  static final Option<String> STRATEGY =
      in("contacts", "strategy", OptionTypes.oneOf("disabled", "hub_room"))
          .defaultsTo("disabled")
          .help(
              "Who decides about contact requests: nobody, or the model in a private room. The"
                  + " third strategy, callback, needs code of your own.");

  static final Option<String> HUB_TASK_ID =
      in("contacts", "hub_task_id", OptionTypes.word())
          .help("Task that the private room belongs to.");

  static final Option<Boolean> BROADCAST_CHANGES =
      in("contacts", "broadcast_changes", OptionTypes.bool())
          .defaultsTo(false)
          .help("Tells the model in every room about new and removed contacts.");

  static final List<Option<?>> CONTACTS = List.of(STRATEGY, HUB_TASK_ID, BROADCAST_CHANGES);

  private SectionOptions() {}

  private static <T> Option.Description<T> in(String group, String key, OptionType<T> type) {
    String flag = group.equals("agent") ? key : group + "_" + key;
    return Option.of(key, type).flags(Option.flagOf(flag));
  }
}
