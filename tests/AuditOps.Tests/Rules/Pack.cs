using System.Text;
using AuditOps.Engines.Normalize;
using AuditOps.Engines.Replay;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Shapes;

namespace AuditOps.Tests.Rules;

/// <summary>The shipped rules, from the source tree.</summary>
internal static class Pack
{
    // After all of them: an event from the future would be taken for one of the time of collection.
    private static readonly DateTimeOffset Collected = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly EventNormalizer Normalizer = new(new NormalizeOptions());

    public static string Folder { get; } = Find();

    public static IReadOnlyList<string> Files { get; } = [.. Directory.EnumerateFiles(Folder, "*.yml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    public static SigmaRules Load(IEnumerable<string> files) =>
        SigmaRules.Load(files.Select(file => new SigmaFile(Path.GetRelativePath(Folder, file), File.ReadAllText(file))));

    public static SigmaRules All() => Load(Files);

    public static IEnumerable<byte[]> Lines(string file) => File.ReadLines(file).Where(line => line.Length > 0).Select(Encoding.UTF8.GetBytes);

    /// <summary>All rules with the records beside them.</summary>
    public static IReadOnlyList<RuleExample> Examples() =>
        [.. Files.Select(file => new RuleExample(NameOf(file), File.ReadAllText(file), [.. Lines(Path.ChangeExtension(file, ".match.ndjson"))], [.. Lines(Path.ChangeExtension(file, ".nomatch.ndjson"))]))];

    public static IReadOnlyList<EverydayRate> Rates() => EverydayRate.Parse(File.ReadAllText(Path.Combine(Folder, "everyday.csv")));

    public static string NameOf(string file) => Path.ChangeExtension(Path.GetRelativePath(Folder, file), null).Replace('\\', '/');

    public static AuditEvent Normalize(byte[] record)
    {
        var seen = ShapeRecognizer.Recognize(record);
        return Normalizer.Normalize(new RawEnvelope
        {
            Tenant = "contoso",
            Source = seen.Source,
            Shape = seen.Shape,
            RecordId = seen.RecordId ?? Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(record)),
            CollectedAt = Collected,
            Run = "test",
            Payload = record,
        });
    }

    /// <summary>Asks the rules about records as the stream would.</summary>
    public static IReadOnlyList<string> Ask(RuleReplay replay, byte[] record)
    {
        var value = Normalize(record);
        return [.. replay.Add(record, value, FieldMap.BuiltIn.RouteOf(value)).Select(rule => rule.Metadata.Id)];
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var rules = Path.Combine(folder.FullName, "processors", "rules");
            if (Directory.Exists(rules)) return rules;
        }

        throw new DirectoryNotFoundException("There is no processors/rules above the tests.");
    }
}
