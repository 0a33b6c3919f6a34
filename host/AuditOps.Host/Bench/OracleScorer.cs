using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using AuditOps.Engines.Normalize;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Shapes;

namespace AuditOps.Host.Bench;

/// <summary>
/// Compares the core fields of each oracle file that the expected document has: instant, action, outcome, source address, actor identifiers (each expected one must
/// be among ours), organisation, file name, user agent, category (one in common). What an oracle leaves out, or what it is known to put elsewhere, is not compared.
/// </summary>
internal static class OracleScorer
{
    /// <summary>Products whose records have no mapping here; they must come through as generic events.</summary>
    private static readonly string[] Unmapped = ["microsoft-365-defender", "message-trace"];

    /// <summary>This oracle writes the target's UPN into user.email, so that field says nothing about the actor.</summary>
    private const string TargetAsEmail = "microsoft-entraid-graphapi";

    public static async Task<OracleScore> ScoreAsync(string root, CancellationToken cancellation)
    {
        var score = new OracleScore();
        var normalizer = new EventNormalizer(new NormalizeOptions());
        foreach (var path in Directory.EnumerateFiles(root, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            using var file = JsonDocument.Parse(await File.ReadAllBytesAsync(path, cancellation));
            if (!file.RootElement.TryGetProperty("input", out var input) || !input.TryGetProperty("message", out var message) || !file.RootElement.TryGetProperty("expected", out var expected))
                continue;
            var folder = Path.GetFileName(Path.GetDirectoryName(path)!);
            var normalized = normalizer.Normalize(Envelope(Encoding.UTF8.GetBytes(message.GetString()!)));
            if (Unmapped.Contains(folder))
                score.AddWithoutMapping(folder);
            else
                Compare(score, folder, Path.GetFileName(path), expected, normalized);
        }

        return score;
    }

    private static RawEnvelope Envelope(byte[] payload)
    {
        var seen = ShapeRecognizer.Recognize(payload);
        return new RawEnvelope
        {
            Tenant = "oracle",
            Source = seen.Source,
            Shape = seen.Shape,
            RecordId = seen.RecordId ?? "sha256-128:none",
            CollectedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
            Run = "bench",
            Payload = payload,
        };
    }

    private static void Compare(OracleScore score, string folder, string file, JsonElement expected, AuditEvent actual)
    {
        void Add(string field, string? wanted, string? got, Func<string, string, bool> same)
        {
            if (!string.IsNullOrEmpty(wanted))
                score.Add(folder, file, field, got is not null && same(wanted, got), wanted, got);
        }

        Add("timestamp", Text(expected, "@timestamp"), actual.EventTime.ToString("O", CultureInfo.InvariantCulture), SameInstant);
        Add("action", Text(expected, "event", "action"), actual.Operation, SameAction);
        Add("outcome", Text(expected, "event", "outcome"), EcsOutcome(actual.Outcome), string.Equals);
        Add("source.ip", Text(expected, "source", "ip"), actual.Ip, SameAddress);
        Add("organization", Text(expected, "organization", "id"), actual.OrganizationId, static (a, b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase));
        Add("file.name", Text(expected, "file", "name"), actual.Attributes.GetValueOrDefault("file_name"), string.Equals);
        Add("user_agent", Text(expected, "user_agent", "original"), actual.UserAgent, string.Equals);
        CompareActor(score, folder, file, expected, actual);
        CompareCategory(score, folder, file, expected, actual);
    }

    private static void CompareActor(OracleScore score, string folder, string file, JsonElement expected, AuditEvent actual)
    {
        var wanted = new List<string>();
        foreach (var name in new[] { "id", "name", "email" })
        {
            if ((name != "email" || folder != TargetAsEmail) && (Text(expected, "user", name) ?? Text(expected, "source", "user", name)) is { Length: > 0 } text)
                wanted.Add(text);
        }

        if (wanted.Count == 0)
            return;
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var text in new[] { actual.Actor.Key, actual.Actor.Id, actual.Actor.Upn, actual.Actor.Display, Local(actual.Actor.Upn) })
            AddKnown(known, text);
        foreach (var name in new[] { "user_key", "logon_user_sid", "user_name", "caller" })
            AddKnown(known, actual.Attributes.GetValueOrDefault(name));
        score.Add(folder, file, "actor", wanted.TrueForAll(known.Contains), string.Join(", ", wanted), string.Join(", ", known));
    }

    private static void CompareCategory(OracleScore score, string folder, string file, JsonElement expected, AuditEvent actual)
    {
        if (!expected.TryGetProperty("event", out var part) || !part.TryGetProperty("category", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
            return;
        var wanted = list.EnumerateArray().Select(item => item.GetString() ?? string.Empty).ToList();
        score.Add(folder, file, "category", wanted.Exists(actual.EcsCategories.Contains), string.Join(", ", wanted), string.Join(", ", actual.EcsCategories));
    }

    private static void AddKnown(HashSet<string> known, string? text)
    {
        if (text is not null)
            known.Add(text);
    }

    private static string? Local(string? upn) => upn is not null && upn.IndexOf('@') is > 0 and var at ? upn[..at] : null;

    private static bool SameInstant(string a, string b) =>
        DateTimeOffset.TryParse(a, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var left)
        && DateTimeOffset.TryParse(b, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var right)
        && (left - right).Duration() < TimeSpan.FromMicroseconds(1);

    private static bool SameAddress(string a, string b) => IPAddress.TryParse(a, out var left) && IPAddress.TryParse(b, out var right) && left.Equals(right);

    private static bool SameAction(string a, string b) => string.Equals(a.Trim().TrimEnd('.'), b.Trim().TrimEnd('.'), StringComparison.OrdinalIgnoreCase);

    /// <summary>ECS knows success, failure and unknown.</summary>
    private static string EcsOutcome(Outcome outcome) => outcome switch
    {
        Outcome.Success or Outcome.Partial => "success",
        Outcome.Failure or Outcome.Denied => "failure",
        _ => "unknown",
    };

    private static string? Text(JsonElement source, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (source.ValueKind != JsonValueKind.Object || !source.TryGetProperty(name, out source))
                return null;
        }

        return source.ValueKind == JsonValueKind.String ? source.GetString() : source.ValueKind == JsonValueKind.Number ? source.GetRawText() : null;
    }
}
