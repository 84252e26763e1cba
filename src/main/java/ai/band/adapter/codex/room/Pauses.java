package ai.band.adapter.codex.room;

import java.time.Duration;

/** How time passes between the attempts at a post; tests have their own. */
interface Pauses {
  Pauses REAL =
      new Pauses() {
        @Override
        public long now() {
          return System.nanoTime();
        }

        @Override
        public void sleep(Duration pause) throws InterruptedException {
          Thread.sleep(pause);
        }
      };

  /** As {@link System#nanoTime}. */
  long now();

  void sleep(Duration pause) throws InterruptedException;
}
