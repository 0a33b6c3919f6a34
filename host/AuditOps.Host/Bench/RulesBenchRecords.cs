using AuditOps.Engines.Sigma.Fields;
using AuditOps.Host.Rules;

namespace AuditOps.Host.Bench;

/// <summary>The records of the bench with their routes, which the pipeline knows before rules are asked (the envelope and the normalised event say it).</summary>
internal sealed class RulesBenchRecords
{
    private const string Variable = "AUDITOPS_SHARED_DATA";

    private static readonly string[] Published = ["invictus-o365_dataset/ual-dev.ndjson", "faketshirt/dev/entraid_signin.ndjson", "faketshirt/dev/entraid_audit.ndjson"];

    private RulesBenchRecords(List<(byte[] Record, EventRoute? Route)> all) => All = all;

    public List<(byte[] Record, EventRoute? Route)> All { get; }

    public RulesBenchRecords Of(string source) => new([.. All.Where(each => each.Route?.Source == source)]);

    public static RulesBenchRecords Read(IReadOnlyList<string> files)
    {
        var all = new List<(byte[], EventRoute?)>();
        foreach (var file in files.Count > 0 ? files : [.. Published.Select(Find)])
        {
            var lines = new EventLines(file);
            foreach (var (_, record) in lines.Read())
                all.Add((record, lines.Normalize(record) is { } normalized ? FieldMap.BuiltIn.RouteOf(normalized) : null));
        }

        return all.Count > 0 ? new RulesBenchRecords(all) : throw new HostException("The files hold no records.");
    }

    /// <summary>A file or folder of the published test data: below the folder that the variable names, else in a shared/data above this program or the current folder.</summary>
    public static string Find(string path)
    {
        var roots = new List<string>();
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            roots.Add(named);
        foreach (var start in (string[])[AppContext.BaseDirectory, Environment.CurrentDirectory])
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
                roots.Add(Path.Combine(folder.FullName, "shared", "data"));
        }

        return roots.Select(root => Path.Combine(root, path)).FirstOrDefault(Path.Exists)
            ?? throw new HostException($"The test data '{path}' is not here; say --rules and --events, or set {Variable}.");
    }
}
