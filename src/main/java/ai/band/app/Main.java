package ai.band.app;

/** The program's entry point. */
public final class Main {
  private Main() {}

  /**
   * Runs the command line.
   *
   * @param args the words of the command line
   */
  public static void main(String[] args) {
    System.exit(0);
  }
}
