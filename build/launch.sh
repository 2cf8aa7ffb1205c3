# Replaces this process by the JVM that runs one Kern command. Sourced by kern, and by bin/kern of an archive, with
# JAVA_HOME set, `jars` naming the folder of the jars and `flags` that of the *.flags files.

# Java names files in the encoding of the locale, which is ASCII without a locale, and in one that isn't
# installed.
encoding=$(locale charmap 2>/dev/null) || encoding=${LC_ALL:-${LC_CTYPE:-${LANG:-}}}
case $encoding in
  *[Uu][Tt][Ff]8* | *[Uu][Tt][Ff]-8*) ;;
  *) export LC_ALL=C.UTF-8 ;;
esac

command=
for argument in "$@"; do
  case $argument in
    -*) ;;
    *)
      command=${command:+$command }$argument
      [ "$command" = runs ] || break # whose second word says what it does
      ;;
  esac
done

asks() { # REGEX: whether the user's own options for the JVM match
  [[ "${JAVA_TOOL_OPTIONS:-} ${JDK_JAVA_OPTIONS:-} ${_JAVA_OPTIONS:-}" =~ $1 ]]
}

java=("$JAVA_HOME/bin/java" "@$flags/java.flags")
# The JVM refuses a second collector.
asks '-XX:\+Use(Epsilon|G1|Parallel|Serial|Shenandoah|Z)GC' || java+=("@$flags/collector.flags")
# Large data sets touch gigabytes of memory for the first time, which is twice as fast in large pages.
# Without large pages in the system, Java would print a warning on standard output.
if grep -qs '\[\(madvise\|always\)\]' /sys/kernel/mm/transparent_hugepage/enabled; then
  java+=(-XX:+UseTransparentHugePages)
fi
case $command in
  train | evaluate | predict | explain | bench | serve | "runs report")
    # The JVM warns about the incubating module on standard error at each start. A filter drops that
    # line; Kern itself writes past the filter, to the real stream, which it inherits as number 3.
    java+=("@$flags/compute.flags" --add-opens java.base/java.io=ALL-UNNAMED -Dkern.stderr=3)
    # An archive that doesn't match the jars or the JDK is ignored. The JVM would warn on standard output
    # about that, and that no archive covers incubating modules.
    if [ -r "$jars/classes.jsa" ] && ! asks '-Xlog|-verbose|-Xshare|-XX:.?(AOT|[A-Za-z]*Archive)'; then
      java+=("-XX:SharedArchiveFile=$jars/classes.jsa" -Xlog:disable)
    fi
    # A single thread of the optimising compiler, Java's default for so few processors, would be busy for
    # three seconds before training reaches full speed.
    [ "$(nproc 2>/dev/null || echo 4)" -ge 4 ] || java+=(-XX:CICompilerCount=3)
    exec 3>&2 2> >(exec grep --line-buffered -v '^WARNING: Using incubator modules: ' >&2)
    ;;
  data) ;; # reads, compares and converts data that may be large
  *) java+=("@$flags/quick.flags") ;;
esac
# Jars with parts of your own (docs/USING.md) may stand in KERN_CLASSPATH.
exec "${java[@]}" -cp "$jars/*${KERN_CLASSPATH:+:$KERN_CLASSPATH}" dev.kern.cli.Kern "$@"
