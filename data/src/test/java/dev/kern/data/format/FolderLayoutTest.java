package dev.kern.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.archive.TarWriter;
import dev.kern.data.file.DataException;
import dev.kern.data.image.PngWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which folders are classes and splits, in folders and in each kind of archive.
///
/// A layout is a line for each image: its file, and then its split and class, or nothing if it is
/// to be left out.
final class FolderLayoutTest {
  private static final byte[] IMAGE = PngWriter.of(new byte[] {0, 50, 100, 0}, 2, 2, 1);

  @TempDir private Path folder;
  private int sets;

  /// The files of a layout, and what is expected of each.
  private static Map<String, String> files(String layout) {
    Map<String, String> files = new TreeMap<>();
    layout
        .lines()
        .filter(line -> !line.isBlank())
        .map(line -> line.strip().split(" +", 2))
        .forEach(line -> files.put(line[0], line.length > 1 ? line[1] : ""));
    return files;
  }

  private Path place(String ending) {
    return folder.resolve("set" + sets++ + ending);
  }

  private Path tree(Iterable<String> files) throws IOException {
    Path tree = place("");
    for (String file : files) {
      Files.createDirectories(tree.resolve(file).getParent());
      Files.write(tree.resolve(file), IMAGE);
    }
    return tree;
  }

