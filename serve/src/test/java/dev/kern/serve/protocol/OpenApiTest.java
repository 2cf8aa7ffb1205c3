package dev.kern.serve.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.json.JsonText;
import dev.kern.serve.TestModels;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The description at `/openapi.json` against what the server answers.
final class OpenApiTest {
  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

  @TempDir private Path folder;

  private Map<String, Object> description() {
    return Served.json(served().get("/openapi.json"));
  }

  private Served served() {
    return new Served(folder, Map.of("letters", TestModels.classes(1)));
  }

  private static void operations(
      Map<String, Object> description, BiConsumer<String, Map<String, Object>> each) {
    JsonText.object(description.get("paths"))
        .forEach(
            (path, methods) ->
                JsonText.object(methods)
                    .forEach(
                        (method, operation) ->
                            each.accept(
                                method.toUpperCase(Locale.ROOT) + " " + path,
                                JsonText.object(operation))));
  }

  private static List<String> faults(String text) {
    return new OpenAPIV3Parser().readContents(text, null, new ParseOptions()).getMessages();
  }

  @Test
  void aValidatorFindsNothing() {
    String text = new String(served().get("/openapi.json").body(), UTF_8);
    assertThat(faults(text)).isEmpty();
    assertThat(faults(text.replaceFirst("\"responses\"", "\"answers\"")))
        .as("what it finds")
        .contains("attribute paths.'/v2'(get).answers is unexpected");
  }

  @Test
  void eachRouteIsDescribedAndReverse() {
    Set<String> described = new HashSet<>();
    operations(description(), (route, _) -> described.add(route));
    assertThat(described)
        .isEqualTo(
            served().routes().stream()
                .map(route -> route.method() + " " + route.template())
                .collect(toSet()));
  }

  @Test
  void eachOperationIsWhole() {
    Map<String, Object> description = description();
    assertThat(description).containsEntry("openapi", "3.1.0").containsKeys("info", "components");
    List<Object> ids = new ArrayList<>();
    operations(
        description,
        (route, operation) -> {
          ids.add(operation.get("operationId"));
          assertThat(operation).as(route).containsKeys("summary", "tags", "responses");
          assertThat(JsonText.object(operation.get("responses"))).as(route).containsKey("200");
          assertThat(operation.containsKey("requestBody"))
              .as(route)
              .isEqualTo(route.startsWith("POST"));
          Set<String> wanted = new HashSet<>();
          Matcher names = PARAMETER.matcher(route);
          while (names.find()) {
            wanted.add("#/components/parameters/" + names.group(1));
          }
          Object parameters = operation.getOrDefault("parameters", List.of());
          assertThat(
                  ((List<?>) parameters)
                      .stream()
                          .map(parameter -> JsonText.object(parameter).get("$ref"))
                          .filter(String.class::isInstance)
                          .collect(toSet()))
              .as(route)
              .isEqualTo(wanted);
        });
    assertThat(ids).doesNotHaveDuplicates().doesNotContainNull();
  }

  @Test
  void eachReferenceLeadsSomewhere() {
    Map<String, Object> description = description();
    List<String> references = new ArrayList<>();
    collect(description, references);
    assertThat(references).hasSizeGreaterThan(50);
    for (String reference : references) {
      Object target = description;
      for (String part : reference.substring(2).split("/")) {
        target = JsonText.object(target).get(part);
      }
      assertThat(target).as(reference).isNotNull();
    }
  }

  private static void collect(Object tree, List<String> references) {
    if (tree instanceof List<?> list) {
      list.forEach(element -> collect(element, references));
      return;
    }
    JsonText.object(tree)
        .forEach(
            (key, value) -> {
              if (key.equals("$ref")) {
                references.add(value.toString());
              } else {
                collect(value, references);
              }
            });
  }
}
