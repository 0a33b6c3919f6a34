using System.Text;
using System.Text.Json;
using AuditOps.Host.Rules;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Host.Bench;

/// <summary>Reads the labelled data: tests of published detection rules (one record each), and recordings of attacks (a file each).</summary>
internal static class DetectionCases
{
    private const string Tests = "panther-analysis";
    private const string Recordings = "otrf-security-datasets";

    public static IReadOnlyList<DetectionCase> Read(string folder)
    {
        var cases = new List<DetectionCase>();
        foreach (var file in Files(Path.Combine(folder, Tests), "*-dev.ndjson"))
            cases.AddRange(File.ReadLines(file, Encoding.UTF8).Where(line => !string.IsNullOrWhiteSpace(line)).Select((line, i) => Test(file, i + 1, line)));
        foreach (var file in Files(Path.Combine(folder, Recordings), "*.json"))
            cases.Add(Recording(file));
        return cases.Count > 0 ? cases : throw new HostException($"'{folder}' holds neither {Tests}/*-dev.ndjson nor {Recordings}/*.json.");
    }

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal) : [];

    /// <summary>One line: the record, and what a rule with these techniques is expected to say of it.</summary>
    private static DetectionCase Test(string file, int line, string text)
    {
        using var json = JsonDocument.Parse(text);
        var root = json.RootElement;
        var techniques = root.TryGetProperty("attack", out var attack) && attack.ValueKind == JsonValueKind.Array
            ? attack.EnumerateArray().Select(one => one.GetString()!.Split(':')[^1]).Distinct(StringComparer.OrdinalIgnoreCase).ToList()
            : [];
        var events = Normalize(file, [Encoding.UTF8.GetBytes(root.GetProperty("event").GetRawText())]);
        return new DetectionCase($"{Path.GetFileName(file)}:{line}", $"{root.GetProperty("rule_id").GetString()}: {root.GetProperty("test_name").GetString()}", techniques, root.GetProperty("expected_match").GetBoolean(), events);
    }

    private static DetectionCase Recording(string file)
    {
        var records = new List<byte[]>();
        var bytes = File.ReadAllBytes(file);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { AllowMultipleValues = true });
        while (reader.Read())
        {
            using var record = JsonDocument.ParseValue(ref reader);
            records.Add(Encoding.UTF8.GetBytes(record.RootElement.GetRawText()));
        }

        return new DetectionCase(Path.GetFileName(file), Path.GetFileNameWithoutExtension(file), [], true, Normalize(file, records));
    }

    private static List<AuditEvent> Normalize(string file, IEnumerable<byte[]> records)
    {
        var lines = new EventLines(file);
        return [.. records.Select(lines.Normalize).OfType<AuditEvent>()];
    }
}
