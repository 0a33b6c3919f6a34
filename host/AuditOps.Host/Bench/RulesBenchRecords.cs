using AuditOps.Engines.Sigma.Fields;
using AuditOps.Host.Rules;

namespace AuditOps.Host.Bench;

/// <summary>The records of the bench: audit log, sign-ins and directory audits of the published data, or the files that somebody names.</summary>
internal sealed class RulesBenchRecords
{
    private const string Variable = "AUDITOPS_SHARED_DATA";

    private static readonly string[] Published = ["invictus-o365_dataset/ual-dev.ndjson", "faketshirt/dev/entraid_signin.ndjson", "faketshirt/dev/entraid_audit.ndjson"];

    private RulesBenchRecords(List<RulesBenchRecord> all) => All = all;

    public List<RulesBenchRecord> All { get; }

    public RulesBenchRecords Of(string source) => new([.. All.Where(each => each.Event.Source == source)]);

    public static RulesBenchRecords Read(IReadOnlyList<string> files)
    {
        var all = new List<RulesBenchRecord>();
        foreach (var file in files.Count > 0 ? files : [.. Published.Select(Find)])
        {
            var lines = new EventLines(file);
            foreach (var (_, record) in lines.Read())
            {
                // What cannot be normalised becomes a dead letter before rules are asked.
                if (lines.Normalize(record) is { } normalized)
                    all.Add(new RulesBenchRecord(EventLines.Envelope(record), normalized, FieldMap.BuiltIn.RouteOf(normalized)));
            }
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
