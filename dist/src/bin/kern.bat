@echo off
rem Runs Kern on the Java runtime in ..\runtime, or else on that of JAVA_HOME or the PATH.
setlocal EnableExtensions DisableDelayedExpansion
set "home=%~dp0.."
set "flags=%home%\lib\flags"
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME:"=%\bin\java"
if exist "%home%\runtime\bin\java.exe" set "java=%home%\runtime\bin\java"

rem Its first line begins like: openjdk 25.0.3
set "version="
for /f "tokens=2 delims=.- " %%v in ('""%java%" --version 2^>nul"') do if not defined version set "version=%%v"
if not defined version set "version=0"
if %version% LSS 25 (
  echo kern: no Java 25 or newer found: tried "%java%"; fix: install one, or set JAVA_HOME to its folder >&2
  exit /b 1
)

rem The JVM refuses a second collector.
set "collector="@%flags%\collector.flags""
for %%o in (JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS) do (
  set %%o 2>nul | findstr /l /c:"-XX:+UseEpsilonGC" /c:"-XX:+UseG1GC" /c:"-XX:+UseParallelGC" ^
    /c:"-XX:+UseSerialGC" /c:"-XX:+UseShenandoahGC" /c:"-XX:+UseZGC" >nul && set "collector="
)

set "kind=quick"
set "compilers="
for %%c in (train evaluate predict explain bench serve) do if "%~1"=="%%c" set "kind=compute"
if "%~1 %~2"=="runs report" set "kind=compute"
if "%~1"=="data" set "kind=java"
if %kind%==compute if %NUMBER_OF_PROCESSORS% LSS 4 set "compilers=-XX:CICompilerCount=3"

rem By the environment, where a backslash at the end can't escape a quote.
set "CLASSPATH=%home%\lib\*"
if defined KERN_CLASSPATH set "CLASSPATH=%CLASSPATH%;%KERN_CLASSPATH:"=%"
"%java%" "@%flags%\java.flags" %collector% "@%flags%\%kind%.flags" %compilers% dev.kern.cli.Kern %*
exit /b %errorlevel%
