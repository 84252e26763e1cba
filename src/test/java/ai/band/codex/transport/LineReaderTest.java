package ai.band.codex.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class LineReaderTest {
  private static final int LIMIT = 128 << 20;

  @Test
  void lines_come_without_their_ends_and_blank_ones_not_at_all() throws IOException {
    assertThat(read("{\"a\":1}\r\n\n  \n{\"b\":2}\nlast", LIMIT))
        .containsExactly("{\"a\":1}", "{\"b\":2}", "last");
  }

  @Test
  void a_line_of_seventy_megabytes_is_read_whole() throws IOException {
    int size = 70 << 20;
    InputStream in =
        new InputStream() {
          private int at;

          @Override
          public int read() {
            return at++ < size ? 'x' : at == size + 1 ? '\n' : -1;
          }

          @Override
          public int read(byte[] buffer, int offset, int length) {
            int count = 0;
            for (int next; count < length && (next = read()) >= 0; count++) {
              buffer[offset + count] = (byte) next;
            }
            return count == 0 ? -1 : count;
          }
        };
    List<Integer> lengths = new ArrayList<>();
    new LineReader(in, LIMIT).readAll((buffer, offset, length) -> lengths.add(length));
    assertThat(lengths).containsExactly(size);
  }

  @Test
  void a_line_beyond_the_limit_is_an_error() {
    assertThatThrownBy(() -> read("short\n" + "x".repeat(200_000) + "\n", 100_000))
        .isInstanceOf(LineReader.LineTooLong.class)
        .hasMessageContaining("100000");
  }

  @RepeatedTest(20)
  void however_the_bytes_arrive_the_lines_are_the_same() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<String> expected = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      String line = "ä".repeat(random.nextInt(random.nextInt(10) == 0 ? 100_000 : 50)) + i;
      expected.add(line);
      text.append(line).append('\n');
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    InputStream chopped =
        new ByteArrayInputStream(bytes) {
          @Override
          public synchronized int read(byte[] buffer, int offset, int length) {
            return super.read(buffer, offset, Math.min(length, 1 + random.nextInt(9_000)));
          }
        };
    assertThat(read(chopped, LIMIT)).as("seed %d", seed).isEqualTo(expected);
  }

  private static List<String> read(String text, int limit) throws IOException {
    return read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), limit);
  }

  private static List<String> read(InputStream in, int limit) throws IOException {
    List<String> lines = new ArrayList<>();
    new LineReader(in, limit)
        .readAll(
            (buffer, offset, length) ->
                lines.add(new String(buffer, offset, length, StandardCharsets.UTF_8)));
    return lines;
  }
}
