package dev.kern.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class TerminalWriterTest {
  private final StringWriter terminal = new StringWriter();
  private final TerminalWriter text = new TerminalWriter(terminal, true);

  @Test
  void passesPlainTextOn() {
    text.println("Größe 42 µs,\t日本語 👩");
    text.printf("%d %s%n", 7, "a\nb");
    text.print('x');
    text.println();
    assertThat(terminal).hasToString("Größe 42 µs,\t日本語 👩\n7 a\nb\nx\n");
  }

  @Test
  void escapesWhatATerminalObeysOrHides() {
    text.println("\u001b]0;title\u0007 \u009b2J a\rb \u202egpj.exe \u200bx\u2028 \ud800 \u3164");
    assertThat(terminal)
        .hasToString(
            "\\u001b]0;title\\u0007 \\u009b2J a\\u000db \\u202egpj.exe \\u200bx\\u2028 \\ud800"
                + " \\u3164\n");
  }

  @Test
  void escapesCharactersBeyondTheFirstPlane() {
    text.println("tag \udb40\udc41");
    assertThat(terminal).hasToString("tag \\udb40\\udc41\n");
  }

  @Test
  void hidesPasswordsInAddresses() {
    text.println("'https://me:secret@host/a', http://me@host?b, http:/me:secret@host");
    text.println("http://host:80/a@b C:/me:a@b a/b:c@d");
    assertThat(terminal)
        .hasToString(
            """
            'https://…@host/a', http://…@host?b, http:/…@host
            http://host:80/a@b C:/me:a@b a/b:c@d
            """);
  }

  @Test
  void keepsValuesOfJsonThatAreNoPasswords() {
    TerminalWriter json = new TerminalWriter(terminal, false);
    json.println("{\"a\":\"http://host\",\"b\":\"c@d\",\"e\":\"http://me:f@host\"}");
    assertThat(terminal)
        .hasToString("{\"a\":\"http://host\",\"b\":\"c@d\",\"e\":\"http://…@host\"}\n");
  }

  @Test
  void endsALineThatIsTooLong() {
    String part = "x".repeat(TerminalWriter.LONGEST_LINE / 2);
    text.print(part);
    text.print(part + part);
    text.println(part);
    text.println("next");
    assertThat(terminal).hasToString(part + part + "…\nnext\n");
  }

  @Test
  void keepsALineOfJsonWhole() {
    TerminalWriter json = new TerminalWriter(terminal, false);
    String line = "\"" + "x".repeat(2 * TerminalWriter.LONGEST_LINE) + "\u202e\"";
    json.println(line);
    assertThat(terminal).hasToString(line.replace("\u202e", "\\u202e") + "\n");
  }

  @Test
  void wipesTheLineOfProgressBeforeAnythingElse() {
    text.wipe();
    text.show("progress");
    text.show("more");
    text.println("message");
    text.println("next");
    assertThat(terminal).hasToString("progress\r\u001b[Kmore\r\u001b[Kmessage\nnext\n");
  }

  @Test
  void wipesWhatAnotherWriterShows() {
    text.show("progress");
    StringWriter other = new StringWriter();
    new TerminalWriter(other, true).println("message");
    assertThat(terminal).hasToString("progress\r\u001b[K");
    assertThat(other).hasToString("message\n");
  }
}
