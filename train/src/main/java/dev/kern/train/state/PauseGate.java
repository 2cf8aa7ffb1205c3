package dev.kern.train.state;

/// What a thread passes between two steps, unless another one has closed it.
public final class PauseGate {
  private volatile boolean closed;
  private boolean forGood;

  /// Closes it, unless it is open for good.
  public synchronized void close() {
    closed = !forGood;
  }

  /// Opens it, and lets through who waits.
  public synchronized void open() {
    closed = false;
    notifyAll();
  }

  /// Opens it, and keeps it open from now on.
  public synchronized void openForGood() {
    forGood = true;
    open();
  }

  /// Whether it is closed.
  public boolean isClosed() {
    return closed;
  }

  /// Waits until it is open, or the thread is interrupted, which opens it.
  public synchronized void await() {
    try {
      while (closed) {
        wait();
      }
    } catch (InterruptedException e) {
      closed = false;
      Thread.currentThread().interrupt();
    }
  }
}
