using System.Text.RegularExpressions;
using Xunit;

namespace AuditOps.Streams.Tests.Simulation;

/// <summary>The simulated cluster lies in the product's assembly so that topologies can be tested on it; the product itself must not know it.</summary>
public sealed partial class TestBedRule
{
    private static readonly string[] ProductFolders = ["schemas", "collectors", "processors", "api", "embedded", "host"];

    [Fact]
    public void Nothing_in_the_product_uses_the_simulated_cluster()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "AuditOps.sln")))
            root = root.Parent;
        Assert.NotNull(root);
        var sources = ProductFolders.Select(folder => Path.Combine(root.FullName, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/AuditOps.Streams/Testing/", StringComparison.Ordinal)).ToList();
        Assert.True(sources.Count > 100, $"only {sources.Count} files were looked at");

        var offenders = sources.Where(file => TestBed().IsMatch(File.ReadAllText(file))).ToList();

        Assert.True(offenders.Count == 0, string.Join(Environment.NewLine, offenders));
    }

    [GeneratedRegex(@"\bStreams\.Testing\b|\bTesting\.(Simulated|Topology)|\bSimulatedCluster\b|\bTopologyTestDriver\b")]
    private static partial Regex TestBed();
}
