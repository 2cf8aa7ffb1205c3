package dev.kern.train.json;

import dev.kern.data.file.BoundedFile;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.json.InvalidValueException;
import dev.kern.json.JsonText;
import dev.kern.json.ObjectCodec;
import dev.kern.json.SourceLocation;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// A YAML file of settings: the data model of JSON, with comments and less punctuation.
///
/// Anchors, aliases, tags and several documents in a file are refused, and size and depth are
/// bounded: a file costs no more than its own length, and names no class. Messages name the line.
public final class Yaml {
  private static final int LARGEST_FILE = 1 << 18;

  private final String file;
  private final Map<String, Object> root;
  private final Map<String, Integer> lines;

  private Yaml(String file, Map<String, Object> root, Map<String, Integer> lines) {
    this.file = file;
    this.root = Collections.unmodifiableMap(new LinkedHashMap<>(root));
    this.lines = Collections.unmodifiableMap(new HashMap<>(lines));
  }

  /// Reads a file.
  ///
  /// Fails with `DataException` if it can't be read, is larger than 256 KiB, isn't in UTF-8, or is
  /// no YAML with keys on top.
  public static Yaml read(Path file) {
    return parse(
        file.toString(), BoundedFile.text(file, LARGEST_FILE, "settings", "the right file"));
  }

  /// Reads a text.
  ///
  /// Fails with `DataException` if it is no YAML with keys on top.
  ///
  /// @param file what messages call the text
  public static Yaml parse(String file, String text) {
    try {
      YamlTree tree = YamlTree.of(file, text);
      if (tree.root() instanceof Map) {
        return new Yaml(file, JsonText.object(tree.root()), tree.lines());
      }
      throw Problem.at(file, "no settings found")
          .given(
              tree.root() == null
                  ? text.isBlank() ? "an empty file" : "nothing but comments or null"
                  : Problem.quote(JsonText.line(tree.root())))
          .expected("lines such as 'network: strided'")
          .fix("check that this is the right file");
    } catch (MarkedYamlEngineException e) {
      String line = e.getProblemMark().map(mark -> ", line " + (mark.getLine() + 1)).orElse("");
      throw broken(file + line, e, String.valueOf(e.getProblem()));
    } catch (YamlEngineException e) {
      throw broken(file, e, String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  private static DataException broken(String where, YamlEngineException e, String what) {
    return Problem.at(where, "not valid YAML")
        .given(Problem.quote(what))
        .because(e)
        .fix("correct the text at or just before this position");
  }

  /// The settings, as [JsonText] describes a tree.
  public Map<String, Object> root() {
    return root;
  }

  /// The file with the line and the path of a place in it: `recipe.yaml, line 3, network[1].size`.
  ///
  /// @param path the place, such as `network[1].size`; where it isn't in the file, the nearest that
  ///   holds it gives the line
  public String place(String path) {
    return place(path, path);
  }

  private String place(String path, String closest) {
    String nearest = closest.substring(0, Math.min(closest.length(), YamlTree.LONGEST_PATH));
    while (!nearest.isEmpty() && !lines.containsKey(nearest)) {
      nearest =
          nearest.substring(
              0, Math.max(0, Math.max(nearest.lastIndexOf('.'), nearest.lastIndexOf('['))));
    }
    String line = nearest.isEmpty() ? "" : ", line " + lines.get(nearest);
    return file + line + (path.isEmpty() ? "" : ", " + path);
  }

  /// Refuses unknown top-level keys.
  ///
  /// Fails with `DataException` if there is one.
  ///
  /// @param passedOver keys that are not looked at
  public void expectKnown(List<String> known, List<String> passedOver) {
    Map<String, Object> rest = new LinkedHashMap<>(root);
    rest.keySet().removeAll(passedOver);
    try {
      ObjectCodec.expectKnown(rest, known);
    } catch (InvalidValueException e) {
      throw e.in(this::place);
    }
  }

  /// Where the values of a piece of these settings stand.
  ///
  /// @param outer what their paths begin with where the piece was put
  /// @param inner what they begin with in this file instead
  public SourceLocation location(String outer, String inner) {
    return (path, closest) -> place(moved(path, outer, inner), moved(closest, outer, inner));
  }

  private static String moved(String path, String outer, String inner) {
    return path.startsWith(outer) ? inner + path.substring(outer.length()) : path;
  }
}
