package ai.band.platform.phoenix;

import java.util.function.Consumer;

/** Hands the fate of the connection to its listener, in order, off the threads that notice it. */
final class SocketNews implements Mailbox.Handler<Consumer<SocketListener>> {
  private static final int CAPACITY = 1000;

  private final SocketListener listener;
  private final Mailbox<Consumer<SocketListener>> mailbox;

  SocketNews(SocketListener listener, Couriers couriers) {
    this.listener = listener;
    this.mailbox = new Mailbox<>("phoenix-news", CAPACITY, this, couriers);
  }

  void tell(Consumer<SocketListener> news) {
    mailbox.put(news);
  }

  @Override
  public void handle(Consumer<SocketListener> news) {
    news.accept(listener);
  }

  @Override
  public boolean droppable(Consumer<SocketListener> news) {
    return true;
  }

  @Override
  public void overflowed(long dropped) {}
}
