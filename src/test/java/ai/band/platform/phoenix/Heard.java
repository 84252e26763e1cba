package ai.band.platform.phoenix;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** A listener of one channel that writes down what it hears. */
final class Heard implements ChannelListener {
  private final List<String> all = new CopyOnWriteArrayList<>();
  private final BlockingQueue<String> fresh = new LinkedBlockingQueue<>();
  private final BlockingQueue<ChannelLoss> losses = new LinkedBlockingQueue<>();

  @Override
  public void onEvent(String event, JsonNode payload) {
    note(event + " " + payload);
  }

  @Override
  public void onJoined(JsonNode response, boolean rejoin) {
    note(rejoin ? "rejoined" : "joined");
  }

  @Override
  public void onLost(ChannelLoss loss) {
    note("lost " + loss.getClass().getSimpleName());
    losses.add(loss);
  }

  @Override
  public void onOverflow(long dropped) {
    note("overflow " + dropped);
  }

  /** Everything so far, in order. */
  List<String> all() {
    return all;
  }

  /** The next thing heard. */
  String next() throws InterruptedException {
    String next = fresh.poll(60, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing more within a minute after " + all);
    }
    return next;
  }

  /** Skips to what begins like this. */
  String next(String beginning) throws InterruptedException {
    String next = next();
    while (!next.startsWith(beginning)) {
      next = next();
    }
    return next;
  }

  ChannelLoss nextLoss() throws InterruptedException {
    ChannelLoss loss = losses.poll(60, TimeUnit.SECONDS);
    if (loss == null) {
      throw new AssertionError("no loss within a minute");
    }
    return loss;
  }

  private void note(String what) {
    all.add(what);
    fresh.add(what);
  }
}
