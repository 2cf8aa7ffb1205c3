package dev.kern.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class QuietLibraryTest {
  private final Logger parent = Logger.getLogger("io.helidon");
  private final Logger listener = Logger.getLogger("io.helidon.webserver.ServerListener");

  @AfterEach
  void reset() {
    parent.setLevel(null);
    listener.setLevel(null);
  }

  @Test
  void hushesWhatNobodyHasConfigured() {
    reset();
    QuietLibrary.hush();
    assertThat(listener.getLevel()).isEqualTo(Level.WARNING);
    assertThat(parent.getLevel()).isNull();
  }

  @Test
  void leavesAloneWhatTheProgramHasConfigured() {
    reset();
    parent.setLevel(Level.FINE);
    QuietLibrary.hush();
    assertThat(listener.getLevel()).isNull();
    listener.setLevel(Level.ALL);
    QuietLibrary.hush();
    assertThat(listener.getLevel()).isEqualTo(Level.ALL);
  }
}
