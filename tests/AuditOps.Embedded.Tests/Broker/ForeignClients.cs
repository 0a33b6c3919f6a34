using Xunit;

namespace AuditOps.Embedded.Tests.Broker;

/// <summary>The scripts that drive clients of other origins, and what they need to run.</summary>
internal static class ForeignClients
{
    public static string Folder { get; } = Path.Combine(SourceFolder(), "clients");

    /// <summary>Fails with what to install when Node.js or a package of it is missing.</summary>
    public static void RequireNode(string package)
    {
        Assert.True(ExternalProcess.Exists("node"), "Node.js is missing: install Node.js 20 or newer");
        Assert.True(Directory.Exists(Path.Combine(Folder, "node_modules", package)), $"{package} is missing: npm ci --prefix {Folder}");
    }

    private static string SourceFolder([System.Runtime.CompilerServices.CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, ".."));
}
