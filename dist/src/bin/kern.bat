@echo off
rem Runs Kern on the Java runtime in ..\runtime, or else on that of JAVA_HOME or the PATH.
setlocal
set "home=%~dp0.."
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
if exist "%home%\runtime\bin\java.exe" set "java=%home%\runtime\bin\java"

"%java%" --version >nul 2>nul
if errorlevel 1 (
  echo kern: no Java 25 or newer found: tried "%java%"; fix: install one, or set JAVA_HOME to its folder >&2
  exit /b 1
)

set "extra="
if defined KERN_CLASSPATH set "extra=;%KERN_CLASSPATH%"

set "flags=quick"
for %%c in (train evaluate predict explain bench runs) do if "%~1"=="%%c" set "flags=compute"
if "%~1"=="data" set "flags=java"
"%java%" "@%home%\lib\flags\java.flags" "@%home%\lib\flags\%flags%.flags" -cp "%home%\lib\*%extra%" dev.kern.cli.Kern %*
exit /b %errorlevel%
