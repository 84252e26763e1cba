package ai.band.platform;

import ai.band.platform.phoenix.ChannelListener;
import ai.band.platform.phoenix.ChannelLoss;
import ai.band.platform.phoenix.JoinRequest;
import ai.band.platform.phoenix.PhoenixException;
import ai.band.platform.phoenix.PhoenixSocket;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topics of the agent itself. Without them it is deaf: they come back, or the link ends. */
final class OwnTopics {
  private static final Logger log = LoggerFactory.getLogger(OwnTopics.class);

  private static final Duration PAUSE_AFTER_CLOSE = Duration.ofSeconds(1);
  private static final Duration PAUSE_AFTER_REFUSAL = Duration.ofSeconds(5);

  // Lower joins first after a reconnect.
  private static final int CONTROL = 0;
  private static final int ROOMS = 1;
  private static final int CONTACTS = 2;

  private final JoinRequest control;
  private final JoinRequest rooms;
  private final JoinRequest contacts;
  private final String agentId;
  private final PhoenixSocket socket;
  private final PushParser parser;
  private final LinkListener listener;
  private final LinkEnd end;
  private final LinkFailures failures;

  OwnTopics(
      String agentId,
      PhoenixSocket socket,
      PushParser parser,
      LinkListener listener,
      LinkEnd end,
      LinkFailures failures) {
    this.agentId = agentId;
    this.socket = socket;
    this.parser = parser;
    this.listener = listener;
    this.end = end;
    this.failures = failures;
    control = JoinRequest.of("agent_control:" + agentId).withPriority(CONTROL);
    rooms = JoinRequest.of("agent_rooms:" + agentId).withPriority(ROOMS);
    contacts = JoinRequest.of("agent_contacts:" + agentId).withPriority(CONTACTS);
  }

  /** Joins what every agent needs, control first. */
  void join() throws InterruptedException {
    socket.join(
        control,
        new ControlTopic(
            agentId,
            parser,
            listener::onControl,
            displaced -> end.supersede(displaced, socket),
            listener::onControlMissed,
            (topic, loss) -> restore(control, topic, loss)));
    socket.join(rooms, events(rooms));
  }

  void joinContacts() throws InterruptedException {
    if (socket.channel(contacts.topic()).isEmpty()) {
      socket.join(contacts, events(contacts));
    }
  }

  /** Leaves contacts and control, in this order, before the deadline. */
  void leave(Deadline deadline) {
    for (var request : new JoinRequest[] {contacts, control}) {
      socket.channel(request.topic()).ifPresent(channel -> channel.leave(deadline.left()));
    }
  }

  private EventTopic events(JoinRequest request) {
    return new EventTopic(
        request.topic(), null, parser, listener, (topic, loss) -> restore(request, topic, loss));
  }

  private void restore(JoinRequest request, ChannelListener topic, ChannelLoss loss) {
    var reason = TopicEnd.reason(loss);
    if (!LinkFailures.isFinal(reason)) {
      log.warn("{} is lost ({}), joining it again", request.topic(), reason);
      joinAgain(
          request,
          topic,
          loss instanceof ChannelLoss.Refused ? PAUSE_AFTER_REFUSAL : PAUSE_AFTER_CLOSE);
    } else if (request.equals(contacts)) {
      log.warn("no contact events any more: {}", reason);
    } else {
      end.terminate(failures.refusedTopic(request.topic(), reason), socket);
    }
  }

  /** Runs on the thread of the topic, which has nothing else to do meanwhile. */
  private void joinAgain(JoinRequest request, ChannelListener topic, Duration pause) {
    try {
      Thread.sleep(pause);
      socket.subscribe(request, topic);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (PhoenixException gone) {
      log.debug("{} is not joined again: {}", request.topic(), gone.getMessage());
    }
  }
}
