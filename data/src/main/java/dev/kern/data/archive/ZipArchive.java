package dev.kern.data.archive;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.data.file.ZipFiles;
import dev.kern.data.file.ZipNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Enumeration;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// A zip file, read through the table at its end; sizes are those that unpacking finds, not those
/// that the table claims.
///
/// @param path the file
/// @param names the encoding of names that don't tell their own, if it is known
record ZipArchive(Path path, Optional<Charset> names) implements Archive {
  /// The most that all files together may unpack to, for each byte of the archive.
  private static final int MOST_GROWTH = 200;

  /// Bytes that may come out of however few.
  private static final long LEAST_GROWN = 1L << 26;

  @Override
  public void visit(Visitor visitor) {
    try (ZipFile zip = open(visitor)) {
      Reading reading = new Reading(zip, ZipFiles.symbolicLinks(path), budget());
      ArchiveLinks links = new ArchiveLinks();
      reading.visit(visitor, links);
      if (!links.isEmpty() && !visitor.isDone()) {
        reading.visit(links.visitor(visitor), new ArchiveLinks());
        links.rest().forEach(visitor::link);
      }
    } catch (ZipException | IllegalArgumentException e) {
      throw ZipFiles.broken(path, e);
    } catch (IOException e) {
      throw Problem.of(path, e);
    }
  }

  @SuppressWarnings("MustBeClosedChecker") // it belongs to the caller
  private ZipFile open(Visitor visitor) {
    return names.isPresent()
        ? ZipFiles.open(path, names.get())
        : ZipFiles.open(path, visitor::note);
  }

  private long budget() throws IOException {
    return LEAST_GROWN + MOST_GROWTH * Files.size(path);
  }

  /// Reads all that there is, and then what links lead to.
  private final class Reading {
    private final ZipFile zip;
    private final BitSet symbolic;
    private final long budget;
    private long unpacked;

    /// @param symbolic which entries are links
    /// @param budget the most bytes that may be unpacked
    Reading(ZipFile zip, BitSet symbolic, long budget) {
      this.zip = zip;
      this.symbolic = symbolic;
      this.budget = budget;
    }

    /// @param links receives those that lead to something in the archive
    void visit(Visitor visitor, ArchiveLinks links) throws IOException {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      for (int i = 0; entries.hasMoreElements() && !visitor.isDone(); i++) {
        ZipEntry entry = entries.nextElement();
        String name =
            names.map(said -> ZipNames.of(entry, said)).orElseGet(() -> ZipNames.of(entry));
        if (symbolic.get(i)) {
          if (!links.add(name, new String(content(zip, entry), StandardCharsets.UTF_8), true)) {
            visitor.link(name);
          }
        } else if (entry.isDirectory()) {
          visitor.folder(name.substring(0, name.length() - 1));
        } else if (visitor.wants(name)) {
          Archive.checkName(path, name);
          byte[] content = content(zip, entry);
          unpacked += content.length;
          if (unpacked > budget) {
            throw tooMuch(name, unpacked);
          }
          visitor.file(name, Entry.of(content));
        }
      }
    }
  }

  private DataException tooMuch(String name, long unpacked) {
    return Problem.at(Archive.place(path, name), "this zip file expands far more than images can")
        .given(Problem.count(unpacked) + " bytes up to here")
        .expected("at most %d times the size of the archive".formatted(MOST_GROWTH))
        .fix("unpack it yourself (unzip) if you trust it");
  }

  private byte[] content(ZipFile zip, ZipEntry entry) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] content = in.readNBytes(LARGEST_FILE + 1);
      Archive.checkSize(path, entry.getName(), content.length);
      return content;
    }
  }
}
