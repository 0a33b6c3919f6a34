using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Replay;

/// <summary>
/// Everyday work with what rules look at and simulated tenants do not play: of each rule the records that it and the others must leave alone, once, and what happens for good
/// reasons at given rates. Records of one file keep their distances in time.
/// </summary>
/// <param name="examples">The rules with their records.</param>
/// <param name="rates">What happens how often.</param>
/// <param name="normalize">Reads a record.</param>
public sealed class EverydayWork(IReadOnlyList<RuleExample> examples, IReadOnlyList<EverydayRate> rates, Func<byte[], AuditEvent?> normalize)
{
    private const int FirstHour = 8;
    private const int Hours = 9;
    private const int People = 40;

    /// <summary>The day on which the records beside the rules begin.</summary>
    private static readonly DateTime Written = new(2026, 3, 4, 0, 0, 0, DateTimeKind.Utc);

    private static readonly string[] TimeNames = ["CreationTime", "activityDateTime", "createdDateTime", "detectedDateTime", "lastUpdatedDateTime", "time", "StartTime"];
    private static readonly string[] IdNames = ["Id", "id"];
    private static readonly string[] OperationNames = ["Operation", "activityDisplayName", "operationName", "activityType"];
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What rules must leave alone: the records of each file once, on some day of the time.</summary>
    public IEnumerable<byte[]> Others(int seed, DateTime from, DateTime to)
    {
        var random = new Random(seed);
        var alone = new RuleReplay(SigmaRules.Load(examples.Select(example => new SigmaFile(example.Name, example.Rules))), FieldMap.BuiltIn, "everyday");
        for (var number = 0; number < examples.Count; number++)
        {
            // What one rule must leave alone may be what another is for.
            alone.Reset();
            foreach (var record in examples[number].Others)
            {
                if (normalize(record) is { } value)
                    alone.Add(value);
            }

            if (alone.Finish().Count > 0)
                continue;
            var shift = from.AddDays(random.Next((int)(to - from).TotalDays - 1)) - Written;
            foreach (var record in examples[number].Others)
                yield return Moved(record, null, time => time + shift, random, number);
        }
    }

    /// <summary>What happens at its rate, within working hours.</summary>
    public IEnumerable<byte[]> Usual(int seed, DateTime from, DateTime to)
    {
        var byName = examples.ToDictionary(example => example.Name, StringComparer.Ordinal);
        foreach (var (rule, line, operation, perDay) in rates)
        {
            var pattern = byName.TryGetValue(rule, out var example) && line < example.Matches.Count ? example.Matches[line] : throw new FormatException($"Everyday work names line {line} of '{rule}', which is not there.");

            // Each with dice of its own: what is added to the list changes nothing of the rest.
            var random = new Random(seed ^ HashOf($"{rule} {line} {operation}"));
            var count = (int)Math.Floor((perDay * (to - from).TotalDays) + random.NextDouble());
            for (var i = 0; i < count; i++)
            {
                var at = from.AddSeconds(random.NextDouble() * (to - from).TotalSeconds).Date.AddHours(FirstHour + (random.NextDouble() * Hours));
                yield return Moved(pattern, operation, _ => at, random, examples.Count + random.Next(People));
            }
        }
    }

    /// <summary>The pattern of a rate with the operation that it names.</summary>
    public byte[] Pattern(EverydayRate rate)
    {
        ArgumentNullException.ThrowIfNull(rate);
        return Moved(examples.First(example => example.Name == rate.Rule).Matches[rate.Line], rate.Operation, static time => time, new Random(0), 0);
    }

    /// <summary>The record at another time, with an id of its own, by and about somebody else, from elsewhere.</summary>
    private static byte[] Moved(byte[] record, string? operation, Func<DateTime, DateTime> move, Random random, int who)
    {
        var json = JsonNode.Parse(record)!;
        Change(json, operation, move, random);
        return Encoding.UTF8.GetBytes(json.ToJsonString(Json)
            .Replace("@contoso.example", $"{who}@contoso.example", StringComparison.Ordinal).Replace("203.0.113.", $"100.64.{who}.", StringComparison.Ordinal).Replace("Budget ", $"Budget {random.Next(1_000_000)}-", StringComparison.Ordinal));
    }

    /// <summary>FNV-1a; the same in every process.</summary>
    private static int HashOf(string text)
    {
        var hash = 2_166_136_261u;
        foreach (var letter in text)
            hash = (hash ^ letter) * 16_777_619u;
        return (int)hash;
    }

    private static void Change(JsonNode json, string? operation, Func<DateTime, DateTime> move, Random random)
    {
        if (json["properties"] is JsonObject inner)
            Change(inner, operation, move, random);
        foreach (var name in TimeNames)
        {
            if (json[name]?.GetValue<string>() is not { } text)
                continue;
            var time = DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
            json[name] = move(time).ToString(text.EndsWith('Z') ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
        }

        foreach (var name in IdNames)
        {
            if (json[name] is null)
                continue;
            var bytes = new byte[16];
            random.NextBytes(bytes);
            json[name] = new Guid(bytes).ToString();
        }

        if (operation is null)
            return;
        foreach (var name in OperationNames)
        {
            if (json[name] is not null)
                json[name] = operation;
        }
    }
}
