package org.example.letters;

import dev.kern.data.file.DataException;
import dev.kern.model.Classifier;
import dev.kern.model.Prediction;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/// Images in, labels out.
@RestController
class ClassifyController {
  private final Classifier classifier;

  ClassifyController(Classifier classifier) {
    this.classifier = classifier;
  }

  /// What an image shows.
  record Answer(String label, double probability) {}

  /// An image as the body: `curl --data-binary @a.png -H 'Content-Type: image/png' …/classify`.
  @PostMapping(
      path = "/classify",
      consumes = {MediaType.IMAGE_PNG_VALUE, MediaType.IMAGE_JPEG_VALUE})
  Answer classify(@RequestBody byte[] image) {
    return answer(classifier.classify(image));
  }

  /// An image as a form's file: `curl -F image=@a.png …/classify`.
  @PostMapping(path = "/classify", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
  Answer upload(@RequestParam MultipartFile image) throws IOException {
    return answer(classifier.classify(image.getBytes()));
  }

  private static Answer answer(Prediction prediction) {
    return new Answer(prediction.label(), prediction.probability());
  }

  /// An image that can't be read is the client's mistake; the message says what is wrong.
  @ExceptionHandler
  ProblemDetail unreadable(DataException e) {
    return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, e.getMessage());
  }
}
