package dev.kern.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A file of a page, held in memory.
///
/// Browsers ask again each time and get an empty answer while it is unchanged. The page may load
/// and contact nothing but the server it came from.
public final class Page {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "json", "application/json",
          "yaml", "application/yaml",
          "txt", "text/plain; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon");

  private static final Map<String, String> HEADERS =
      Map.of(
          "Cache-Control",
          "no-cache",
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
              + " media-src 'self' blob:; connect-src 'self'; worker-src 'self'; base-uri 'none';"
              + " form-action 'none'; frame-ancestors 'none'",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Referrer-Policy",
          "no-referrer",
          "X-Content-Type-Options",
          "nosniff");

  private static final List<String> SHARED = List.of("kern.css", "dom.js", "format.js");

  private final String type;
  private final byte[] content;
  private final String tag;

  private Page(String type, byte[] content) {
    this.type = type;
    this.content = content;
    this.tag = "\"" + HexFormat.of().formatHex(hash(content), 0, 12) + "\"";
  }

  /// A page from a resource, which is read and closed.
  ///
  /// Fails with [IllegalArgumentException] if the name's ending isn't known.
  ///
  /// @param name tells the media type by its ending, such as `app.js`
  /// @param resource what `Class.getResourceAsStream` gave
  public static Page of(String name, InputStream resource) {
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null) {
      throw new IllegalArgumentException("the ending of " + name + " isn't known");
    }
    try (resource) {
      return new Page(type, resource.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What Kern's pages share, by name: their style in light and dark, and scripts that make
  /// elements and put numbers into words.
  public static Map<String, Page> shared() {
    Map<String, Page> pages = new LinkedHashMap<>();
    for (String name : SHARED) {
      pages.put(name, of(name, Page.class.getResourceAsStream(name)));
    }
    return pages;
  }

  /// The same with a mark in its text replaced, such as by a token.
  ///
  /// Fails with [IllegalArgumentException] if the mark isn't in it.
  public Page with(String mark, String text) {
    String old = new String(content, StandardCharsets.UTF_8);
    if (!old.contains(mark)) {
      throw new IllegalArgumentException(mark + " isn't in the page");
    }
    return new Page(type, old.replace(mark, text).getBytes(StandardCharsets.UTF_8));
  }

  /// The page, or that it is unchanged.
  Response answer(Request request) {
    boolean unchanged = request.header("If-None-Match").filter(this::holdsTag).isPresent();
    Response response =
        unchanged ? Response.of(304, type, new byte[0]) : Response.of(200, type, content);
    for (Map.Entry<String, String> header : HEADERS.entrySet()) {
      response = response.with(header.getKey(), header.getValue());
    }
    return response.with("ETag", tag);
  }

  private boolean holdsTag(String tags) {
    return tags.strip().equals("*") || tags.contains(tag);
  }

  private static byte[] hash(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
