package ai.band;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the signals that ask a program to end (INT, TERM, HUP where it exists) into one call.
 *
 * <p>Unlike a shutdown hook this lets the program end in its own time and choose its exit code. A
 * second signal is ignored.
 */
public final class StopSignals implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StopSignals.class);

  private final List<Runnable> restore = new ArrayList<>();
  private final AtomicBoolean seen = new AtomicBoolean();
  private final Runnable onStop;
  private final @Nullable Runnable onHangUp;

  private StopSignals(Runnable onStop, @Nullable Runnable onHangUp) {
    this.onStop = onStop;
    this.onHangUp = onHangUp;
  }

  /**
   * Listens until closed.
   *
   * @param onSignal must return quickly; called once, on a thread of the JVM
   */
  public static StopSignals listen(Runnable onSignal) {
    return listen(new StopSignals(onSignal, null));
  }

  /**
   * Listens until closed, for programs that go on after HUP.
   *
   * @param onStop called once for INT or TERM, on a thread of the JVM; must return quickly
   * @param onHangUp called for each HUP in the same way
   */
  public static StopSignals listen(Runnable onStop, Runnable onHangUp) {
    return listen(new StopSignals(onStop, onHangUp));
  }

  private static StopSignals listen(StopSignals signals) {
    for (String name : List.of("INT", "TERM", "HUP")) {
      signals.install(name);
    }
    return signals;
  }

  /** By reflection, because the class lies outside the standard and a JVM may lack it. */
  private void install(String name) {
    try {
      Class<?> signalClass = Class.forName("sun.misc.Signal");
      Class<?> handlerClass = Class.forName("sun.misc.SignalHandler");
      Method handle = signalClass.getMethod("handle", signalClass, handlerClass);
      Object signal = signalClass.getConstructor(String.class).newInstance(name);
      InvocationHandler calls =
          (proxy, method, arguments) ->
              switch (method.getName()) {
                case "handle" -> {
                  signalled(name);
                  yield null;
                }
                case "equals" ->
                    System.identityHashCode(proxy) == System.identityHashCode(arguments[0]);
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "stop on " + name;
              };
      Object handler =
          Proxy.newProxyInstance(
              handlerClass.getClassLoader(), new Class<?>[] {handlerClass}, calls);
      Object before = handle.invoke(null, signal, handler);
      restore.add(() -> restore(handle, signal, before));
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      log.debug("signal {} cannot be listened to here", name, e);
    }
  }

  private void signalled(String name) {
    if (name.equals("HUP") && onHangUp != null) {
      log.info("received HUP");
      onHangUp.run();
      return;
    }
    if (seen.compareAndSet(false, true)) {
      log.info("received {}, stopping", name);
      onStop.run();
    }
  }

  private static void restore(Method handle, Object signal, Object before) {
    try {
      handle.invoke(null, signal, before);
    } catch (ReflectiveOperationException e) {
      log.debug("a signal handler could not be put back", e);
    }
  }

  /** Puts the earlier handlers back. */
  @Override
  public void close() {
    restore.forEach(Runnable::run);
    restore.clear();
  }
}
