package dev.kern.kernel.winograd;

import dev.kern.kernel.codegen.Emitter;
import dev.kern.kernel.codegen.Emitter.Lanes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// A small constant matrix applied to vectors, `y[j] = sum of rows[j][i] * x[i]`, as straight-line
/// code.
///
/// The matrices of [Winograd] come from points `p` and `-p`, so that pairs of their rows or columns
/// differ only in signs. Common subexpressions of such pairs are computed once, which halves the
/// work.
///
/// @param rows the matrix
record LinearMap(List<List<Float>> rows) {
  /// The transposed matrix.
  LinearMap transposed() {
    return new LinearMap(
        IntStream.range(0, inputs())
            .mapToObj(i -> rows.stream().map(row -> row.get(i)).toList())
            .toList());
  }

  /// The number of input vectors.
  int inputs() {
    return rows.getFirst().size();
  }

  /// The number of output vectors.
  int outputs() {
    return rows.size();
  }

  /// Emits the map's code; the constants are loaded when the writer is created.
  final class Writer {
    private final Emitter e;
    private final Map<Float, Lanes> constants = new HashMap<>();

    Writer(Emitter e) {
      this.e = e;
      for (List<Float> row : rows) {
        for (float factor : row) {
          if (factor != 0 && factor != 1) {
            constants.computeIfAbsent(factor, e::splat);
          }
        }
      }
    }

    /// The results for some inputs.
    Lanes[] write(Lanes[] x) {
      int[] partner = transposed().partners();
      boolean pairsColumns = IntStream.of(partner).anyMatch(i -> i >= 0);
      return pairsColumns ? byColumns(x, partner) : byRows(x);
    }

    /// Two columns that differ only in signs use the sum and the difference of their inputs.
    private Lanes[] byColumns(Lanes[] x, int[] partner) {
      Lanes[] sum = x.clone();
      Lanes[] difference = x.clone();
      for (int i = 0; i < x.length; i++) {
        if (partner[i] > i) {
          sum[i] = e.add(x[i], x[partner[i]]);
          difference[i] = e.subtract(x[i], x[partner[i]]);
        }
      }
      Lanes[] y = new Lanes[outputs()];
      for (int j = 0; j < y.length; j++) {
        List<Float> row = rows.get(j);
        List<Term> terms = new ArrayList<>();
        for (int i = 0; i < x.length; i++) {
          if (partner[i] < 0) {
            terms.add(new Term(row.get(i), x[i]));
          } else if (partner[i] > i) {
            boolean same = row.get(i).equals(row.get(partner[i]));
            terms.add(new Term(row.get(i), same ? sum[i] : difference[i]));
          }
        }
        y[j] = total(terms);
      }
      return y;
    }

    /// Two rows that differ only in signs are the sum and the difference of two terms: that of the
    /// inputs whose signs agree, and that of the others.
    private Lanes[] byRows(Lanes[] x) {
      int[] partner = partners();
      Lanes[] y = new Lanes[outputs()];
      for (int j = 0; j < y.length; j++) {
        if (partner[j] < 0) {
          y[j] = total(terms(j, x, i -> true));
        } else if (partner[j] > j) {
          List<Float> row = rows.get(j);
          List<Float> other = rows.get(partner[j]);
          Lanes even = total(terms(j, x, i -> row.get(i).equals(other.get(i))));
          Lanes odd = total(terms(j, x, i -> !row.get(i).equals(other.get(i))));
          y[j] = e.add(even, odd);
          y[partner[j]] = e.subtract(even, odd);
        }
      }
      return y;
    }

    private List<Term> terms(int j, Lanes[] x, IntPredicate which) {
      return IntStream.range(0, x.length)
          .filter(which)
          .mapToObj(i -> new Term(rows.get(j).get(i), x[i]))
          .toList();
    }

    private Lanes total(List<Term> all) {
      List<Term> terms = all.stream().filter(t -> t.factor != 0).sorted(Term::order).toList();
      Lanes total = null;
      for (Term term : terms) {
        total = total == null ? first(term) : plus(total, term);
      }
      return total == null ? e.splat(0f) : total;
    }

    private Lanes first(Term term) {
      return term.factor == 1 ? term.x : e.multiply(term.x, constant(term));
    }

    private Lanes plus(Lanes total, Term term) {
      if (term.factor == 1) {
        return e.add(total, term.x);
      }
      return term.factor == -1
          ? e.subtract(total, term.x)
          : e.multiplyAdd(term.x, constant(term), total);
    }

    private Lanes constant(Term term) {
      return Objects.requireNonNull(constants.get(term.factor), "a constant of the matrix");
    }
  }

  private record Term(float factor, Lanes x) {
    /// Terms that need no multiplication come first, added before subtracted.
    static int order(Term a, Term b) {
      return Integer.compare(a.rank(), b.rank());
    }

    private int rank() {
      return factor == 1 ? 0 : factor == -1 ? 2 : 1;
    }
  }

  /// For each row, another one that differs from it only in signs, but not in all of them; else -1.
  private int[] partners() {
    int[] partner = new int[outputs()];
    Arrays.fill(partner, -1);
    for (int j = 0; j < partner.length; j++) {
      for (int k = j + 1; k < partner.length && partner[j] < 0; k++) {
        if (partner[k] < 0 && arePartners(rows.get(j), rows.get(k))) {
          partner[j] = k;
          partner[k] = j;
        }
      }
    }
    return partner;
  }

  private static boolean arePartners(List<Float> a, List<Float> b) {
    int same = 0;
    int opposite = 0;
    for (int i = 0; i < a.size(); i++) {
      if (Math.abs(a.get(i)) != Math.abs(b.get(i))) {
        return false;
      }
      if (a.get(i) != 0) {
        same += a.get(i).equals(b.get(i)) ? 1 : 0;
        opposite += a.get(i).equals(b.get(i)) ? 0 : 1;
      }
    }
    return same > 0 && opposite > 0;
  }
}
