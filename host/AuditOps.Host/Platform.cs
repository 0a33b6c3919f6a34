using System.Runtime.Versioning;

// Signals, file modes and the native libraries are Linux's.
[assembly: SupportedOSPlatform("linux")]