  private Path zip(Iterable<String> files) throws IOException {
    Path file = place(".zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String name : files) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(IMAGE);
      }
    }
    return file;
  }

  private Path tar(Iterable<String> files, String ending) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarWriter tar =
        new TarWriter(ending.endsWith("gz") ? new GZIPOutputStream(bytes) : bytes)) {
      for (String name : files) {
        tar.add(name, IMAGE);
      }
    }
    return Files.write(place(ending), bytes.toByteArray());
  }

  private List<Path> wrappings(Iterable<String> files) throws IOException {
    return List.of(tree(files), zip(files), tar(files, ".tar"), tar(files, ".tar.gz"));
  }

  /// What became of each file that is in the data set.
  private static Map<String, String> read(Dataset data) {
    Map<String, String> read = new TreeMap<>();
    for (SplitName name : SplitName.values()) {
      if (data.has(name)) {
        Split split = data.split(name).orElseThrow();
        for (int i = 0; i < split.count(); i++) {
          String label = data.classNames().get(split.label(i));
          read.put(split.file(i).orElseThrow(), name.key() + " " + label);
        }
      }
    }
    return read;
  }

  private static List<String> told(Dataset data) {
    return data.warnings().stream()
        .filter(line -> !line.contains("too few different training images to hold one out"))
        .toList();
  }

  private void expect(String layout, String... notes) throws IOException {
    Map<String, String> files = files(layout);
    Map<String, String> taken = new TreeMap<>(files);
    taken.values().removeIf(String::isEmpty);
    for (Path path : wrappings(files.keySet())) {
      Dataset data = Datasets.open(path);
      assertThat(read(data)).as("%s", path).isEqualTo(taken);
      assertThat(told(data)).as("%s", path).containsExactly(notes);
    }
  }

  @Test
  void classesAreTheFoldersBelowTheRoot() throws IOException {
    expect(
        """
        cats/monday/1.png        train cats
        cats/tuesday/am/2.png    train cats
        dogs/monday/1.png        train dogs
        dogs/2.png               train dogs
        """,
        "monday is a folder in several classes (cats, dogs), so no class of its own");
    expect(
        """
        first/cats/1.png   train first
        first/dogs/1.png   train first
        second/cats/1.png  train second
        second/dogs/1.png  train second
        """,
        "cats, dogs are folders in several classes (first, second), so no class of their own");
  }

  @Test
  void theRootIsTheDeepestFolderAboveAll() throws IOException {
    expect(
        """
        home/me/dev/letters/A/1.png  train A
        home/me/dev/letters/B/1.png  train B
        """);
    expect(
        """
        test/me/dev/A/1.png  train A
        test/me/dev/B/1.png  train B
        """);
    expect(
        """
        data/cover.png
        data/photos/small/train/A/1.png  train A
        data/photos/small/train/B/1.png  train B
        data/photos/small/test/A/1.png   test A
        """,
        "skipped 1 image outside the folders of splits: 'data/cover.png'");
    expect(
        """
        letters/cover.png
        letters/A/1.png    train A
        letters/B/1.png    train B
        """,
        "skipped 1 image outside any class folder: 'letters/cover.png'");
  }

  @Test
  void wordsOfSplitsAreClassesBesideOthers() throws IOException {
    expect(
        """
        valid/1.png    train valid
        invalid/1.png  train invalid
        """,
        "valid is a class, not a split, because of the folders beside it");
    expect(
        """
        fail/1.png  train fail
        pass/1.png  train pass
        test/1.png  train test
        """,
        "test is a class, not a split, because of the folders beside it");
    expect(
        """
        all/bus/monday/1.png    train bus
        all/train/monday/1.png  train train
        all/train/2.png         train train
        """,
        "train is a class, not a split, because of the folders beside it",
        "monday is a folder in several classes (bus, train), so no class of its own");
    expect(
        """
        test_tube/1.png      train test_tube
        train_station/1.png  train train_station
        """,
        "test_tube, train_station are classes, not splits, because of the folders beside them");
    expect(
        """
        train/valid/1.png    train valid
        train/invalid/1.png  train invalid
        train/train/1.png    train train
        val/valid/1.png      valid valid
        val/train/2.png      valid train
        """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train test",
        "training testing",
        "Train Test",
        "training_set test_set",
        "seg_train seg_test",
        "train_images test_images",
        "train-2017 test-2017",
        "flowers_train flowers_test",
        "trainset testset",
        "TrainSet TestSet",
        "train_data test_data",
        "train_val test",
        "trn tst"
      })
  void splitsHaveManyNames(String names) throws IOException {
    String train = names.split(" ", 2)[0];
    String test = names.split(" ", 2)[1];
    for (String layout : List.of("%s/", "%1$s/%1$s/", "%s/images/", "set/x/%1$s/%1$s/")) {
      Map<String, String> files = new TreeMap<>();
      files.put(layout.formatted(train) + "A/1.png", "train A");
      files.put(layout.formatted(train) + "B/deep/1.png", "train B");
      files.put(layout.formatted(test) + "A/1.png", "test A");
      files.put(layout.formatted(test) + "C/1.png", "test C");
      for (Path path : wrappings(files.keySet())) {
        assertThat(read(Datasets.open(path))).as("%s", files).isEqualTo(files);
      }
    }
  }

  @Test
  void imagesWithoutLabelsAreLeftOut() throws IOException {
    expect(
        """
        seg_train/seg_train/forest/1.png  train forest
        seg_train/seg_train/sea/1.png     train sea
        seg_test/seg_test/sea/1.png       test sea
        seg_pred/seg_pred/1.png
        """,
        "skipped 1 image without labels: 'seg_pred/seg_pred/1.png'",
        "folders taken for splits: seg_test for test, seg_train for train");
    expect(
        """
        train/A/1.png  train A
        train/B/1.png  train B
        test/1.png
        test/2.png
        """,
        "skipped 2 images without labels: 'test/1.png', 'test/2.png'");
    expect(
        """
        A/1.png          train A
        B/1.png          train B
        unlabeled/1.png
        """,
        "skipped 1 image without labels: 'unlabeled/1.png'");
    expect(
        """
        labeled/A/1.png    train A
        labeled/B/1.png    train B
        unlabelled/1.png
        """,
        "skipped 1 image without labels: 'unlabelled/1.png'");
    expect(
        """
        train/A/1.png          train A
        train/B/1.png          train B
        train/unlabeled/1.png
        val/A/1.png            valid A
        """,
        "skipped 1 image without labels: 'train/unlabeled/1.png'");
    expect(
        """
        train/n1/images/1.png  train n1
        train/n2/images/1.png  train n2
        val/images/1.png
        test/images/1.png
        """,
        "skipped 2 images without labels: 'test/images/1.png', 'val/images/1.png'");
    expect(
        """
        dataset/training_set/cats/1.png    train cats
        dataset/training_set/dogs/1.png    train dogs
        dataset/test_set/cats/1.png        test cats
        dataset/single_prediction/1.png
        """,
        "skipped 1 image without labels: 'dataset/single_prediction/1.png'",
        "folders taken for splits: test_set for test, training_set for train");
  }

  /// As in archives of competitions, whose test images lie in a folder, since loaders want one.
  @ParameterizedTest
  @ValueSource(
      strings = {"unknown", "all", "0", "test", "images", "unlabeled", "data/unlabelled/x"})
  void aFolderOfImagesWithoutLabelsIsNoClass(String name) throws IOException {
    for (String split : List.of("test", "val", "seg_test")) {
      String image = split + "/" + name + "/1.png";
      String train = split.replaceAll("test|val", "train");
      List<String> files = List.of(train + "/A/1.png", train + "/B/1.png", image);
      for (Path path : wrappings(files)) {
        Dataset data = Datasets.open(path);
        assertThat(data.classNames()).as("%s", files).containsExactly("A", "B");
        assertThat(told(data)).contains("skipped 1 image without labels: '" + image + "'");
      }
    }
  }

  @Test
  void anUnlabelledFolderInASplitIsTold() throws IOException {
    expect(
        """
        train/A/1.png       train A
        train/B/1.png       train B
        test/unknown/1.png
        """,
        "skipped 1 image without labels: 'test/unknown/1.png'",
        "'unknown' in 'test' was taken for images without labels, as no training images are of"
            + " such a class");
    expect(
        """
        train/A/1.png        train A
        train/B/1.png        train B
        train/unknown/1.png  train unknown
        test/unknown/1.png   test unknown
        """);
    expect(
        """
        train/A/1.png         train A
        train/B/1.png         train B
        test/A/1.png          test A
        test/unlabeled/1.png
        """,
        "skipped 1 image without labels: 'test/unlabeled/1.png'");
    expect(
        """
        train/A/1.png      train A
        train/B/1.png      train B
        test/more/A/1.png  test A
        test/more/B/1.png  test B
        """);
    expect(
        """
        train/A/1.png      train A
        train/B/1.png      train B
        test/A/deep/1.png  test A
        """);
  }

  @Test
  void aClassMayBeCalledUnlabelled() throws IOException {
    String note = "unlabeled is taken for a class, since fewer than two would be left";
    expect(
        """
        positive/1.png   train positive
        unlabeled/1.png  train unlabeled
        """,
        note);
    expect(
        """
        train/positive/1.png   train positive
        train/unlabeled/1.png  train unlabeled
        test/positive/1.png    test positive
        test/unlabeled/1.png   test unlabeled
        """,
        note);
  }

  @Test
  void aNameMayTellClassAndSplit() throws IOException {
    expect(
        """
        cats_train/1.png  train cats
        dogs_train/1.png  train dogs
        cats_test/1.png   test cats
        """,
        "names of folders taken for a class and its split: cats_test, cats_train, dogs_train");
    expect(
        """
        set/Train-Red_Fox/1.png  train Red_Fox
        set/val-red_fox/1.png    valid Red_Fox
        set/Train-Owl/1.png      train Owl
        """,
        "names of folders taken for a class and its split: Train-Owl, Train-Red_Fox, val-red_fox",
        "classes taken for one although case or spaces differ: 'red_fox' for 'Red_Fox'");
    expect(
        """
        train/cats_train/1.png  train cats
        train/dogs_train/1.png  train dogs
        test/cats_test/1.png    test cats
        test/dogs_test/1.png    test dogs
        """,
        "names of folders taken for a class and its split: cats_test, dogs_test, cats_train,"
            + " dogs_train");
    expect(
        """
        train/blood_test/1.png  train blood_test
        train/smell_test/1.png  train smell_test
        test/blood_test/2.png   test blood_test
        test/smell_test/2.png   test smell_test
        """);
    expect(
        """
        cats_train/1.png  train cats_train
        dogs_test/1.png   train dogs_test
        """,
        "cats_train, dogs_test are classes, not splits, because of the folders beside them");
  }

  @Test
  void splitsMayWriteClassesDifferently() throws IOException {
    expect(
        """
        train/Cat/1.png  train Cat
        train/Dog/1.png  train Dog
        val/CAT/1.png    valid Cat
        test/cat/1.png   test Cat
        test/dog/1.png   test Dog
        """,
        "classes taken for one although case or spaces differ: 'CAT' for 'Cat', 'cat' for 'Cat',"
            + " 'dog' for 'Dog'");
    expect(
        """
        train/A/1.png  train A
        train/a/1.png  train a
        test/a/1.png   test a
        """,
        "classes that differ only in case or spaces: 'A', 'a'");
  }

  @Test
  void splitsMayLieWithinClasses() throws IOException {
    expect(
        """
        cats/train/1.png     train cats
        cats/val/2.png       valid cats
        dogs/train/am/1.png  train dogs
        dogs/test/2.png      test dogs
        """,
        "the splits are folders within those of the classes: train, val, test");
    expect(
        """
        cats/train/1.png  train cats
        cats/test/2.png   train cats
        dogs/1.png        train dogs
        """,
        "test, train within folders of classes were not taken for splits, as not every class has"
            + " them");
  }

  @Test
  void splitsMayHaveOthersBesideThem() throws IOException {
    expect(
        """
        train/A/1.png   train A
        train/B/1.png   train B
        test/A/1.png    test A
        backup/A/1.png
        """,
        "skipped 1 image outside the folders of splits: 'backup/A/1.png'");
  }

  @Test
  void aSplitMayStandAlone() throws IOException {
    expect(
        """
        set/test/A/1.png  test A
        set/test/B/1.png  test B
        """,
        "all images are in 'test', which was taken for the test split");
    expect(
        """
        set/train/A/1.png  train A
        set/train/B/1.png  train B
        """);
  }

  @Test
  void classesOfOneNameInOtherFormsAreOne() throws IOException {
    String composed = "caf\u00e9";
    String decomposed = Normalizer.normalize(composed, Normalizer.Form.NFD);
    assertThat(decomposed).isNotEqualTo(composed);
    List<String> files =
        List.of(
            "train/" + composed + "/1.png",
            "train/caf\u00e8/1.png",
            "test/" + decomposed + "/1.png",
            "test/Caf\u00e9/1.png");
    for (Path path : wrappings(files)) {
      Dataset data = Datasets.open(path);
      assertThat(data.classNames()).containsExactly("Caf\u00e9", "caf\u00e8", composed);
      assertThat(told(data))
          .contains("classes that differ only in case or spaces: 'Caf\u00e9', 'caf\u00e9'");
    }
  }

  /// Some programs leave spaces at the end of a folder's name, which nobody sees.
  @Test
  void spacesAroundNamesDoNotCount() throws IOException {
    for (Path path : wrappings(List.of("train/cat /1.png", "train/dog/1.png", "test/cat/1.png"))) {
      Dataset data = Datasets.open(path);
      assertThat(data.classNames()).containsExactly("cat ", "dog");
      assertThat(told(data))
          .containsExactly(
              "classes taken for one although case or spaces differ: 'cat' for 'cat '");
    }
  }

  /// What a system, a storage device or a browser of images leaves behind.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "@eaDir/1.png/SYNOPHOTO_THUMB_M.png",
        "$RECYCLE.BIN/1.png",
        "#recycle/1.png",
        "System Volume Information/1.png",
        "lost+found/1.png",
        "__MACOSX/A/._1.png",
        ".thumbnails/1.png"
      })
  void foldersOfTheSystemAreHidden(String file) throws IOException {
    for (String place : List.of("", "train/A/", "train/")) {
      for (Path path : wrappings(List.of("train/A/1.png", "train/B/1.png", place + file))) {
        Dataset data = Datasets.open(path);
        assertThat(data.classNames()).containsExactly("A", "B");
        assertThat(data.train().count()).isEqualTo(2);
        assertThat(told(data)).isEmpty();
      }
    }
  }

  @Test
  void aFolderOfImagesIsNoClass() throws IOException {
    for (Path path : wrappings(List.of("images/1.png", "images/2.png", "labels.csv"))) {
      assertThatThrownBy(() -> Datasets.open(path))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("not a data set in a known format")
          .hasMessageContaining("put the images of each class in a folder named after it");
    }
  }

  @Test
  void archivesWithinAreToBeUnpacked() throws IOException {
    for (Path path : wrappings(List.of("train.zip", "test.zip"))) {
      assertThatThrownBy(() -> Datasets.open(path))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("2 files: 2 .zip")
          .hasMessageEndingWith(
              "fix       unpack the archives in it, each into a folder of its name, and give the"
                  + " folder of all");
    }
  }

  @Test
  void aSingleClassIsTold() throws IOException {
    for (Path path : wrappings(List.of("letters/A/1.png", "letters/A/more/2.png"))) {
      assertThatThrownBy(() -> Datasets.open(path))
          .isInstanceOf(DataException.class)
          .hasMessage(
              """
              %s: a classifier needs two or more classes
                given     the classes [A]
                expected  two or more
                note      all images are in one folder, that of the class 'A'
                fix       add images of another class\
              """
                  .formatted(path));
    }
  }

  @Test
  void noteIsLostWhenOpeningFails() throws IOException {
    Path tree = tree(List.of("train/A/1.png", "test/1.png"));
    Files.writeString(tree.resolve("train/A/notes.txt"), "");
    assertThatThrownBy(() -> Datasets.open(tree))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("note      skipped 1 image without labels: 'test/1.png'\n")
        .hasMessageContaining("note      skipped 1 file without the extension of an image: ");
    Path sizes = tree(List.of("A/1.png", "B/1.png", "pred/1.png"));
    Files.write(sizes.resolve("A/2.png"), PngWriter.of(new byte[] {0, 50, 100, 0, 0, 0}, 3, 2, 1));
    assertThatThrownBy(() -> Datasets.open(sizes))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the images differ in size")
        .hasMessageContaining("note      skipped 1 image without labels: 'pred/1.png'\n");
  }

  @Test
  void splitsWithoutClassesAreNoDataSet() throws IOException {
    for (Path path : wrappings(List.of("train/1.png", "test/1.png"))) {
      assertThatThrownBy(() -> Datasets.open(path))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("put the images of each class in a folder named after it");
    }
  }

  /// A model's classes tell what a folder that stands alone is.
  @Test
  void theClassesOfAModelAreKnown() throws IOException {
    DatasetReader reader = DatasetReader.usual().classes(List.of("dogs", "valid", "cats"));
    for (Path path : wrappings(List.of("x/cats/monday/1.png", "x/cats/tuesday/2.png"))) {
      Dataset data = reader.open(path);
      assertThat(data.classNames()).containsExactly("dogs", "valid", "cats");
      assertThat(read(data).values()).containsOnly("train cats");
      assertThat(told(data))
          .containsExactly(
              "classes without images: dogs, valid",
              "all images are in one folder, that of the class 'cats'");
    }
    assertThat(read(reader.open(tree(List.of("valid/1.png")))).values())
        .containsExactly("train valid");
    assertThat(reader.open(tree(List.of("cats/1.png", "birds/1.png"))).classNames())
        .containsExactly("dogs", "valid", "cats", "birds");
    Dataset shouted = reader.open(tree(List.of("CATS/1.png", "Dogs/1.png")));
    assertThat(shouted.classNames()).containsExactly("dogs", "valid", "cats");
    assertThat(read(shouted).values()).containsExactly("train cats", "train dogs");
    assertThat(told(shouted))
        .containsExactly(
            "classes without images: valid",
            "classes taken for the network's although case or spaces differ: 'CATS' for 'cats',"
                + " 'Dogs' for 'dogs'");
  }
}
