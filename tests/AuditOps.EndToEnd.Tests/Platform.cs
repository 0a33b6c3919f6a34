using System.Runtime.Versioning;

// The host that these tests run is Linux's.
[assembly: SupportedOSPlatform("linux")]
