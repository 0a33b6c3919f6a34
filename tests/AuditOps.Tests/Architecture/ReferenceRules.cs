using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Xunit;

namespace AuditOps.Tests.Architecture;

/// <summary>Arrows between projects point one way. This is the table of docs/architecture.md, held against project files and compiled assemblies.</summary>
public sealed class ReferenceRules
{
    private const string Everything = "*";

    /// <summary>What each project may use of ours.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["AuditOps.Schemas"] = [],
        ["AuditOps.Kafka"] = ["AuditOps.Schemas"],
        ["AuditOps.Warehouse"] = ["AuditOps.Schemas"],
        ["AuditOps.Collectors"] = ["AuditOps.Kafka", "AuditOps.Schemas"],
        ["AuditOps.Agent"] = [],
        ["AuditOps.Simulator"] = [],
        ["AuditOps.Engines"] = ["AuditOps.Schemas"],
        ["AuditOps.Streams"] = ["AuditOps.Kafka"],
        ["AuditOps.Processors"] = ["AuditOps.Streams", "AuditOps.Engines", "AuditOps.Warehouse", "AuditOps.Kafka", "AuditOps.Schemas"],
        ["AuditOps.Api"] = ["AuditOps.Warehouse", "AuditOps.Engines", "AuditOps.Kafka", "AuditOps.Schemas"],
        ["AuditOps.Embedded.Kafka"] = [],
        ["AuditOps.Embedded.ClickHouse"] = [],
        ["AuditOps.Host"] = [Everything],
    };

    /// <summary>Where the processing role is put together: its options carry the warehouse's address to the sinks.</summary>
    private static readonly string[] Composition = ["AuditOps.Processors.ProcessorOptions", "AuditOps.Processors.ProcessorHost"];

    private static readonly string[] ProductFolders = ["schemas", "collectors", "processors", "api", "embedded", "host"];

    [Fact]
    public void Project_files_refer_only_to_what_the_table_allows()
    {
        var offenders = new List<string>();
        var projects = Repository.Files(".csproj", ProductFolders).ToList();
        Assert.NotEmpty(projects);
        foreach (var file in projects)
        {
            var project = Path.GetFileNameWithoutExtension(file);
            var references = XDocument.Load(Path.Combine(Repository.Root, file)).Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
            Judge(project, references, $"{file} refers to", offenders);
        }

        Assert.True(offenders.Count == 0, string.Join(Environment.NewLine, offenders));
    }

    [Fact]
    public void Compiled_assemblies_use_only_what_the_table_allows()
    {
        var offenders = new List<string>();
        var seen = 0;
        foreach (var project in Allowed.Keys)
        {
            var file = Path.Combine(AppContext.BaseDirectory, project + ".dll");
            if (!File.Exists(file))
                continue;
            seen++;
            using var portable = new PEReader(File.OpenRead(file));
            var metadata = portable.GetMetadataReader();
            var references = metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))
                .Where(name => name.StartsWith("AuditOps.", StringComparison.Ordinal));
            Judge(project, references, $"{project}.dll uses", offenders);
        }

        Assert.True(seen >= 8, $"only {seen} of our assemblies lie beside the tests; the rule would check nothing");
        Assert.True(offenders.Count == 0, string.Join(Environment.NewLine, offenders));
    }

    [Fact]
    public void Processors_touch_the_warehouse_in_their_sinks_only()
    {
        var users = AssemblyUse.TypesUsing(Path.Combine(AppContext.BaseDirectory, "AuditOps.Processors.dll"), "AuditOps.Warehouse");
        var offenders = users.Where(type => !type.StartsWith("AuditOps.Processors.Sinks.", StringComparison.Ordinal) && !Composition.Contains(type)).ToList();
        Assert.True(offenders.Count == 0, $"these use AuditOps.Warehouse outside AuditOps.Processors.Sinks: {string.Join(", ", offenders)}");
    }

    [Fact]
    public void The_scan_for_uses_of_an_assembly_finds_them()
    {
        // The rule above is only worth something while the scan sees bodies, signatures and generic arguments.
        var users = AssemblyUse.TypesUsing(typeof(ReferenceRules).Assembly.Location, "AuditOps.Schemas");
        Assert.Contains("AuditOps.Tests.Schemas.KeysTests", users);
        Assert.Contains("AuditOps.Tests.Schemas.GoldenMessageTests", users);
        Assert.DoesNotContain("AuditOps.Tests.Architecture.Repository", users);
    }

    private static void Judge(string project, IEnumerable<string> references, string verb, List<string> offenders)
    {
        if (!Allowed.TryGetValue(project, out var allowed))
        {
            offenders.Add($"{project} has no row in the table: say what it may use");
            return;
        }

        if (allowed is [Everything])
            return;
        foreach (var reference in references)
        {
            if (!allowed.Contains(reference, StringComparer.Ordinal))
                offenders.Add($"{verb} {reference}; allowed: {(allowed.Length == 0 ? "nothing of ours" : string.Join(", ", allowed))}");
        }
    }
}
