# Finds JDK 25, or else a newer one, and exports its folder as JAVA_HOME.
# Sourced by kern, by the scripts in .ci and bench and, with jdk25_tool=java since a JRE will do, by an
# archive's bin/kern. It announces a newer one in one line; if there is none, it fails with a line that
# says where it looked and how to fix it.

jdk_version() { # FOLDER: sets version to the feature version of the JDK in it; by its release file, since starting Java costs more
  local line
  version=0
  [ -x "$1/bin/${jdk25_tool:-javac}" ] && [ -r "$1/release" ] || return 0
  while read -r line; do
    if [[ $line =~ ^JAVA_VERSION=\"([0-9]+) ]]; then
      version=${BASH_REMATCH[1]}
    fi
  done <"$1/release"
}

jdk25_find() {
  local tool=${jdk25_tool:-javac} found candidate version newer= newer_version
  local usual=(
    /usr/{lib/jvm,lib64/jvm,java,local}/*
    /opt/{,java/,jdk/}*
    ~/.sdkman/candidates/java/*
    ~/{.jdks,.gradle/jdks,.asdf/installs/java,.local/share/mise/installs/java}/*
    {,~}/Library/Java/JavaVirtualMachines/*/Contents/Home
    {/opt/homebrew,/usr/local}/opt/openjdk*/libexec/openjdk.jdk/Contents/Home
  )
  if [ -n "${KERN_JDKS:-}" ]; then # so that a test doesn't depend on what is installed
    usual=("$KERN_JDKS"/*)
  fi
  found=$(command -v "$tool") && found=$(readlink -f "$found")
  for candidate in "${JAVA_HOME:-}" "${found%/bin/"$tool"}" "${usual[@]}"; do
    jdk_version "$candidate"
    if [ "$version" -eq 25 ]; then
      export JAVA_HOME=$candidate
      return 0
    fi
    if [ "$version" -gt 25 ] && [ -z "$newer" ]; then
      newer=$candidate
      newer_version=$version
    fi
  done
  if [ -n "$newer" ]; then
    echo "kern: using JDK $newer_version in $newer; JDK 25 is preferred, but none was found" >&2
    export JAVA_HOME=$newer
    return 0
  fi
  echo "kern: no JDK 25 or newer found in JAVA_HOME (${JAVA_HOME:-not set}), on the PATH (${found:-no $tool})" \
    "or where JDKs are usually installed; fix: install JDK 25, or set JAVA_HOME to its folder" >&2
  return 1
}

jdk25_find
