package dev.kern.web;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.util.Set;

/// HTTP/1.1 on connections with deadlines.
final class GuardedHttp implements ServerConnectionSelector {
  private final Http1ConnectionSelector http;
  private final Limits limits;
  private final Watchdog watchdog;

  GuardedHttp(Limits limits, Watchdog watchdog) {
    this.limits = limits;
    this.watchdog = watchdog;
    this.http =
        Http1ConnectionSelector.builder()
            .config(
                Http1Config.builder()
                    .sendKeepAliveHeader(false) // HTTP/1.1 says so anyway
                    .maxPrologueLength(limits.headers())
                    .maxHeadersSize(limits.headers())
                    .build())
            .build();
  }

  @Override
  public int bytesToIdentifyConnection() {
    return http.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return http.supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    return new ClientConnection(context, http, limits, watchdog);
  }
}
