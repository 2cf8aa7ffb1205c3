# Finds a JDK 25 and exports its folder as JAVA_HOME. Sourced by kern, .ci/run and,
# with jdk25_tool=java since a JRE will do, by an archive's bin/kern.
# Fails, with a line that says where it looked and how to mend it, when there is none.

jdk25_is() { # FOLDER: whether it holds a JDK 25; reads its release file, since starting Java costs more
  [ -x "$1/bin/${jdk25_tool:-javac}" ] && [ -r "$1/release" ] && grep -q '^JAVA_VERSION="25[."]' "$1/release"
}

jdk25_find() {
  local tool=${jdk25_tool:-javac} found candidate
  found=$(command -v "$tool") && found=$(readlink -f "$found")
  for candidate in \
    "${JAVA_HOME:-}" \
    "${found%/bin/"$tool"}" \
    /usr/{lib/jvm,lib64/jvm,java,local}/*25* \
    /opt/{,java/,jdk/}*25* \
    "$HOME"/.sdkman/candidates/java/25* \
    "$HOME"/{.jdks,.gradle/jdks,.asdf/installs/java,.local/share/mise/installs/java}/*25* \
    {,"$HOME"}/Library/Java/JavaVirtualMachines/*25*/Contents/Home \
    {/opt/homebrew,/usr/local}/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home; do
    if jdk25_is "$candidate"; then
      export JAVA_HOME=$candidate
      return 0
    fi
  done
  echo "kern: no JDK 25 found in JAVA_HOME (${JAVA_HOME:-not set}), on the PATH (${found:-no $tool})" \
    "or where JDKs are usually installed; mend: install one, or set JAVA_HOME to its folder" >&2
  return 1
}

jdk25_find
