package org.example.letters;

import dev.kern.model.Classifier;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/// Classifies uploaded images with a network that Kern has trained.
@SpringBootApplication
public class LettersApplication {
  /// Starts the service.
  public static void main(String[] arguments) {
    SpringApplication.run(LettersApplication.class, arguments);
  }

  /// One classifier for all requests: it is thread-safe and holds at most a plan per processor.
  ///
  /// Spring reports the application as ready after its beans are there, so the first request finds
  /// a classifier at full speed.
  @Bean
  Classifier classifier(@Value("${letters.model}") Path model) {
    Classifier classifier = Classifier.load(model);
    classifier.warmUp();
    return classifier;
  }
}
