package ai.band.adapter.codex;

import ai.band.adapter.codex.command.SlashCommand;
import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.config.MidTurnMessages;
import ai.band.adapter.codex.config.NotYetBuilt;
import ai.band.adapter.codex.session.CodexHost;
import ai.band.adapter.codex.session.HostedClient;
import ai.band.adapter.codex.session.RoomSession;
import ai.band.api.AdapterInput;
import ai.band.api.AgentAdapter;
import ai.band.api.AgentStart;
import ai.band.api.Lane;
import ai.band.api.MessageOutcome;
import ai.band.api.PlatformMessage;
import ai.band.codex.CodexClient;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Joins Band rooms and Codex threads: each room has one thread, all rooms share one Codex.
 *
 * <p>Made by {@link #builder()} and given to one agent. Rooms work in parallel; inside a room one
 * turn follows the other. Codex is started by {@link #prepare}, while the agent does other things,
 * and {@link #onStarted} waits for it, so that a missing CLI fails the start of the agent.
 */
public final class CodexAdapter implements AgentAdapter {
  private final CodexAdapterBuilder settings;
  private volatile @Nullable CodexHost prepared;
  private volatile @Nullable CodexRooms rooms;

  CodexAdapter(CodexAdapterBuilder settings) {
    this.settings = settings;
  }

  /** An adapter with these options and no extras. */
  public CodexAdapter(CodexAdapterConfig config) {
    this(builder().config(config));
  }

  /** A builder with all defaults. */
  public static CodexAdapterBuilder builder() {
    return new CodexAdapterBuilder();
  }

  /** The options. */
  public CodexAdapterConfig config() {
    return settings.config();
  }

  /**
   * Puts another text in place of {@code custom_section}: new threads are made with it, and a
   * thread that was made with the former text is told the new one with its next turn. Running turns
   * go on as they are. With {@code system_prompt} set it has no effect.
   */
  public void changeCustomSection(String text) {
    CodexAdapterConfig changed = config().withCustomSection(text);
    CodexRooms open = rooms;
    if (open != null) {
      open.instruct(changed);
    }
  }

  @Override
  public void prepare() {
    NotYetBuilt.check(config());
    CodexHost host = host();
    host.begin();
    prepared = host;
  }

  private CodexHost host() {
    CodexAdapterConfig config = config();
    return new CodexHost(
        () -> CodexConnection.open(config, settings.clientFactory()), config.model());
  }

  @Override
  public void onStarted(AgentStart start) throws InterruptedException {
    NotYetBuilt.check(config());
    CodexHost host = prepared;
    CodexRooms opened = new CodexRooms(settings, start, host == null ? host() : host);
    try {
      opened.start();
      rooms = opened;
    } finally {
      if (rooms != opened) {
        opened.close(config().clientCloseTimeoutS());
      }
    }
  }

  @Override
  public Lane laneOf(PlatformMessage message) {
    CodexRooms open = started();
    if (open.command(message) != null) {
      return Lane.COMMAND;
    }
    return config().midTurnMessages() != MidTurnMessages.QUEUE && open.isAtWork(message.roomId())
        ? Lane.COMMAND
        : Lane.WORK;
  }

  @Override
  public MessageOutcome onCommand(AdapterInput input) throws InterruptedException {
    CodexRooms open = started();
    RoomSession session = open.sessionOf(input);
    SlashCommand command = open.command(input.message());
    if (command != null) {
      return open.commands().run(command, session, input, Lane.COMMAND);
    }
    if (config().midTurnMessages() == MidTurnMessages.STEER) {
      return open.turns().steer(session, input)
          ? MessageOutcome.processed()
          : new MessageOutcome.Queued();
    }
    open.turns().supersede(session);
    return new MessageOutcome.Queued();
  }

  @Override
  public MessageOutcome onMessage(AdapterInput input) throws InterruptedException {
    CodexRooms open = started();
    RoomSession session = open.sessionOf(input);
    SlashCommand command = open.command(input.message());
    return command == null
        ? open.turns().run(session, input)
        : open.commands().run(command, session, input, Lane.WORK);
  }

  @Override
  public boolean waitsForPeople(String roomId) {
    CodexRooms open = rooms;
    RoomSession session = open == null ? null : open.sessions().find(roomId);
    return session != null && session.approvals().pending() > 0;
  }

  @Override
  public void onRoomLeft(String roomId) {
    CodexRooms open = rooms;
    if (open != null) {
      open.leave(roomId);
    }
  }

  @Override
  public void close(@Nullable Duration timeout) {
    CodexRooms open = rooms;
    CodexHost host = prepared;
    if (open != null) {
      open.close(timeout);
    } else if (host != null) {
      host.close(timeout);
    }
  }

  /** How the adapter and its Codex are doing. */
  public CodexState state() {
    CodexRooms open = rooms;
    return open == null ? CodexState.NOT_STARTED : open.state();
  }

  /**
   * Starts Codex again if it was lost, and asks it who is logged in. May block as long as that
   * takes; for one thread at a time, which calls it now and then.
   *
   * @throws InterruptedException when the caller is interrupted
   */
  public void checkUp() throws InterruptedException {
    CodexRooms open = rooms;
    if (open != null) {
      open.checkup().run();
    }
  }

  /**
   * The connection to Codex that the rooms use; null while there is none. It remains the adapter's:
   * ask it what you like, and do not close it.
   */
  public @Nullable CodexClient connection() {
    CodexRooms open = rooms;
    HostedClient live = open == null ? null : open.codex().connected();
    return live == null ? null : live.client();
  }

  @Nullable CodexRooms rooms() {
    return rooms;
  }

  private CodexRooms started() {
    CodexRooms open = rooms;
    if (open == null) {
      throw new IllegalStateException("The adapter was not started. Give it to an Agent.");
    }
    return open;
  }
}
