package ai.band.runtime;

import ai.band.api.AdapterInput;
import ai.band.api.AgentAdapter;
import ai.band.api.AgentStart;
import ai.band.api.Lane;
import ai.band.api.MessageOutcome;
import ai.band.api.Participant;
import ai.band.api.PlatformMessage;
import ai.band.api.RoomHandle;
import ai.band.platform.rest.Mention;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An adapter that does what a test says, and remembers what it was given. */
final class ScriptedAdapter implements AgentAdapter {
  /** What is done with a message. */
  interface Script {
    MessageOutcome run(AdapterInput input) throws InterruptedException;
  }

  final List<AdapterInput> turns = new CopyOnWriteArrayList<>();
  final List<AdapterInput> commands = new CopyOnWriteArrayList<>();
  final List<String> joined = new CopyOnWriteArrayList<>();
  final List<String> left = new CopyOnWriteArrayList<>();
  final List<String> life = new CopyOnWriteArrayList<>();

  /** Rooms whose turn waits for a person. */
  final Set<String> waiting = ConcurrentHashMap.newKeySet();

  volatile Script onTurn = this::answer;
  volatile Script onCommand = input -> MessageOutcome.processed();
  volatile Consumer<PlatformMessage> onLane = message -> {};
  volatile Script onStart = input -> MessageOutcome.processed();
  volatile @Nullable RuntimeException startFailure;
  volatile @Nullable AgentStart start;

  @Override
  public void onStarted(AgentStart given) {
    life.add("started");
    start = given;
    RuntimeException failure = startFailure;
    if (failure != null) {
      throw failure;
    }
  }

  /** Posts the text of the message back to whoever wrote it. */
  MessageOutcome answer(AdapterInput input) {
    reply(input, "You said: " + input.message().content());
    input.delivered().run();
    return MessageOutcome.processed();
  }

  void reply(AdapterInput input, String text) {
    AgentStart known = start;
    if (known == null) {
      throw new IllegalStateException("not started");
    }
    known
        .rest()
        .sendMessage(
            input.message().roomId(), text, List.of(Mention.of(input.message().senderId(), null)));
  }

  @Override
  public Lane laneOf(PlatformMessage message) {
    onLane.accept(message);
    return message.content().contains("/") && message.content().contains(" /")
        ? Lane.COMMAND
        : Lane.WORK;
  }

  @Override
  public MessageOutcome onMessage(AdapterInput input) throws InterruptedException {
    turns.add(input);
    return onTurn.run(input);
  }

  @Override
  public MessageOutcome onCommand(AdapterInput input) throws InterruptedException {
    commands.add(input);
    return onCommand.run(input);
  }

  @Override
  public boolean waitsForPeople(String roomId) {
    return waiting.contains(roomId);
  }

  @Override
  public void onRoomJoined(RoomHandle room) {
    joined.add(room.roomId());
  }

  @Override
  public void onRoomLeft(String roomId) {
    left.add(roomId);
  }

  @Override
  public void close(@Nullable Duration timeout) {
    life.add("closed");
  }

  /** The texts of all turns so far. */
  List<String> texts() {
    return turns.stream().map(input -> input.message().content()).toList();
  }

  static List<String> names(List<Participant> participants) {
    return participants.stream().map(Participant::name).toList();
  }
}
